/**
 * Gemma Scope (arXiv 2408.05147): `layer_12/width_16k/average_l0_82/params.npz`; and Gemma Scope 2: `params.safetensors` with config.json.
 * Both are JumpReLU: f = relu(pre) where pre > threshold, pre = x W_enc + b_enc; the decoder's bias is not taken off the input.
 */
import { assemble } from './assemble.ts';
import { ForeignSaeError } from './foreignError.ts';
import type { ForeignOrigin } from '../../../../protocol/foreignSae.ts';
import type { ForeignSae } from './foreignSae.ts';
import { NamedTensors } from './namedTensors.ts';
import { textOf, type Json } from './readConfig.ts';
import type { WeightFile } from './weightFile.ts';

const NAMES = {
  W_enc: ['W_enc', 'w_enc'],
  W_dec: ['W_dec', 'w_dec'],
  b_enc: ['b_enc'],
  b_dec: ['b_dec'],
  threshold: ['threshold'],
} as const;

/** Whether a file's tensors are those of such an SAE. */
export function isGemmaScope({ tensors }: WeightFile): boolean {
  return Object.values(NAMES).every((names) => names.some((name) => tensors.has(name)));
}

/** @param config config.json of Gemma Scope 2. @throws ForeignSaeError */
export async function openGemmaScope(
  given: string,
  file: WeightFile,
  config: Json | null,
): Promise<ForeignSae> {
  refuseOthers(file, config);
  const tensors = new NamedTensors(file);
  const threshold = await tensors.vector(...NAMES.threshold);
  const decoderBias = await tensors.vector(...NAMES.b_dec);
  const sizes = { dIn: decoderBias.length, dSae: threshold.length };
  return {
    format: 'gemmaScope',
    kind: config === null ? 'Gemma Scope, JumpReLU' : 'Gemma Scope 2, JumpReLU',
    path: given,
    weights: file.path,
    ...assemble({
      place: file.path,
      ...tensors.matrices(sizes, [...NAMES.W_enc], [...NAMES.W_dec]),
      decoderBias,
      activation: { kind: 'jumprelu', bias: await tensors.vector(...NAMES.b_enc), threshold, byNorm: false },
      centred: false,
      normalise: 'none',
      outputScale: null,
    }),
    origin: { ...placeOf(file.path, config), contextSize: 1024, dataset: null },
    config: config ?? {},
    warnings: [],
    needsInputScale: false,
  };
}

function refuseOthers({ path: file, tensors }: WeightFile, config: Json | null): void {
  const parts = file.split(/[\\/]/u);
  const out = textOf(config?.['hf_hook_point_out']);
  if (
    tensors.has('affine_skip_connection') ||
    parts.some((part) => /transcoder|crosscoder|^clt/u.test(part)) ||
    (out !== null && out !== config?.['hf_hook_point_in'])
  )
    throw new ForeignSaeError(
      file,
      'it is a transcoder: it writes at another place than it reads, and is no autoencoder.',
    );
  if (parts.includes('embedding'))
    throw new ForeignSaeError(
      file,
      'it reads the embedding, on a scale of its own. Choose one of the layers.',
    );
}

/** Model and hook from the path, which is all that the first Gemma Scope says of them; from config.json where there is one. */
function placeOf(file: string, config: Json | null): Pick<ForeignOrigin, 'model' | 'hook'> {
  const parts = file.split(/[\\/]/u);
  const repository = parts
    .map((part) => /gemma-scope-(2b|9b|27b)-(pt|it)-(res|mlp|att)/u.exec(part))
    .findLast(Boolean);
  const layer = parts.map((part) => /^layer_(\d+)/u.exec(part)?.[1]).findLast((found) => found !== undefined);
  const model = textOf(config?.['model_name']);
  const named = textOf(config?.['hf_hook_point_in']);
  if (named !== null) return { model, hook: named };
  const [, size, tuning, kind] = repository ?? [];
  const kinds: Readonly<Record<string, string>> = {
    res: 'hook_resid_post',
    mlp: 'hook_mlp_out',
    att: 'attn.hook_z',
    resid_post: 'hook_resid_post',
    mlp_out: 'hook_mlp_out',
    attn_out: 'attn.hook_z',
  };
  const place = kinds[kind ?? parts.findLast((part) => part in kinds) ?? ''];
  return {
    model: model ?? (size === undefined ? null : `gemma-2-${size}${tuning === 'it' ? '-it' : ''}`),
    hook: layer === undefined || place === undefined ? null : `blocks.${layer}.${place}`,
  };
}

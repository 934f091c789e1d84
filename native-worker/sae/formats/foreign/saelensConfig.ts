/** cfg.json of SAELens, of any version, in the words of version 6 (sae_lens/loading/pretrained_sae_loaders.py, `handle_pre_6_0_config`). */
import { z } from 'zod';
import { ForeignSaeError } from './foreignError.ts';
import { checked, contextOf, textOf, type Json } from './readConfig.ts';
import type { ForeignOrigin } from '../../../../protocol/foreignSae.ts';

const ARCHITECTURES = ['standard', 'topk', 'jumprelu', 'gated', 'batchtopk', 'matryoshka_batchtopk'] as const;
const NORMALISATIONS = ['none', 'expected_average_only_in', 'constant_norm_rescale', 'layer_norm'] as const;

export interface SaelensConfig {
  architecture: (typeof ARCHITECTURES)[number];
  dIn: number;
  dSae: number;
  centred: boolean;
  normalise: (typeof NORMALISATIONS)[number];
  k: number | null;
  byNorm: boolean;
  /** False: a scaling factor other than 1 is a contradiction; null: nothing is said of it. */
  finetuned: boolean | null;
  origin: ForeignOrigin;
  warnings: string[];
  metadata: Json;
}

const schema = z.looseObject({
  architecture: z.string().default('standard'),
  d_in: z.int().positive(),
  d_sae: z.int().positive(),
  apply_b_dec_to_input: z.boolean().default(true),
  normalize_activations: z
    .union([z.boolean(), z.string()])
    .nullish()
    .transform((value) => (value === true ? 'expected_average_only_in' : value === false ? 'none' : value)),
  activation_fn: z.string().nullish(),
  activation_fn_kwargs: z.looseObject({ k: z.int().optional() }).nullish(),
  k: z.number().nullish(),
  rescale_acts_by_decoder_norm: z.boolean().default(false),
  finetuning_scaling_factor: z.boolean().nullish(),
  hook_head_index: z.unknown().optional(),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

/** @throws ForeignSaeError for what has no meaning here */
export function saelensConfig(raw: Json, file: string): SaelensConfig {
  const cfg = checked(schema, { ...raw, ...renamed(raw) }, file);
  const isNew = Object.keys(cfg.metadata).length > 0;
  const metadata: Json = isNew ? cfg.metadata : cfg;
  const topk = cfg.activation_fn === 'topk';
  const refuse = (problem: string): ForeignSaeError => new ForeignSaeError(file, problem);
  if (!topk && cfg.activation_fn != null && cfg.activation_fn !== 'relu')
    throw refuse(`its activation function is '${cfg.activation_fn}'; relu and topk are read.`);
  const architecture = ARCHITECTURES.find((name) => name === (topk ? 'topk' : cfg.architecture));
  if (architecture === undefined) throw refuse(unknownArchitecture(cfg.architecture));
  const wanted = cfg.normalize_activations ?? 'none';
  const normalise = NORMALISATIONS.find((name) => name === wanted);
  if (normalise === undefined)
    throw refuse(`it normalises its inputs by '${wanted}'; these are read: ${NORMALISATIONS.join(', ')}.`);
  if ((metadata['hook_head_index'] ?? null) !== null)
    throw refuse(
      `it reads one head of attention alone (hook_head_index ${String(metadata['hook_head_index'])}), which is no hook point here.`,
    );
  return {
    architecture,
    dIn: cfg.d_in,
    dSae: cfg.d_sae,
    centred: cfg.apply_b_dec_to_input,
    normalise,
    k: cfg.activation_fn_kwargs?.k ?? cfg.k ?? null,
    byNorm: cfg.rescale_acts_by_decoder_norm,
    finetuned: cfg.finetuning_scaling_factor ?? null,
    origin: {
      model: textOf(metadata['model_name']),
      hook: textOf(metadata['hook_name']),
      contextSize: contextOf(metadata['context_size']),
      dataset: textOf(metadata['dataset_path']),
    },
    warnings: oddities(metadata),
    metadata,
  };
}

/** Old names of fields, as versions before 6 and before 3 had them. */
function renamed(raw: Json): Json {
  const names: [string, string][] = [
    ['hook_point', 'hook_name'],
    ['hook_point_head_index', 'hook_head_index'],
    ['activation_fn_str', 'activation_fn'],
  ];
  return Object.fromEntries(
    names.flatMap(([old, now]) => (old in raw && !(now in raw) ? [[now, raw[old]]] : [])),
  );
}

function unknownArchitecture(name: string): string {
  if (/transcoder|clt/u.test(name))
    return `it is a transcoder ('${name}'): it writes at another place than it reads, and is no autoencoder.`;
  return `its architecture is '${name}'; these are read: ${ARCHITECTURES.join(', ')}.`;
}

function oddities(metadata: Json): string[] {
  const warnings: string[] = [];
  if (metadata['prepend_bos'] === false)
    warnings.push(
      'It was trained on rows without a BOS token; here every row begins with one where the model has one.',
    );
  const options = metadata['model_from_pretrained_kwargs'];
  if (typeof options === 'object' && options !== null) {
    const changed = Object.entries(options).filter(
      ([name, value]) => /^(?:center|fold)_/u.test(name) && value === true,
    );
    if (changed.length > 0)
      warnings.push(
        `It was trained on a model that TransformerLens had rewritten (${changed.map(([name]) => name).join(', ')}): activations here may differ by each token's mean.`,
      );
  }
  return warnings;
}

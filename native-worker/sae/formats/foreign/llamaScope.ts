/**
 * Llama Scope (arXiv 2410.20526): hyperparams.json and checkpoints/final.safetensors, read as its library loads them for inference
 * (OpenMOSS/Language-Model-SAEs at the time of its release, src/lm_saes/sae.py: `standardize_parameters_of_dataset_activation_scaling`,
 * then `transform_to_unit_decoder_norm`, then the threshold of hyperparams.json as it stands).
 * With c = sqrt(d) / average norm, in and out: b_enc / c_in, b_dec / c_out, W_dec c_in / c_out; then rows of W_dec to length 1, their
 * lengths moved to the encoder. SAELens' features are c_in times as large; the function is the same.
 */
import { z } from 'zod';
import { assemble, type ForeignActivation } from './assemble.ts';
import { ForeignSaeError } from './foreignError.ts';
import type { ForeignSae } from './foreignSae.ts';
import { NamedTensors } from './namedTensors.ts';
import { checked, contextOf, textOf, type Json } from './readConfig.ts';
import { openSafetensors } from './safetensorsWeights.ts';
import type { ForeignTensor } from './weightFile.ts';

const schema = z.looseObject({
  d_model: z.int().positive(),
  d_sae: z.int().positive(),
  hook_point_in: z.string().min(1),
  hook_point_out: z.string().nullish(),
  act_fn: z.string().transform((name) => name.toLowerCase()),
  jump_relu_threshold: z.number().default(0),
  top_k: z.int().positive().default(50),
  norm_activation: z.enum(['dataset-wise', 'token-wise', 'batch-wise', 'inference']).default('inference'),
  dataset_average_activation_norm: z
    .looseObject({ in: z.number().positive(), out: z.number().positive() })
    .nullish(),
  use_decoder_bias: z.boolean().default(true),
  apply_decoder_bias_to_pre_encoder: z.boolean().default(false),
  sparsity_include_decoder_norm: z.boolean().default(true),
  use_glu_encoder: z.boolean().default(false),
});
type Hyperparams = z.infer<typeof schema>;

/** @param raw hyperparams.json. @throws ForeignSaeError, SafetensorsError */
export async function openLlamaScope(
  folder: string,
  { raw, language, weights }: { raw: Json; language: Json | null; weights: string },
): Promise<ForeignSae> {
  const hyper = checked(schema, raw, `${folder} (hyperparams.json)`);
  refuseOthers(folder, hyper);
  const tensors = new NamedTensors(await openSafetensors(weights));
  const [cIn, cOut] = normFactors(folder, hyper);
  const { d_model: dIn, d_sae: dSae } = hyper;
  const { encoder, decoder } = tensors.matrices({ dIn, dSae }, ['encoder.weight'], ['decoder.weight']);
  const bias = (await tensors.vectorOrZeros(dSae, 'encoder.bias')).map((value) => value / cIn);
  return {
    format: 'llamaScope',
    kind: `Llama Scope, ${hyper.act_fn}`,
    path: folder,
    weights,
    ...assemble({
      place: weights,
      encoder,
      decoder: times(decoder, cIn / cOut),
      decoderBias: (await tensors.vectorOrZeros(dIn, 'decoder.bias')).map((value) => value / cOut),
      activation: activationOf(folder, hyper, bias),
      centred: hyper.use_decoder_bias && hyper.apply_decoder_bias_to_pre_encoder,
      normalise: hyper.norm_activation === 'token-wise' ? 'constant_norm_rescale' : 'none',
      outputScale: null,
    }),
    origin: {
      model: textOf(language?.['model_name']) ?? textOf(language?.['model_from_pretrained_path']),
      hook: hyper.hook_point_in,
      contextSize: contextOf(raw['context_size']),
      dataset: null,
    },
    config: raw,
    warnings: [],
    needsInputScale: false,
  };
}

/** c_in and c_out; 1 where the SAE reads inputs as they are. */
function normFactors(folder: string, hyper: Hyperparams): [number, number] {
  if (hyper.norm_activation !== 'dataset-wise') return [1, 1];
  const norms = hyper.dataset_average_activation_norm;
  if (norms == null)
    throw new ForeignSaeError(
      folder,
      'its inputs are scaled by their average norm (norm_activation is dataset-wise), and hyperparams.json gives no dataset_average_activation_norm. Add it there.',
    );
  const root = Math.sqrt(hyper.d_model);
  return [root / norms.in, root / norms.out];
}

function activationOf(folder: string, hyper: Hyperparams, bias: Float32Array): ForeignActivation {
  const { act_fn: name, jump_relu_threshold: threshold, sparsity_include_decoder_norm: byNorm } = hyper;
  const above = (least: number): ForeignActivation => ({
    kind: 'jumprelu',
    bias,
    threshold: new Float32Array(hyper.d_sae).fill(least),
    byNorm,
  });
  // Its library runs a topk SAE that knows a threshold by the threshold.
  if (name === 'jumprelu' || (name === 'topk' && threshold > 0)) return above(threshold);
  if (name === 'topk') return { kind: 'topk', bias, k: hyper.top_k, byNorm };
  if (name === 'relu') return byNorm ? above(0) : { kind: 'relu', bias };
  throw new ForeignSaeError(
    folder,
    `its activation function is '${name}'; jumprelu, topk and relu are read.`,
  );
}

function refuseOthers(folder: string, hyper: Hyperparams): void {
  const { hook_point_in: from, hook_point_out: to } = hyper;
  if (to != null && to !== from)
    throw new ForeignSaeError(
      folder,
      `it is a transcoder: it reads ${from} and writes ${to}, and is no autoencoder.`,
    );
  if (hyper.use_glu_encoder) throw new ForeignSaeError(folder, 'it has a GLU encoder, which is not read.');
  if (hyper.norm_activation === 'batch-wise')
    throw new ForeignSaeError(
      folder,
      'it scales its inputs by the norms of each batch, so its features are not those of a token.',
    );
}

function times(tensor: ForeignTensor, factor: number): ForeignTensor {
  const read: ForeignTensor['read'] = async (from, to) =>
    (await tensor.read(from, to)).map((value) => value * factor);
  return { shape: tensor.shape, read };
}

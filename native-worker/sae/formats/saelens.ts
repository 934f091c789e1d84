/** The SAELens v6 folder: cfg.json, sae_weights.safetensors, sparsity.safetensors. Written file by file to temporary names; cfg.json comes last. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import type { NamedTensor } from './safetensors.ts';
import { rowNorms } from '../normalisation.ts';
import type { SaelensWeights } from './saelensFold.ts';
import { metadataEntries, type SaelensMetadata } from './saelensMetadata.ts';

export class SaelensFolderError extends Error {
  constructor(folder: string, problem: string) {
    super(`The SAE in ${folder} cannot be read: ${problem}. Export it again, or choose another folder.`);
    this.name = 'SaelensFolderError';
  }
}

const cfgSchema = z.object({
  architecture: z.enum(['jumprelu', 'standard', 'topk']),
  d_in: z.int().positive(),
  d_sae: z.int().positive(),
  dtype: z.literal('float32').default('float32'),
  apply_b_dec_to_input: z.boolean().default(true),
  normalize_activations: z.enum(['none', 'constant_norm_rescale']).default('none'),
  /** Of `topk`; 100 is what SAELens takes without it. */
  k: z.int().positive().default(100),
  /** Of `topk`: selection by pre-activation times the length of the decoder's row. */
  rescale_acts_by_decoder_norm: z.boolean().default(false),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

/**
 * @param frequencies share of tokens on which each feature fires, shape [dSae]
 * @param metadata what SAELens keeps, or what another folder held under `metadata`
 */
export async function writeSaelens(
  folder: string,
  weights: SaelensWeights,
  frequencies: Float32Array,
  metadata: SaelensMetadata | { readonly copied: Readonly<Record<string, unknown>> },
): Promise<void> {
  const { dIn, dSae } = weights;
  const kept = 'copied' in metadata ? metadata.copied : metadataEntries(metadata);
  await mkdir(folder, { recursive: true });
  const tensors: Record<string, NamedTensor> = {
    W_dec: { shape: [dSae, dIn], data: weights.decoder },
    W_enc: { shape: [dIn, dSae], data: weights.encoder },
    b_dec: { shape: [dIn], data: weights.decoderBias },
    b_enc: { shape: [dSae], data: weights.encoderBias },
    ...(weights.threshold ? { threshold: { shape: [dSae], data: weights.threshold } } : {}),
  };
  const sparsity = frequencies.map((frequency) => Math.log10(frequency + 1e-10));
  await replaceFile(join(folder, 'sae_weights.safetensors'), encodeSafetensors(tensors));
  const sparsityFile = encodeSafetensors({ sparsity: { shape: [dSae], data: sparsity } });
  await replaceFile(join(folder, 'sparsity.safetensors'), sparsityFile);
  await replaceFile(join(folder, 'cfg.json'), `${JSON.stringify(cfg(weights, kept), null, 2)}\n`);
}

/** @throws SaelensFolderError, SafetensorsError */
export async function readSaelens(
  folder: string,
): Promise<{ weights: SaelensWeights; metadata: Record<string, unknown> }> {
  const parsed = cfgSchema.safeParse(await readCfg(folder));
  if (!parsed.success) throw new SaelensFolderError(folder, `cfg.json: ${z.prettifyError(parsed.error)}`);
  const { d_in: dIn, d_sae: dSae, architecture, metadata, ...rest } = parsed.data;
  const file = join(folder, 'sae_weights.safetensors');
  const tensors = decodeSafetensors(await readFile(file), file);
  const take = (name: string, shape: number[]): Float32Array => {
    const tensor = tensors.get(name);
    if (tensor?.shape.join() === shape.join()) return tensor.data;
    const found = tensor ? `has the shape [${tensor.shape.join(', ')}]` : 'is missing';
    throw new SaelensFolderError(folder, `tensor '${name}' ${found}, not [${shape.join(', ')}]`);
  };
  const weights: SaelensWeights = {
    architecture,
    dIn,
    dSae,
    normalizeActivations: rest.normalize_activations,
    applyBDecToInput: rest.apply_b_dec_to_input,
    encoder: take('W_enc', [dIn, dSae]),
    encoderBias: take('b_enc', [dSae]),
    decoder: take('W_dec', [dSae, dIn]),
    decoderBias: take('b_dec', [dIn]),
    threshold: architecture === 'jumprelu' ? take('threshold', [dSae]) : null,
    k: architecture === 'topk' ? rest.k : null,
  };
  const rescaled = architecture === 'topk' && rest.rescale_acts_by_decoder_norm;
  return { weights: rescaled ? withUnitDecoder(weights) : weights, metadata };
}

/** The same SAE with the lengths of the decoder's rows moved to the encoder: its k largest are then the k largest as they are. */
function withUnitDecoder(weights: SaelensWeights): SaelensWeights {
  const { dIn, dSae, decoder } = weights;
  const norms = rowNorms(decoder, dIn);
  return {
    ...weights,
    encoder: weights.encoder.map((value, i) => value * (norms[i % dSae] ?? 0)),
    encoderBias: weights.encoderBias.map((value, m) => value * (norms[m] ?? 0)),
    decoder: decoder.map((value, i) => (value === 0 ? 0 : value / (norms[Math.floor(i / dIn)] ?? 1))),
  };
}

async function readCfg(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, 'cfg.json'), 'utf8')) as unknown;
  } catch (error) {
    throw new SaelensFolderError(
      folder,
      `cfg.json: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function cfg(weights: SaelensWeights, metadata: Readonly<Record<string, unknown>>): object {
  return {
    architecture: weights.architecture,
    d_in: weights.dIn,
    d_sae: weights.dSae,
    dtype: 'float32',
    device: 'cpu',
    apply_b_dec_to_input: weights.applyBDecToInput,
    normalize_activations: weights.normalizeActivations,
    reshape_activations: 'none',
    ...(weights.k === null ? {} : { k: weights.k, rescale_acts_by_decoder_norm: false }),
    metadata,
  };
}

async function replaceFile(file: string, content: Buffer | string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}

/** Reads an SAELens v6 folder. Its matrices stay on disk until they are asked for, a stretch at a time: they may have gigabytes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { rowNorms } from '../normalisation.ts';
import type { TensorPlace } from './safetensors.ts';
import { SafetensorsFile } from './safetensorsFile.ts';
import type { SaelensVectors, SaelensWeights } from './saelensFold.ts';
import { readWeights, saelensStretches } from './saelensReader.ts';
import type { SaelensReader } from './saelensReader.ts';

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
  normalize_activations: z.enum(['none', 'constant_norm_rescale', 'layer_norm']).default('none'),
  /** Of `topk`; 100 is what SAELens takes without it. */
  k: z.int().positive().default(100),
  /** Of `topk`: selection by pre-activation times the length of the decoder's row. */
  rescale_acts_by_decoder_norm: z.boolean().default(false),
  metadata: z.record(z.string(), z.unknown()).default({}),
});

export interface SaelensFolder {
  sae: SaelensReader;
  /** What cfg.json holds under `metadata`. */
  metadata: Record<string, unknown>;
  /** Where W_enc lies; null where it is not used as it is in the file. */
  encoder: (TensorPlace & { file: string }) | null;
}

/** @throws SaelensFolderError, SafetensorsError */
export async function openSaelens(folder: string): Promise<SaelensFolder> {
  const parsed = cfgSchema.safeParse(await readCfg(folder));
  if (!parsed.success) throw new SaelensFolderError(folder, `cfg.json: ${z.prettifyError(parsed.error)}`);
  const { d_in: dIn, d_sae: dSae, architecture, metadata, ...rest } = parsed.data;
  const file = await SafetensorsFile.open(join(folder, 'sae_weights.safetensors'));
  const place = (name: string, shape: number[]): TensorPlace => placeOf(folder, file, name, shape);
  const matrices = { encoder: place('W_enc', [dIn, dSae]), decoder: place('W_dec', [dSae, dIn]) };
  const vector = (name: string, length: number): Promise<Float32Array> =>
    file.read(place(name, [length]), 0, length);
  const vectors: SaelensVectors = {
    architecture,
    dIn,
    dSae,
    normalizeActivations: rest.normalize_activations,
    applyBDecToInput: rest.apply_b_dec_to_input,
    encoderBias: await vector('b_enc', dSae),
    decoderBias: await vector('b_dec', dIn),
    threshold: architecture === 'jumprelu' ? await vector('threshold', dSae) : null,
    k: architecture === 'topk' ? rest.k : null,
  };
  const sae: SaelensReader = {
    ...vectors,
    read: (matrix, from, to) => file.read(matrices[matrix], from, to),
  };
  if (architecture === 'topk' && rest.rescale_acts_by_decoder_norm) {
    return { sae: await withUnitDecoder(sae), metadata, encoder: null };
  }
  return { sae, metadata, encoder: { ...matrices.encoder, file: file.path } };
}

/** All of it in memory. @throws SaelensFolderError, SafetensorsError */
export async function readSaelens(
  folder: string,
): Promise<{ weights: SaelensWeights; metadata: Record<string, unknown> }> {
  const { sae, metadata } = await openSaelens(folder);
  return { weights: await readWeights(sae), metadata };
}

function placeOf(folder: string, file: SafetensorsFile, name: string, shape: number[]): TensorPlace {
  const tensor = file.tensors.get(name);
  if (tensor?.shape.join() === shape.join()) return tensor;
  const found = tensor ? `has the shape [${tensor.shape.join(', ')}]` : 'is missing';
  throw new SaelensFolderError(folder, `tensor '${name}' ${found}, not [${shape.join(', ')}]`);
}

/** The same SAE with the lengths of the decoder's rows moved to the encoder: its k largest are then the k largest as they are. */
async function withUnitDecoder(sae: SaelensReader): Promise<SaelensReader> {
  const { dIn, dSae } = sae;
  const norms = new Float32Array(dSae);
  for (const { from, to } of saelensStretches('decoder', sae)) {
    norms.set(rowNorms(await sae.read('decoder', from, to), dIn), from / dIn);
  }
  return {
    ...sae,
    encoderBias: sae.encoderBias.map((value, m) => value * (norms[m] ?? 0)),
    read: async (matrix, from, to) => {
      const values = await sae.read(matrix, from, to);
      if (matrix === 'encoder') return values.map((value, i) => value * (norms[(from + i) % dSae] ?? 0));
      return values.map((value, i) => (value === 0 ? 0 : value / (norms[Math.floor((from + i) / dIn)] ?? 1)));
    },
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

/** Writes the SAELens v6 folder: cfg.json, sae_weights.safetensors, sparsity.safetensors, each whole or absent; cfg.json comes last. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile.ts';
import { writeSafetensors, type StreamedTensor } from './safetensorsFile.ts';
import type { SaelensVectors, SaelensWeights } from './saelensFold.ts';
import { metadataEntries, type SaelensMetadata } from './saelensMetadata.ts';
import { saelensReaderOf, saelensStretches } from './saelensReader.ts';
import type { SaelensMatrix, SaelensReader } from './saelensReader.ts';

/**
 * @param frequencies share of tokens on which each feature fires, shape [dSae]; null where that is not known yet (`writeSparsity`)
 * @param metadata what SAELens keeps, or what another folder held under `metadata`
 */
export async function writeSaelens(
  folder: string,
  sae: SaelensWeights | SaelensReader,
  frequencies: Float32Array | null,
  metadata: SaelensMetadata | { readonly copied: Readonly<Record<string, unknown>> },
): Promise<void> {
  const kept = 'copied' in metadata ? metadata.copied : metadataEntries(metadata);
  await mkdir(folder, { recursive: true });
  await writeSafetensors(join(folder, 'sae_weights.safetensors'), tensorsOf(saelensReaderOf(sae)));
  if (frequencies !== null) await writeSparsity(folder, frequencies);
  writeFileAtomic(join(folder, 'cfg.json'), `${JSON.stringify(cfg(sae, kept), null, 2)}\n`);
}

/** sparsity.safetensors alone. @param frequencies as in `writeSaelens` */
export async function writeSparsity(folder: string, frequencies: Float32Array): Promise<void> {
  const sparsity = frequencies.map((frequency) => Math.log10(frequency + 1e-10));
  await writeSafetensors(join(folder, 'sparsity.safetensors'), { sparsity: whole(sparsity) });
}

function tensorsOf(sae: SaelensReader): Record<string, StreamedTensor> {
  const { dIn, dSae, threshold } = sae;
  return {
    W_dec: { shape: [dSae, dIn], stretches: stretchesOf(sae, 'decoder') },
    W_enc: { shape: [dIn, dSae], stretches: stretchesOf(sae, 'encoder') },
    b_dec: whole(sae.decoderBias),
    b_enc: whole(sae.encoderBias),
    ...(threshold ? { threshold: whole(threshold) } : {}),
  };
}

async function* stretchesOf(sae: SaelensReader, matrix: SaelensMatrix): AsyncGenerator<Float32Array> {
  for (const { from, to } of saelensStretches(matrix, sae)) yield await sae.read(matrix, from, to);
}

function whole(values: Float32Array): StreamedTensor {
  return { shape: [values.length], stretches: [values] };
}

function cfg(sae: SaelensVectors, metadata: Readonly<Record<string, unknown>>): object {
  return {
    architecture: sae.architecture,
    d_in: sae.dIn,
    d_sae: sae.dSae,
    dtype: 'float32',
    device: 'cpu',
    apply_b_dec_to_input: sae.applyBDecToInput,
    normalize_activations: sae.normalizeActivations,
    reshape_activations: 'none',
    ...(sae.k === null ? {} : { k: sae.k, rescale_acts_by_decoder_norm: false }),
    metadata,
  };
}

/** An SAE in SAELens' form whose matrices are read a stretch at a time: from a folder, or made of parameters. */
import { stretchValues } from '../../compute/stateReader.ts';
import type { SaelensVectors, SaelensWeights } from './saelensFold.ts';

/** W_enc, shape [dIn, dSae], or W_dec, shape [dSae, dIn]. */
export type SaelensMatrix = 'encoder' | 'decoder';

export interface SaelensReader extends SaelensVectors {
  /** Elements `from` up to `to`, row-major; the caller may keep and change them. */
  readonly read: (matrix: SaelensMatrix, from: number, to: number) => Promise<Float32Array>;
}

/** Reads what is whole in memory, or passes on what can already be read. */
export function saelensReaderOf(sae: SaelensWeights | SaelensReader): SaelensReader {
  if ('read' in sae) return sae;
  return { ...sae, read: (matrix, from, to) => Promise.resolve(sae[matrix].slice(from, to)) };
}

/** Where a matrix is cut: whole rows, as many as make about 16 MB. */
export function* saelensStretches(
  matrix: SaelensMatrix,
  { dIn, dSae }: Pick<SaelensVectors, 'dIn' | 'dSae'>,
): Generator<{ from: number; to: number }> {
  const width = matrix === 'encoder' ? dSae : dIn;
  const values = Math.max(1, Math.floor(stretchValues / width)) * width;
  for (let from = 0; from < dIn * dSae; from += values) {
    yield { from, to: Math.min(dIn * dSae, from + values) };
  }
}

/** All of an SAE in memory. */
export async function readWeights({ read, ...vectors }: SaelensReader): Promise<SaelensWeights> {
  const size = vectors.dIn * vectors.dSae;
  return { ...vectors, encoder: await read('encoder', 0, size), decoder: await read('decoder', 0, size) };
}

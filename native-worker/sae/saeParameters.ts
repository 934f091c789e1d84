/**
 * A trained SAE in the form in which it is deployed: u = E (x - bPre), y = u + b, active where y > cut (and among the k largest),
 * z = u (jumprelu) or y (relu), xhat = sum a z w + offset, all in normalised units. The offset is bPre until a refit frees it.
 */
import type { SparseCodes } from '../compute/backend.ts';
import type { Normaliser } from './normalisation.ts';

export interface SaeParameters {
  dIn: number;
  dSae: number;
  activation: 'jumprelu' | 'relu';
  normaliser: Normaliser;
  /** The decoder's rows w_m, shape [dSae, dIn]; unit rows but for algorithms that leave them free. */
  weights: Float32Array;
  /** The encoder's rows, shape [dSae, dIn]; null when tied to `weights`. */
  encoder: Float32Array | null;
  /** a, shape [dSae]. */
  scales: Float32Array;
  /** b, shape [dSae]. */
  biases: Float32Array;
  /** Active above it, shape [dSae]: learned thresholds, BatchTopK's threshold at inference; 0 otherwise. */
  cuts: Float32Array;
  /** TopK only. */
  k: number | null;
  /** bPre, shape [dIn]. */
  preBias: Float32Array;
  /** What is added to the decoded sum, shape [dIn]. */
  offset: Float32Array;
}

/** xhat of each row in normalised units, shape [codes.rows, dIn]. */
export function decodeCodes(
  codes: SparseCodes,
  { dIn, weights, scales, offset }: Pick<SaeParameters, 'dIn' | 'weights' | 'scales' | 'offset'>,
): Float32Array {
  const decoded = new Float32Array(codes.rows * dIn);
  for (let row = 0; row < codes.rows; row++) {
    const start = row * dIn;
    decoded.set(offset, start);
    for (let pair = codes.rowPointers[row] ?? 0; pair < (codes.rowPointers[row + 1] ?? 0); pair++) {
      const feature = codes.features[pair] ?? 0;
      const factor = (scales[feature] ?? 0) * (codes.values[pair] ?? 0);
      const from = feature * dIn;
      for (let i = 0; i < dIn; i++)
        decoded[start + i] = (decoded[start + i] ?? 0) + factor * (weights[from + i] ?? 0);
    }
  }
  return decoded;
}

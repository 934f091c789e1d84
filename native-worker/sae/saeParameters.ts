/**
 * A trained SAE: u = W (x - bPre), active where u + b > 0, z = u (jumprelu) or u + b (relu), xhat = sum a z w + offset,
 * all in normalised units. The offset is bPre until a refit frees it.
 */
import type { SparseCodes } from '../compute/backend.ts';
import type { Normaliser } from './normalisation.ts';

export interface SaeParameters {
  dIn: number;
  dSae: number;
  activation: 'jumprelu' | 'relu';
  normaliser: Normaliser;
  /** w_m, unit rows, shape [dSae, dIn]. */
  weights: Float32Array;
  /** a, shape [dSae]. */
  scales: Float32Array;
  /** b, shape [dSae]. */
  biases: Float32Array;
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

/** What is measured on an SAE; definitions are those of the design, repeated here one by one. */
import type { SparseCodes } from '../compute/backend.ts';
import { meanRow } from './normalisation.ts';

export interface ReconstructionMetrics {
  /** 1 - sum ||x - xhat||^2 / sum ||x - mean||^2: sums before the ratio, mean over the same rows, raw units. */
  explainedVariance: number;
  /** sum ||x - xhat||^2 / sum ||x||^2. */
  nmse: number;
}

/** @param x raw rows and `reconstruction` of the same shape, [rows, dIn]. */
export function reconstructionMetrics(
  x: Float32Array,
  reconstruction: Float32Array,
  dIn: number,
): ReconstructionMetrics {
  const mean = meanRow(x, dIn);
  let error = 0;
  let variance = 0;
  let energy = 0;
  for (let i = 0; i < x.length; i++) {
    const value = x[i] ?? 0;
    error += (value - (reconstruction[i] ?? 0)) ** 2;
    variance += (value - (mean[i % dIn] ?? 0)) ** 2;
    energy += value ** 2;
  }
  return { explainedVariance: 1 - error / variance, nmse: error / energy };
}

/** L0: mean number of active features a row. */
export function meanActive(codes: SparseCodes): number {
  return codes.rows === 0 ? 0 : codes.values.length / codes.rows;
}

/** density: active rows / rows, per feature, shape [dSae]. */
export function densities(codes: SparseCodes, dSae: number): Float32Array {
  const counts = new Float64Array(dSae);
  for (const feature of codes.features) counts[feature] = (counts[feature] ?? 0) + 1;
  return Float32Array.from(counts, (count) => count / Math.max(1, codes.rows));
}

/** Unmasked tokens without a firing after which a feature is dead rather than "not seen in N". */
export function deadAfterTokens(lowestTargetFrequency: number): number {
  return Math.max(1e6, 20 / lowestTargetFrequency);
}

/** Features with no firing within the last 10^6 tokens, or since the start. `lastFired` is 0 for never. */
export function countNotSeen(lastFired: Float64Array, tokens: number): number {
  return lastFired.reduce((count, last) => count + (last === 0 || last <= tokens - 1e6 ? 1 : 0), 0);
}

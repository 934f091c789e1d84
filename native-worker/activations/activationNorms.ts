/** Norms of activations and their summary; everything in raw units, sums in float64. */

/** Mean vector and norms of rows [count, dIn]: b_pre and the dataset's scale start from them. */
export interface ActivationStatistics {
  count: number;
  /** Shape [dIn]. */
  mean: Float32Array;
  meanNorm: number;
  medianNorm: number;
}

/** L2 norm of row `row` of an array [*, dIn]. */
export function rowNorm(activations: Float32Array, dIn: number, row: number): number {
  let sum = 0;
  for (let i = row * dIn; i < (row + 1) * dIn; i++) {
    const value = activations[i] ?? NaN;
    sum += value * value;
  }
  return Math.sqrt(sum);
}

/** The middle value, or the mean of the two middle ones; NaN where there are none. */
export function median(values: readonly number[] | Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Statistics of rows [count, dIn]; NaN norms where there are none. */
export function activationStatistics(activations: Float32Array, dIn: number): ActivationStatistics {
  const count = activations.length / dIn;
  const norms = Float64Array.from({ length: count }, (_, row) => rowNorm(activations, dIn, row));
  const sums = new Float64Array(dIn);
  for (let i = 0; i < activations.length; i++) sums[i % dIn] = (sums[i % dIn] ?? 0) + (activations[i] ?? NaN);
  return {
    count,
    mean: Float32Array.from(sums, (sum) => (count > 0 ? sum / count : 0)),
    meanNorm: norms.reduce((sum, norm) => sum + norm, 0) / count,
    medianNorm: median(norms),
  };
}

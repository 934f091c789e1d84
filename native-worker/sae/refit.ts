/**
 * Least squares after training: the scales a and the offset c that reconstruct best with everything else fixed,
 *   minimise sum_t || sum_m a_m z_tm w_m + c - x_t ||^2 + ridge, where c = mean(x) - sum_m a_m mean(z_m) w_m.
 * The normal matrix is (Z'Z / N) o (W W') - (zbar zbar') o (W W'): the first part is normalMatrix.ts, the second is applied through W. Solved by conjugate gradients with a diagonal preconditioner.
 */
import type { SparseCodes } from '../compute/backend.ts';
import type { SymmetricMatrix } from './coactivations.ts';
import { conjugateGradients } from './conjugateGradients.ts';
import { normalMatrix } from './normalMatrix.ts';
import { RefitRows, rowDot } from './refitRows.ts';

export interface Refit {
  /** Shape [dSae]. Features that never fired in the refit's rows get the median of the others. */
  scales: Float32Array;
  /** Shape [dIn]. */
  offset: Float32Array;
  /** Features that never fired in the refit's rows. */
  unseen: number;
}

/** Share of the codes' mean variance added to each: keeps rare features from fitting noise. */
const ridgeShare = 1e-5;

/**
 * @param x normalised rows, shape [codes.rows, dIn]
 * @param weights the decoder's rows, of any length, shape [dSae, dIn]: scales act on them as they are
 */
export function refit(
  x: Float32Array,
  codes: SparseCodes,
  weights: Float32Array,
  start: Float32Array,
): Promise<Refit> {
  const rows = new RefitRows(weights.length / start.length, start.length);
  rows.add(x, codes);
  rows.show(0, weights);
  return refitOn(rows, weights, start);
}

/**
 * Likewise, of rows that were added and multiplied with these weights before.
 * @param check awaited before each product, which may take some seconds: pending while paused, rejecting to end
 */
export async function refitOn(
  rows: RefitRows,
  weights: Float32Array,
  start: Float32Array,
  check?: () => Promise<void>,
): Promise<Refit> {
  const { dIn, dSae } = rows;
  const meanX = rows.meanX();
  const meanCodes = rows.meanCodes();
  const { matrix, tolerance, iterations } = normalMatrix(rows.codes, weights, dSae);
  const target = rightHandSide(rows, weights, meanX, meanCodes);
  const lengths = Float64Array.from({ length: dSae }, (_, m) => squaredLength(weights, m, dIn));
  const diagonal = matrix.diagonal.map((value, m) => value - (meanCodes[m] ?? 0) ** 2 * (lengths[m] ?? 0));
  const ridge = ridgeOf(diagonal, lengths);
  const apply = async (a: Float64Array): Promise<Float64Array> => {
    await check?.();
    const product = await matrix.times(a);
    const decodedMean = weightedSum(weights, dIn, (m) => (meanCodes[m] ?? 0) * (a[m] ?? 0));
    return product.map(
      (value, m) =>
        value + (ridge[m] ?? 0) * (a[m] ?? 0) - (meanCodes[m] ?? 0) * rowDot(decodedMean, weights, m * dIn),
    );
  };
  const solution = await conjugateGradients(apply, target, {
    start: Float64Array.from(start),
    preconditioner: diagonal.map((value, m) => value + (ridge[m] ?? 0)),
    tolerance,
    iterations,
  });
  return finish(solution, matrix, weights, meanX, meanCodes);
}

function finish(
  solution: Float64Array,
  matrix: SymmetricMatrix,
  weights: Float32Array,
  meanX: Float32Array,
  meanCodes: Float64Array,
): Refit {
  const dIn = meanX.length;
  const seen = [...solution].filter((_, m) => (matrix.diagonal[m] ?? 0) > 0).sort((p, q) => p - q);
  const median = seen[Math.floor(seen.length / 2)] ?? 1;
  const scales = Float32Array.from(solution, (a, m) => ((matrix.diagonal[m] ?? 0) > 0 ? a : median));
  const decodedMean = weightedSum(weights, dIn, (m) => (meanCodes[m] ?? 0) * (scales[m] ?? 0));
  const offset = meanX.map((value, i) => value - (decodedMean[i] ?? 0));
  return { scales, offset, unseen: scales.length - seen.length };
}

/** mean_t z_tm (w_m . x_t) - zbar_m (w_m . xbar). */
function rightHandSide(
  rows: RefitRows,
  weights: Float32Array,
  meanX: Float32Array,
  meanCodes: Float64Array,
): Float64Array {
  const mean = Float64Array.from(meanX);
  return rows
    .meanProducts()
    .map((product, m) => product - (meanCodes[m] ?? 0) * rowDot(mean, weights, m * meanX.length));
}

/** sum_m factor(m) w_m. */
function weightedSum(weights: Float32Array, dIn: number, factor: (m: number) => number): Float64Array {
  const sum = new Float64Array(dIn);
  for (let m = 0; m * dIn < weights.length; m++) {
    const share = factor(m);
    if (share === 0) continue;
    for (let i = 0; i < dIn; i++) sum[i] = (sum[i] ?? 0) + share * (weights[m * dIn + i] ?? 0);
  }
  return sum;
}

/** In proportion to ||w||^2, so that rows of any length are held alike. */
function ridgeOf(diagonal: Float64Array, lengths: Float64Array): Float64Array {
  const variances = diagonal.map((value, m) => ((lengths[m] ?? 0) > 0 ? value / (lengths[m] ?? 1) : 0));
  const mean = variances.reduce((sum, value) => sum + value, 0) / variances.length;
  return lengths.map((length) => ridgeShare * mean * length + 1e-12);
}

function squaredLength(weights: Float32Array, m: number, dIn: number): number {
  return weights.subarray(m * dIn, (m + 1) * dIn).reduce((sum, value) => sum + value * value, 0);
}

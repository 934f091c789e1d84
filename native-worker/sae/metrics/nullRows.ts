/**
 * Random dictionaries, the null against which MCS is read: how close would features be to one another had nothing been learned?
 * `sphere` knows only the shape; `covariance` also shares the mean and covariance of the decoder's unit rows, which alone makes rows of a
 * narrow dictionary alike.
 */
import type { Random } from '../random.ts';
import { rowProducts } from '../rowProducts.ts';
import { directionsOf } from './directions.ts';

export type NullKind = 'sphere' | 'covariance';

/**
 * As many random rows as were handed in, drawn anew; their lengths mean nothing.
 * @param rows the decoder's rows, of any length, shape [dSae, dIn]
 */
export async function nullRows(
  rows: Float32Array,
  dIn: number,
  kind: NullKind,
  random: Random,
): Promise<Float32Array> {
  const draws = Float32Array.from({ length: rows.length }, () => random.normal());
  return kind === 'sphere' ? draws : withCovarianceOf(rows, dIn, draws);
}

/** mean + L g for each row g of standard normals, where L L^T is the covariance of the unit rows. */
async function withCovarianceOf(rows: Float32Array, dIn: number, draws: Float32Array): Promise<Float32Array> {
  const { unit, places } = directionsOf(rows, dIn);
  if (places.length === 0) return draws;
  const mean = new Float64Array(dIn);
  unit.forEach((value, i) => (mean[i % dIn] = (mean[i % dIn] ?? 0) + value / places.length));
  const centred = new Float32Array(unit.length);
  for (let row = 0; row < places.length; row++) {
    for (let i = 0; i < dIn; i++) {
      centred[i * places.length + row] = (unit[row * dIn + i] ?? 0) - (mean[i] ?? 0);
    }
  }
  const covariance = new Float64Array(dIn * dIn);
  await rowProducts(centred, centred, places.length, (i, products) => {
    covariance.set(
      products.map((product) => product / places.length),
      i * dIn,
    );
  });
  const factor = Float32Array.from(choleskyFactor(covariance, dIn));
  const drawn = new Float32Array(draws.length);
  await rowProducts(draws, factor, dIn, (row, products) => {
    for (let i = 0; i < dIn; i++) drawn[row * dIn + i] = (products[i] ?? 0) + (mean[i] ?? 0);
  });
  return drawn;
}

/**
 * Lower triangular L with L L^T = the matrix, shape [size, size]. A positive semidefinite matrix will do (fewer rows than dimensions):
 * a pivot below rounding gets a column of zeros.
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, matrix[i * size + i] ?? 0);
  for (let column = 0; column < size; column++) {
    const pivot = remainder(matrix, factor, size, column, column);
    // Covariances come in float32, so a smaller pivot is rounding.
    if (pivot <= 1e-6 * largest) continue;
    const root = Math.sqrt(pivot);
    factor[column * size + column] = root;
    for (let row = column + 1; row < size; row++) {
      factor[row * size + column] = remainder(matrix, factor, size, row, column) / root;
    }
  }
  return factor;
}

/** The entry less what the columns before have explained. */
function remainder(
  matrix: Float64Array,
  factor: Float64Array,
  size: number,
  row: number,
  column: number,
): number {
  let rest = matrix[row * size + column] ?? 0;
  for (let i = 0; i < column; i++) {
    rest -= (factor[row * size + i] ?? 0) * (factor[column * size + i] ?? 0);
  }
  return rest;
}

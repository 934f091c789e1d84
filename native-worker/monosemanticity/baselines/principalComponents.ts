/** Leading principal components of some rows, by orthogonal iteration (Golub and Van Loan, section 8.2.4) on their covariance. */
import type { Random } from '../../sae/random.ts';
import { MatrixProduct } from './matrixProduct.ts';

/** Directions of well separated variance converge in a few; those of nearly equal variance need not be told apart. */
const ITERATIONS = 40;

/**
 * @param centred rows of mean zero, shape [rows, width]
 * @returns unit rows in order of falling variance, shape [count][width]; their signs are arbitrary
 */
export async function principalComponents(
  centred: Float32Array,
  width: number,
  count: number,
  random: Random,
): Promise<Float32Array[]> {
  const covariance = await gram(centred, width);
  let rows = Array.from({ length: count }, () => Float32Array.from({ length: width }, () => random.normal()));
  orthonormalise(rows);
  const product = await MatrixProduct.open('none');
  try {
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      // The covariance is symmetric, so the rows of V C are the columns of C V'.
      const next = await product.of(joined(rows), width, covariance, width);
      rows = rows.map((_, i) => next.slice(i * width, (i + 1) * width));
      orthonormalise(rows);
    }
  } finally {
    await product.dispose();
  }
  return rows;
}

async function gram(rows: Float32Array, width: number): Promise<Float32Array> {
  const product = await MatrixProduct.open('left');
  try {
    return await product.of(rows, width, rows, width);
  } finally {
    await product.dispose();
  }
}

function joined(rows: readonly Float32Array[]): Float32Array {
  const width = rows[0]?.length ?? 0;
  const all = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries()) all.set(row, i * width);
  return all;
}

/** Modified Gram-Schmidt, twice over for the sake of float32, in place. */
function orthonormalise(rows: readonly Float32Array[]): void {
  for (const [i, row] of rows.entries()) {
    for (let pass = 0; pass < 2; pass++)
      for (const before of rows.slice(0, i)) addScaled(row, before, -dot(row, before));
    toUnit(row);
  }
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

export function addScaled(sum: Float32Array | Float64Array, row: Float32Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + factor * (row[i] ?? 0);
}

/** In place; a zero row stays. */
export function toUnit(row: Float32Array): void {
  const norm = Math.sqrt(dot(row, row));
  if (norm > 0) for (let i = 0; i < row.length; i++) row[i] = (row[i] ?? 0) / norm;
}

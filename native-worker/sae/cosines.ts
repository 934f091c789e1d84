/** All cosines between the rows of one dictionary, a block at a time: dSae^2 floats never lie in memory together. */
import { normaliseRows } from '../compute/reference/unitSphere.ts';
import { rowNorms } from './normalisation.ts';
import { rowProducts } from './rowProducts.ts';
import type { RowProductOptions } from './rowProducts.ts';

/**
 * Calls `visit` for each row in index order with its cosines to the rows before it, itself included; what comes behind in the array is no
 * concern of it.
 * @param weights rows of any length, shape [dSae, dIn]; a zero row has cosine 0 with every row
 */
export async function cosineBlocks(
  weights: Float32Array,
  dIn: number,
  visit: (row: number, cosines: Float32Array) => void,
  check?: RowProductOptions['check'],
): Promise<void> {
  const unit = unitRows(weights, dIn);
  await rowProducts(unit, unit, dIn, visit, { lower: true, check });
}

/** A copy is made only of rows that need one: a large decoder fills much of the memory. */
function unitRows(weights: Float32Array, dIn: number): Float32Array {
  if (rowNorms(weights, dIn).every((norm) => Math.abs(norm - 1) < 1e-5)) return weights;
  const unit = weights.slice();
  normaliseRows(unit, dIn);
  return unit;
}

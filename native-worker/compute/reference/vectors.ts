/** Sums over one row of a row-major matrix, in float64. */
import type { FloatArray } from '../saeState.ts';

/** vector . matrix[offset ...]. */
export function dot(vector: Float64Array, matrix: FloatArray, offset: number): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] ?? 0) * (matrix[offset + i] ?? 0);
  return sum;
}

/** vector += factor * matrix[offset ...]. */
export function addRow(vector: Float64Array, matrix: FloatArray, offset: number, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) + factor * (matrix[offset + i] ?? 0);
}

/** matrix[offset ...] += factor * vector. */
export function addToRow(matrix: Float64Array, offset: number, vector: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) {
    matrix[offset + i] = (matrix[offset + i] ?? 0) + factor * (vector[i] ?? 0);
  }
}

/** array[index] += value. */
export function addAt(array: Float64Array, index: number, value: number): void {
  array[index] = (array[index] ?? 0) + value;
}

/** Rows of W live on the unit sphere: gradients are projected to its tangent space, rows are renormalised after each step. */
import type { FloatArray } from '../saeState.ts';

/** gradient_m -= (gradient_m . w_m) w_m for each row, in place. Shapes [rows, width]. */
export function projectToTangent(gradient: Float64Array, weights: FloatArray, width: number): void {
  for (let offset = 0; offset < gradient.length; offset += width) {
    let along = 0;
    for (let i = offset; i < offset + width; i++) along += (gradient[i] ?? 0) * (weights[i] ?? 0);
    for (let i = offset; i < offset + width; i++) {
      gradient[i] = (gradient[i] ?? 0) - along * (weights[i] ?? 0);
    }
  }
}

/** Divides each row by its length, in place; a zero row stays zero. */
export function normaliseRows(matrix: FloatArray, width: number): void {
  for (let offset = 0; offset < matrix.length; offset += width) {
    let squared = 0;
    for (let i = offset; i < offset + width; i++) squared += (matrix[i] ?? 0) ** 2;
    const factor = squared > 0 ? 1 / Math.sqrt(squared) : 0;
    for (let i = offset; i < offset + width; i++) matrix[i] = (matrix[i] ?? 0) * factor;
  }
}

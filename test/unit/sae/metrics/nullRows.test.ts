import { describe, expect, it } from 'vitest';
import { choleskyFactor } from '../../../../native-worker/sae/metrics/nullRows.ts';
import { Random } from '../../../../native-worker/sae/random.ts';

/** L L^T, shape [size, size]. */
function squareOf(factor: Float64Array, size: number): number[] {
  return Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (factor[row * size + i] ?? 0) * (factor[column * size + i] ?? 0);
    return sum;
  });
}

/** A A^T of a random [size, rank] matrix. */
function randomCovariance(size: number, rank: number): Float64Array {
  const random = new Random(size + rank);
  const half = Float64Array.from({ length: size * size }, (_, i) => (i % size < rank ? random.normal() : 0));
  return Float64Array.from(squareOf(half, size));
}

describe('The Cholesky factor', () => {
  it('of a matrix worked by hand', () => {
    expect([...choleskyFactor(Float64Array.of(4, 2, 2, 5), 2)]).toEqual([2, 0, 1, 2]);
  });

  it.each([
    [6, 6],
    [6, 3],
    [6, 0],
  ])('times its transpose gives the matrix back: size %i, rank %i', (size, rank) => {
    const matrix = randomCovariance(size, rank);
    squareOf(choleskyFactor(matrix, size), size).forEach((value, at) => {
      expect(value).toBeCloseTo(matrix[at] ?? 0, 8);
    });
  });
});

/** Dictionaries for tests, and what may be done to one without changing which features it has. */
import { Random } from '../../../../native-worker/sae/random.ts';

/** Independent normal rows, shape [rows, dIn]. */
export function gaussianRows(rows: number, dIn: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: rows * dIn }, () => random.normal());
}

/** Rows in the order given. */
export function permuted(rows: Float32Array, dIn: number, order: readonly number[]): Float32Array {
  return Float32Array.from(order.flatMap((row) => [...rows.subarray(row * dIn, (row + 1) * dIn)]));
}

/** Each row at a length of its own between 0.01 and 100. */
export function rescaled(rows: Float32Array, dIn: number, seed: number): Float32Array {
  const random = new Random(seed);
  const lengths = Array.from({ length: rows.length / dIn }, () => 10 ** (4 * random.uniform() - 2));
  return rows.map((value, i) => value * (lengths[Math.floor(i / dIn)] ?? 1));
}

/** All rows mirrored on the same random hyperplane: an orthogonal map. */
export function reflected(rows: Float32Array, dIn: number, seed: number): Float32Array {
  const normal = gaussianRows(1, dIn, seed);
  const squared = normal.reduce((sum, value) => sum + value * value, 0);
  return rows.map((value, i) => {
    const start = i - (i % dIn);
    let along = 0;
    for (let j = 0; j < dIn; j++) along += (rows[start + j] ?? 0) * (normal[j] ?? 0);
    return value - (2 * along * (normal[i % dIn] ?? 0)) / squared;
  });
}

/** Rows in the plane at the given angles in degrees. */
export function atAngles(...angles: number[]): Float32Array {
  return Float32Array.from(
    angles.flatMap((angle) => [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)]),
  );
}

export function cosine(p: Float32Array, q: Float32Array): number {
  let [product, pp, qq] = [0, 0, 0];
  p.forEach((value, i) => {
    const other = q[i] ?? 0;
    product += value * other;
    pp += value * value;
    qq += other * other;
  });
  return pp === 0 || qq === 0 ? 0 : product / Math.sqrt(pp * qq);
}

export function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-5): void {
  if (found.length !== expected.length)
    throw new Error(`${found.length} numbers where ${expected.length} were expected`);
  for (let i = 0; i < found.length; i++) {
    const [value, wanted] = [found[i] ?? NaN, expected[i] ?? NaN];
    if (!(Math.abs(value - wanted) <= tolerance)) throw new Error(`number ${i} is ${value}, not ${wanted}`);
  }
}

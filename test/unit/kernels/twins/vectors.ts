/** Rows of numbers, in plain loops and float64. */

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

export function length(a: readonly number[]): number {
  return Math.sqrt(dot(a, a));
}

/** a + factor b. */
export function plus(a: readonly number[], b: readonly number[], factor = 1): number[] {
  return a.map((value, i) => value + factor * (b[i] ?? 0));
}

export function times(a: readonly number[], factor: number): number[] {
  return a.map((value) => factor * value);
}

export function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}

/** The element, which is there. */
export function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`There is no element ${index} among ${values.length}.`);
  return value;
}

/** The dot product of rows.ts, to the bit: eight partial sums in float32. @param row filled up to a multiple of 16 by zeros */
export function dotOfKernels(a: readonly number[], b: readonly number[]): number {
  const { fround } = Math;
  const lanes = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < Math.ceil(a.length / 16) * 16; i++) {
    lanes[i % 8] = fround((lanes[i % 8] ?? 0) + fround((a[i] ?? 0) * (b[i] ?? 0)));
  }
  const four = [0, 1, 2, 3].map((lane) => fround((lanes[lane] ?? 0) + (lanes[lane + 4] ?? 0)));
  const [w = 0, x = 0, y = 0, z = 0] = four;
  return fround(fround(w + x) + fround(y + z));
}

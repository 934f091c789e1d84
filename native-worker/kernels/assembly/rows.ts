/** Inner loops over rows of floats. A row has `bytes` bytes, a multiple of 64, and is zero beyond the width of the data. */

/** Sum of the four lanes. */
@inline
export function laneSum(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** a . b, in eight partial sums; whatever needs the dot product of two rows takes it from here, so that all agree to the last bit. */
@inline
export function dot(a: usize, b: usize, bytes: usize): f32 {
  let even = f32x4.splat(0);
  let odd = f32x4.splat(0);
  for (let j: usize = 0; j < bytes; j += 32) {
    even = f32x4.add(even, f32x4.mul(v128.load(a + j), v128.load(b + j)));
    odd = f32x4.add(odd, f32x4.mul(v128.load(a + j, 16), v128.load(b + j, 16)));
  }
  return laneSum(f32x4.add(even, odd));
}

/** into += factor row. */
@inline
export function addScaled(into: usize, row: usize, factor: f32, bytes: usize): void {
  const f = f32x4.splat(factor);
  for (let j: usize = 0; j < bytes; j += 16) {
    v128.store(into + j, f32x4.add(v128.load(into + j), f32x4.mul(f, v128.load(row + j))));
  }
}

/** row *= factor. */
@inline
export function scaleRow(row: usize, factor: f32, bytes: usize): void {
  const f = f32x4.splat(factor);
  for (let j: usize = 0; j < bytes; j += 16) v128.store(row + j, f32x4.mul(f, v128.load(row + j)));
}

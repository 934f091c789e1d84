/** From rows back to neurons: what the pairs of each neuron give of the rows of their tokens, along its own row. */
import { dot, laneSum } from './rows';

/**
 * sums[neuron] += z (w . row) for all pairs of the neurons, added pair by pair in their order.
 * @param weights f32 [neurons, bytes / 4]
 * @param rows f32 [tokens, bytes / 4]
 * @param sums f64 [neurons]
 */
export function alongPairs(
  neurons: u32,
  bytes: usize,
  weights: usize,
  pointers: usize,
  pairTokens: usize,
  pairValues: usize,
  rows: usize,
  sums: usize,
): void {
  for (let m: usize = 0; m < <usize>neurons; m++) {
    const w = weights + m * bytes;
    const end = <usize>load<u32>(pointers + ((m + 1) << 2)) << 2;
    let i = <usize>load<u32>(pointers + (m << 2)) << 2;
    if (i == end) continue;
    let sum = load<f64>(sums + (m << 3));
    for (; i + 16 <= end; i += 16) sum = addFour(sum, w, i, pairTokens, pairValues, rows, bytes);
    for (; i < end; i += 4) {
      const row = rows + <usize>load<u32>(pairTokens + i) * bytes;
      sum += <f64>load<f32>(pairValues + i) * <f64>dot(w, row, bytes);
    }
    store<f64>(sums + (m << 3), sum);
  }
}

/** Four pairs at a time: each stretch of w is fetched once for them all. The partial sums are those of rows.ts' dot. */
@inline
function addFour(
  sum: f64,
  w: usize,
  i: usize,
  pairTokens: usize,
  pairValues: usize,
  rows: usize,
  bytes: usize,
): f64 {
  const r0 = rows + <usize>load<u32>(pairTokens + i) * bytes;
  const r1 = rows + <usize>load<u32>(pairTokens + i, 4) * bytes;
  const r2 = rows + <usize>load<u32>(pairTokens + i, 8) * bytes;
  const r3 = rows + <usize>load<u32>(pairTokens + i, 12) * bytes;
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
  for (let j: usize = 0; j < bytes; j += 32) {
    const even = v128.load(w + j), odd = v128.load(w + j, 16);
    s0 = f32x4.add(s0, f32x4.mul(even, v128.load(r0 + j)));
    s1 = f32x4.add(s1, f32x4.mul(even, v128.load(r1 + j)));
    s2 = f32x4.add(s2, f32x4.mul(even, v128.load(r2 + j)));
    s3 = f32x4.add(s3, f32x4.mul(even, v128.load(r3 + j)));
    t0 = f32x4.add(t0, f32x4.mul(odd, v128.load(r0 + j, 16)));
    t1 = f32x4.add(t1, f32x4.mul(odd, v128.load(r1 + j, 16)));
    t2 = f32x4.add(t2, f32x4.mul(odd, v128.load(r2 + j, 16)));
    t3 = f32x4.add(t3, f32x4.mul(odd, v128.load(r3 + j, 16)));
  }
  sum += <f64>load<f32>(pairValues + i) * <f64>laneSum(f32x4.add(s0, t0));
  sum += <f64>load<f32>(pairValues + i, 4) * <f64>laneSum(f32x4.add(s1, t1));
  sum += <f64>load<f32>(pairValues + i, 8) * <f64>laneSum(f32x4.add(s2, t2));
  return sum + <f64>load<f32>(pairValues + i, 12) * <f64>laneSum(f32x4.add(s3, t3));
}

/** From pairs to what they add to the reconstruction. */
import { addScaled } from './rows';

/**
 * sums[token] += a z w for all pairs of the neurons.
 * @param weights decoder rows, f32 [neurons, bytes / 4]
 * @param gates theta of learned thresholds: a pair counts where its value, y, is above; 0 where every pair counts
 * @param sums f32 [tokens, bytes / 4]
 */
export function decodePairs(
  neurons: u32,
  bytes: usize,
  weights: usize,
  scales: usize,
  gates: usize,
  pointers: usize,
  pairTokens: usize,
  pairValues: usize,
  sums: usize,
): void {
  for (let m: usize = 0; m < <usize>neurons; m++) {
    const w = weights + m * bytes;
    const a = load<f32>(scales + (m << 2));
    const gate: f32 = gates == 0 ? -f32.MAX_VALUE : load<f32>(gates + (m << 2));
    const end = <usize>load<u32>(pointers + ((m + 1) << 2)) << 2;
    let i = <usize>load<u32>(pointers + (m << 2)) << 2;
    for (; i + 8 <= end; i += 8) decodeTwo(w, a, gate, i, pairTokens, pairValues, sums, bytes);
    if (i < end) {
      const factor = a * gated(load<f32>(pairValues + i), gate);
      addScaled(sums + <usize>load<u32>(pairTokens + i) * bytes, w, factor, bytes);
    }
  }
}

/** z of a pair: its value above the gate, else 0. */
@inline
export function gated(value: f32, gate: f32): f32 {
  return value > gate ? value : 0;
}

@inline
function decodeTwo(
  w: usize,
  a: f32,
  gate: f32,
  i: usize,
  pairTokens: usize,
  pairValues: usize,
  sums: usize,
  bytes: usize,
): void {
  const first = sums + <usize>load<u32>(pairTokens + i) * bytes;
  const second = sums + <usize>load<u32>(pairTokens + i, 4) * bytes;
  const factor = f32x4.splat(a * gated(load<f32>(pairValues + i), gate));
  const secondFactor = f32x4.splat(a * gated(load<f32>(pairValues + i, 4), gate));
  for (let j: usize = 0; j < bytes; j += 16) {
    const row = v128.load(w + j);
    v128.store(first + j, f32x4.add(v128.load(first + j), f32x4.mul(factor, row)));
    v128.store(second + j, f32x4.add(v128.load(second + j), f32x4.mul(secondFactor, row)));
  }
}

/**
 * From an int8 product of a block to the pairs that may be active. With x and w as rotated rows, xh and wh as their int8 copies,
 *   |x.w - xh.wh| <= ||x - xh|| ||w|| + ||xh|| ||w - wh||   (Cauchy and Schwarz, after adding and taking away xh.w),
 * so that a pair whose product lies further below its threshold cannot be active. No pair is lost; those taken are decided by decide.ts.
 */

@unmanaged
export class Screen {
  /** u8 [neurons, tokens]: xh.wh / (the neuron's scale x unit), rounded, 255 standing for anything above and 0 for anything below. */
  products: usize;
  neurons: u32;
  tokens: u32;
  /** f32 [neurons]: b, and what quantise.ts says of the rows. */
  biases: usize;
  scales: usize;
  errors: usize;
  norms: usize;
  /** f32 [tokens]: ||x - xh||, ||x||, and minus how far below 0 y may lie for all that and still be looked at by fp32. */
  tokenErrors: usize;
  tokenNorms: usize;
  cuts: usize;
  unit: f32;
  /** u32 [neurons + 1]; the first is given, the others are set. */
  pointers: usize;
  /** u32, with room for `capacity`. */
  pairTokens: usize;
  capacity: u32;
}

/** Half a unit of rounding, and what onnxruntime's float32 factors may add. */
const half: f32 = 0.51;
/** What the float32 arithmetic here may lose, relative to b. */
const rounding: f32 = 2e-6;

/** Appends tokens of the pairs that may be active. Returns how many pairs the lists then hold, or -1 where they have no room. */
export function screenPairs(s: Screen): i32 {
  const largestError = largest(s.tokenErrors, s.tokens);
  const largestNorm = largest(s.tokenNorms, s.tokens);
  const largestSlack = least(s.cuts, s.tokens) * -2;
  let count = load<u32>(s.pointers);
  for (let m: usize = 0; m < <usize>s.neurons; m++) {
    // Room for the worst case of a neuron, so that the loop over its tokens need not ask.
    if (count + s.tokens > s.capacity) return -1;
    const norm = load<f32>(s.norms + (m << 2));
    const error = load<f32>(s.errors + (m << 2));
    const step = load<f32>(s.scales + (m << 2)) * s.unit;
    const threshold = thresholdOf(load<f32>(s.biases + (m << 2)));
    // Below this product no token's bound reaches the threshold.
    const margin = boundOf(norm, error, largestError, largestNorm, largestSlack);
    const lowest = ceil<f32>((threshold - margin) / step - half);
    // What is no number is above nothing: everything is then looked at.
    const limit: u8 = lowest > 0 ? <u8>min<f32>(lowest, 255) : 0;
    count = screenNeuron(s, m, limit, step, threshold, norm, error, count);
    store<u32>(s.pointers + ((m + 1) << 2), count);
  }
  return count;
}

/** -b, a shade lower. */
@inline
function thresholdOf(bias: f32): f32 {
  return -bias - abs(bias) * rounding;
}

/** How far above its product a pair's u may lie, and how far below the threshold it may still be looked at. */
@inline
function boundOf(norm: f32, error: f32, tokenError: f32, tokenNorm: f32, slack: f32): f32 {
  // ||xh|| <= ||x|| + ||x - xh||.
  return tokenError * norm + (tokenNorm + tokenError) * error + slack;
}

@inline
function screenNeuron(
  s: Screen,
  m: usize,
  limit: u8,
  step: f32,
  threshold: f32,
  norm: f32,
  error: f32,
  from: u32,
): u32 {
  const row = s.products + m * <usize>s.tokens;
  const limits = i8x16.splat(<i8>limit);
  const whole = <usize>s.tokens & ~31;
  let count = from;
  let t: usize = 0;
  for (; t < whole; t += 32) {
    const first = i8x16.ge_u(v128.load(row + t), limits);
    const second = i8x16.ge_u(v128.load(row + t, 16), limits);
    if (!v128.any_true(v128.or(first, second))) continue;
    let mask = i8x16.bitmask(first) | (i8x16.bitmask(second) << 16);
    while (mask) {
      const at = t + <usize>ctz(mask);
      mask &= mask - 1;
      count = takeCandidate(s, row, at, step, threshold, norm, error, count);
    }
  }
  for (; t < <usize>s.tokens; t++) {
    if (load<u8>(row + t) >= limit) count = takeCandidate(s, row, t, step, threshold, norm, error, count);
  }
  return count;
}

@inline
function takeCandidate(
  s: Screen,
  row: usize,
  t: usize,
  step: f32,
  threshold: f32,
  norm: f32,
  error: f32,
  count: u32,
): u32 {
  const product = load<u8>(row + t);
  const at = t << 2;
  const slack = load<f32>(s.cuts + at) * -2;
  const bound = boundOf(norm, error, load<f32>(s.tokenErrors + at), load<f32>(s.tokenNorms + at), slack);
  if (product < 255 && (<f32>product + half) * step + bound < threshold) return count;
  store<u32>(s.pairTokens + (<usize>count << 2), <u32>t);
  return count + 1;
}

@inline
function largest(values: usize, count: u32): f32 {
  let most = load<f32>(values);
  for (let at: usize = 4; at < <usize>count << 2; at += 4) most = max(most, load<f32>(values + at));
  return most;
}

@inline
function least(values: usize, count: u32): f32 {
  let most = load<f32>(values);
  for (let at: usize = 4; at < <usize>count << 2; at += 4) most = min(most, load<f32>(values + at));
  return most;
}

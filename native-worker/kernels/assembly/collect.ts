/**
 * From a block of pre-activations to lists of pairs, neuron by neuron: of each pair its token and its value, u or y = u + b.
 * Lists of several blocks stand one behind the other: the pairs of neuron i lie in [pointers[i], pointers[i + 1]), counted in pairs.
 */

@unmanaged
export class Collection {
  /** U of the block, f32 [neurons, tokens], neuron-major. */
  u: usize;
  neurons: u32;
  tokens: u32;
  /** b of the block's neurons, f32 [neurons]. */
  biases: usize;
  /** A pair is taken where y > cut: f32 [neurons], or f32 [tokens] where `cutsOfTokens` is 1. */
  cuts: usize;
  cutsOfTokens: u32;
  /** u32 [neurons]: neurons marked 0 get no pairs; 0 where all may. */
  only: usize;
  /** Whether the lists hold y (1) or u (0). */
  storesY: u32;
  /** u32 [neurons], set to the number of pairs with y > 0; 0 where nobody asks. */
  positives: usize;
  /** f32 [neurons], raised to the block's largest y; 0 where nobody asks. */
  peaks: usize;
  /** u32 [neurons + 1]; the first is given, the others are set. */
  pointers: usize;
  /** The lists: u32 and f32. */
  pairTokens: usize;
  pairValues: usize;
  /** Pairs that the lists have room for. */
  capacity: u32;
}

/** Appends the block's pairs. Returns how many pairs the lists then hold, or -1 where they have no room: give them more and call again. */
export function collectPairs(c: Collection): i32 {
  let count = load<u32>(c.pointers);
  for (let m: u32 = 0; m < c.neurons; m++) {
    // Room for the worst case of a neuron, so that the loop over its tokens need not ask.
    if (count + c.tokens > c.capacity) return -1;
    if (c.only == 0 || load<u32>(c.only + (<usize>m << 2)) != 0) {
      count = c.cutsOfTokens ? collectNeuron(c, m, count, true) : collectNeuron(c, m, count, false);
    }
    store<u32>(c.pointers + ((<usize>m + 1) << 2), count);
    if (c.positives != 0 || c.peaks != 0) summariseNeuron(c, m);
  }
  return count;
}

@inline
function collectNeuron(c: Collection, m: u32, from: u32, byToken: bool): u32 {
  const u = c.u + ((<usize>m * <usize>c.tokens) << 2);
  const bias = load<f32>(c.biases + (<usize>m << 2));
  const cut: f32 = byToken ? 0 : load<f32>(c.cuts + (<usize>m << 2));
  const b = f32x4.splat(bias);
  const limit = f32x4.splat(cut);
  const whole = <usize>(c.tokens & ~7) << 2;
  const end = <usize>c.tokens << 2;
  let count = <usize>from << 2;
  let t: usize = 0;
  for (; t < whole; t += 32) {
    const above = f32x4.gt(f32x4.add(v128.load(u + t), b), byToken ? v128.load(c.cuts + t) : limit);
    const aboveNext = f32x4.gt(
      f32x4.add(v128.load(u + t, 16), b),
      byToken ? v128.load(c.cuts + t, 16) : limit,
    );
    if (!v128.any_true(v128.or(above, aboveNext))) continue;
    let mask = i32x4.bitmask(above) | (i32x4.bitmask(aboveNext) << 4);
    while (mask) {
      const at = t + (<usize>ctz(mask) << 2);
      mask &= mask - 1;
      count = takePair(c, u, at, bias, count);
    }
  }
  for (; t < end; t += 4) {
    const y = load<f32>(u + t) + bias;
    if (y > (byToken ? load<f32>(c.cuts + t) : cut)) count = takePair(c, u, t, bias, count);
  }
  return <u32>(count >> 2);
}

@inline
function takePair(c: Collection, u: usize, at: usize, bias: f32, count: usize): usize {
  store<u32>(c.pairTokens + count, <u32>(at >> 2));
  const value = load<f32>(u + at);
  store<f32>(c.pairValues + count, c.storesY ? value + bias : value);
  return count + 4;
}

@inline
function summariseNeuron(c: Collection, m: u32): void {
  const u = c.u + ((<usize>m * <usize>c.tokens) << 2);
  const bias = load<f32>(c.biases + (<usize>m << 2));
  const b = f32x4.splat(bias);
  const none = f32x4.splat(0);
  const whole = <usize>(c.tokens & ~3) << 2;
  const end = <usize>c.tokens << 2;
  let positive = i32x4.splat(0);
  let peaks = f32x4.splat(-f32.MAX_VALUE);
  let t: usize = 0;
  for (; t < whole; t += 16) {
    const y = f32x4.add(v128.load(u + t), b);
    positive = i32x4.sub(positive, f32x4.gt(y, none));
    peaks = f32x4.pmax(peaks, y);
  }
  let count =
    i32x4.extract_lane(positive, 0) +
    i32x4.extract_lane(positive, 1) +
    i32x4.extract_lane(positive, 2) +
    i32x4.extract_lane(positive, 3);
  let peak = max(
    max(f32x4.extract_lane(peaks, 0), f32x4.extract_lane(peaks, 1)),
    max(f32x4.extract_lane(peaks, 2), f32x4.extract_lane(peaks, 3)),
  );
  for (; t < end; t += 4) {
    const y = load<f32>(u + t) + bias;
    if (y > 0) count += 1;
    peak = max(peak, y);
  }
  if (c.positives != 0) store<u32>(c.positives + (<usize>m << 2), count);
  if (c.peaks != 0) {
    const at = c.peaks + (<usize>m << 2);
    store<f32>(at, max(load<f32>(at), peak));
  }
}

/** For each neuron the largest y of its pairs raises its peak. @param storesY whether values are y or u */
export function peaksOfPairs(
  neurons: u32,
  pointers: usize,
  pairValues: usize,
  biases: usize,
  storesY: bool,
  peaks: usize,
): void {
  for (let m: usize = 0; m < <usize>neurons << 2; m += 4) {
    const bias: f32 = storesY ? 0 : load<f32>(biases + m);
    const end = <usize>load<u32>(pointers + m, 4) << 2;
    let peak = load<f32>(peaks + m);
    for (let i = <usize>load<u32>(pointers + m) << 2; i < end; i += 4) {
      peak = max(peak, load<f32>(pairValues + i) + bias);
    }
    store<f32>(peaks + m, peak);
  }
}

/**
 * Keeps of a block's lists the pairs that a selection by rank has chosen: y above its token's cut, or equal to it and of a neuron up to the
 * token's last one. Lists close up in place. Returns how many pairs the lists then hold, this block's last.
 * @param firstNeuron number of the block's first neuron among all
 * @param start where the block's pairs begin, and @param kept where they are to begin
 */
export function keepRanked(
  neurons: u32,
  firstNeuron: u32,
  pointers: usize,
  pairTokens: usize,
  pairValues: usize,
  biases: usize,
  storesY: bool,
  cuts: usize,
  lastNeurons: usize,
  start: u32,
  kept: u32,
): u32 {
  let to = <usize>kept << 2;
  let i = <usize>start << 2;
  store<u32>(pointers, kept);
  for (let m: usize = 0; m < <usize>neurons; m++) {
    const bias: f32 = storesY ? 0 : load<f32>(biases + (m << 2));
    const end = <usize>load<u32>(pointers + (m << 2), 4) << 2;
    for (; i < end; i += 4) {
      const token = load<u32>(pairTokens + i);
      const value = load<f32>(pairValues + i);
      const y = value + bias;
      const cut = load<f32>(cuts + (<usize>token << 2));
      if (y < cut) continue;
      if (y == cut && <i64>firstNeuron + <i64>m > <i64>load<i32>(lastNeurons + (<usize>token << 2))) continue;
      store<u32>(pairTokens + to, token);
      store<f32>(pairValues + to, value);
      to += 4;
    }
    store<u32>(pointers + (m << 2), <u32>(to >> 2), 4);
  }
  return <u32>(to >> 2);
}

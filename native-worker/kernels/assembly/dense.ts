/** What matrix products leave over in blocks with so many active pairs that lists of them would be slower. */
import { codeGradient, NeuronSums, neuronSumsStride, normOf, PairGradient } from './gradient';
import { scaleRow } from './rows';

/**
 * codes = z of all pairs, 0 where not active; values = what gradients are taken of: z, or y where thresholds are learned.
 * @param u f32 [neurons, tokens], turned into values
 * @param thresholds theta; 0 where none are learned: a pair is active where y > 0
 * @param codes f32 [neurons, tokens]; may be u where nothing is learned of inactive pairs
 * @param peaks f32 [neurons], raised to the largest y
 * @param positives u32 [neurons], set to the number of pairs with y > 0
 */
export function denseCodes(
  u: usize,
  neurons: u32,
  tokens: u32,
  biases: usize,
  thresholds: usize,
  relu: bool,
  codes: usize,
  peaks: usize,
  positives: usize,
): void {
  for (let m: usize = 0; m < <usize>neurons; m++) {
    const bias = load<f32>(biases + (m << 2));
    const cut: f32 = thresholds == 0 ? 0 : load<f32>(thresholds + (m << 2));
    const row = m * (<usize>tokens << 2);
    const whole = row + (<usize>(tokens & ~3) << 2);
    const b = f32x4.splat(bias), limit = f32x4.splat(cut), none = f32x4.splat(0);
    let peaksOfFour = f32x4.splat(-f32.MAX_VALUE);
    let positives4 = i32x4.splat(0);
    let t = row;
    for (; t < whole; t += 16) {
      const value = v128.load(u + t);
      const y = f32x4.add(value, b);
      const z = v128.and(f32x4.gt(y, limit), relu ? y : value);
      peaksOfFour = f32x4.pmax(peaksOfFour, y);
      positives4 = i32x4.sub(positives4, f32x4.gt(y, none));
      v128.store(u + t, thresholds == 0 ? z : y);
      v128.store(codes + t, z);
    }
    let peak = laneMax(peaksOfFour);
    let positive = <u32>laneCount(positives4);
    for (; t < row + (<usize>tokens << 2); t += 4) {
      const value = load<f32>(u + t);
      const y = value + bias;
      const z: f32 = y > cut ? (relu ? y : value) : 0;
      peak = max(peak, y);
      positive += y > 0 ? 1 : 0;
      store<f32>(u + t, thresholds == 0 ? z : y);
      store<f32>(codes + t, z);
    }
    store<f32>(peaks + (m << 2), max(load<f32>(peaks + (m << 2)), peak));
    store<u32>(positives + (m << 2), positive);
  }
}

/** into = a w for each row. */
export function scaledRows(rows: usize, scales: usize, neurons: u32, bytes: usize, into: usize): void {
  memory.copy(into, rows, <usize>neurons * bytes);
  for (let m: usize = 0; m < <usize>neurons; m++)
    scaleRow(into + m * bytes, load<f32>(scales + (m << 2)), bytes);
}

/**
 * Turns q = w.R of all pairs into dL/dz of the active ones, 0 elsewhere, and keeps each neuron's sums.
 * @param q f32 [neurons, tokens]
 * @param values z, or y where thresholds are learned; f32 [neurons, tokens]
 * @param sums neuronSumsStride bytes a neuron, set
 */
export function denseCodeGradients(
  p: PairGradient,
  q: usize,
  values: usize,
  neurons: u32,
  tokens: u32,
  weights: usize,
  scales: usize,
  thresholds: usize,
  sums: usize,
): void {
  for (let m: usize = 0; m < <usize>neurons; m++) {
    const own = changetype<NeuronSums>(sums + m * neuronSumsStride);
    memory.fill(changetype<usize>(own), 0, neuronSumsStride);
    const a = load<f32>(scales + (m << 2));
    const norm = normOf(p, weights + m * p.bytes);
    const theta: f32 = thresholds == 0 ? -f32.MAX_VALUE : load<f32>(thresholds + (m << 2));
    const row = m * (<usize>tokens << 2);
    const end = row + (<usize>tokens << 2);
    let t = row;
    if (thresholds == 0 && p.penalty <= 1) t = gradientsOfFours(p, own, q, values, a, norm, row, tokens);
    for (; t < end; t += 4) {
      const value = load<f32>(values + t);
      // z of an inactive pair is 0; an active one has 0 only where u is 0 itself.
      if (thresholds == 0 && value == 0) store<f32>(q + t, 0);
      else store<f32>(q + t, codeGradient(p, own, value, theta, a, norm, load<f32>(q + t)));
    }
  }
}

/** codeGradient on four pairs at a time, with no penalty or L1, as far as whole fours go. Returns the byte offset of the rest. */
@inline
function gradientsOfFours(
  p: PairGradient,
  own: NeuronSums,
  q: usize,
  values: usize,
  a: f32,
  norm: f32,
  row: usize,
  tokens: u32,
): usize {
  const whole = row + (<usize>(tokens & ~3) << 2);
  const slope: f32 = p.penalty == 1 ? p.penaltyShare : 0;
  const constant = f32x4.splat(slope * norm);
  const along = f32x4.splat(p.factor * a);
  const factor = f32x4.splat(p.factor);
  const none = f32x4.splat(0);
  let active = i32x4.splat(0);
  let codes = f64x2.splat(0), scales = codes, sums = codes;
  for (let t = row; t < whole; t += 16) {
    const z = v128.load(values + t);
    const q4 = v128.load(q + t);
    const is = f32x4.ne(z, none);
    const gradient = v128.and(is, f32x4.add(f32x4.mul(along, q4), constant));
    active = i32x4.sub(active, is);
    codes = addPairs(codes, gradient);
    scales = addPairs(scales, f32x4.mul(f32x4.mul(factor, z), q4));
    if (p.penalty == 1) sums = addPairs(sums, z);
    v128.store(q + t, gradient);
  }
  own.active += <u32>laneCount(active);
  own.code += laneTotal(codes);
  own.scale += laneTotal(scales);
  own.penalty += laneTotal(sums) * <f64>norm;
  own.norm += laneTotal(sums) * <f64>slope;
  return whole;
}

/** Four floats, added two and two in float64. */
@inline
function addPairs(sums: v128, four: v128): v128 {
  const low = f64x2.promote_low_f32x4(four);
  const high = f64x2.promote_low_f32x4(v128.shuffle<u32>(four, four, 2, 3, 0, 1));
  return f64x2.add(sums, f64x2.add(low, high));
}

@inline
function laneTotal(two: v128): f64 {
  return f64x2.extract_lane(two, 0) + f64x2.extract_lane(two, 1);
}

@inline
function laneCount(four: v128): i32 {
  const low = i32x4.extract_lane(four, 0) + i32x4.extract_lane(four, 1);
  return low + i32x4.extract_lane(four, 2) + i32x4.extract_lane(four, 3);
}

@inline
function laneMax(four: v128): f32 {
  const low = max(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1));
  return max(low, max(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)));
}

/** rows_m *= factor a_m: from Z R to c a Z R. */
export function scaleGradients(rows: usize, scales: usize, neurons: u32, bytes: usize, factor: f32): void {
  for (let m: usize = 0; m < <usize>neurons; m++) {
    scaleRow(rows + m * bytes, factor * load<f32>(scales + (m << 2)), bytes);
  }
}

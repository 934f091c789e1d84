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
    let peak: f32 = -f32.MAX_VALUE;
    let positive: u32 = 0;
    const cut: f32 = thresholds == 0 ? 0 : load<f32>(thresholds + (m << 2));
    const row = m * ((<usize>tokens) << 2);
    for (let t: usize = row; t < row + ((<usize>tokens) << 2); t += 4) {
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
    const row = m * ((<usize>tokens) << 2);
    for (let t: usize = row; t < row + ((<usize>tokens) << 2); t += 4) {
      const value = load<f32>(values + t);
      // z of an inactive pair is 0; an active one has 0 only where u is 0 itself.
      if (thresholds == 0 && value == 0) store<f32>(q + t, 0);
      else store<f32>(q + t, codeGradient(p, own, value, theta, a, norm, load<f32>(q + t)));
    }
  }
}

/** rows_m *= factor a_m: from Z R to c a Z R. */
export function scaleGradients(rows: usize, scales: usize, neurons: u32, bytes: usize, factor: f32): void {
  for (let m: usize = 0; m < <usize>neurons; m++) {
    scaleRow(rows + m * bytes, factor * load<f32>(scales + (m << 2)), bytes);
  }
}

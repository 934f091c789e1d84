/**
 * The second half of a step, neuron by neuron: gradient, tangent projection, Adam and renormalisation while the neuron's rows are in the
 * cache, so that no gradient matrix exists. Where gradients are clipped together, neurons are gone through twice: measured, then moved.
 */
import { Adam, adamRow } from './adam';
import { addPairGradients, NeuronSums, neuronSumsStride, normOf, PairGradient } from './gradient';
import { Quantisation, quantiseNeuron } from './quantise';
import { addScaled, dot, scaleRow } from './rows';

@unmanaged
export class Update {
  neurons: u32;
  /** f32 [neurons, bytes / 4]; the encoder's are 0 when tied. */
  weights: usize;
  firstMoment: usize;
  secondMoment: usize;
  encoder: usize;
  encoderFirstMoment: usize;
  encoderSecondMoment: usize;
  /** f32 [neurons]. */
  scales: usize;
  /** theta, f32 [neurons]; 0 where none are learned. */
  thresholds: usize;
  /** Lists of the selected pairs; u32 [neurons + 1]. */
  pointers: usize;
  pairs: PairGradient;
  /** Lists of the auxiliary loss; 0 without one in this step. */
  auxiliaryPointers: usize;
  auxiliaryPairs: PairGradient;
  /** Whether the decoder's rows are trained, and whether they live on the unit sphere. */
  trainsDecoder: u32;
  unit: u32;
  /** 1: only measure the squared norm of the gradients; 0: move the rows. */
  measures: u32;
  /** Gradients are multiplied by this. */
  clip: f32;
  adam: Adam;
  /** u32 [neurons], to which active pairs are added; 0 where they were before. */
  counts: usize;
  /** f32 [neurons], set: dL/da, dL/db where z = y and where z = u, dL/dtheta. */
  scaleGradients: usize;
  biasGradients: usize;
  thresholdGradients: usize;
  /** Whether z = y, so that b gets the codes' gradient and not only that of the auxiliary loss. */
  relu: u32;
  /** f32 [bytes / 4], from which sum_t dL/du e is subtracted; 0 where b_pre does not learn from the encoder. */
  preBiasGradient: usize;
  /**
   * 0: rows of scratch, and sums of one neuron. 1: the gradients of all neurons from their selected pairs, f32 [neurons, bytes / 4] each
   * (the same address when tied), and their sums, neuronSumsStride bytes apart, as dense.ts has left them.
   */
  dense: u32;
  decoderGradient: usize;
  encoderGradient: usize;
  sums: NeuronSums;
  auxiliarySums: NeuronSums;
  /** f64: the penalty of the neurons, before its weight; and the squared norm of their gradients where `measures`. */
  penalty: f64;
  squaredNorm: f64;
  /** Active pairs. */
  active: u32;
  /** Where the int8 copies of the encoder's rows are kept: a Quantisation; 0 where there are none. */
  quantisation: usize;
}

/** Goes through all neurons; `penalty`, `squaredNorm` and `active` are added to. */
export function updateNeurons(u: Update): void {
  for (let m: usize = 0; m < <usize>u.neurons; m++) updateNeuron(u, m);
}

@inline
function updateNeuron(u: Update, m: usize): void {
  const bytes = u.pairs.bytes;
  const at = m * bytes;
  const m4 = m << 2;
  const w = u.weights + at;
  const e = u.encoder == 0 ? w : u.encoder + at;
  const g = u.dense ? u.decoderGradient + at : u.decoderGradient;
  const h = u.encoder == 0 ? g : u.dense ? u.encoderGradient + at : u.encoderGradient;
  const sums = u.dense ? changetype<NeuronSums>(changetype<usize>(u.sums) + m * neuronSumsStride) : u.sums;
  const auxiliary = u.auxiliarySums;
  const any = gradientsOf(u, sums, auxiliary, m, w, g, h);
  const code = (u.relu ? sums.code : 0) + auxiliary.code;
  store<f32>(u.scaleGradients + m4, <f32>(sums.scale + auxiliary.scale));
  store<f32>(u.biasGradients + m4, <f32>code);
  store<f32>(u.thresholdGradients + m4, <f32>sums.threshold);
  u.penalty += sums.penalty;
  u.active += sums.active;
  if (u.counts != 0) store<u32>(u.counts + m4, load<u32>(u.counts + m4) + sums.active);
  if (any && u.preBiasGradient != 0) {
    addScaled(u.preBiasGradient, e, -(<f32>(sums.code + auxiliary.code)), bytes);
  }
  if (any && u.unit && u.trainsDecoder) addScaled(g, w, -dot(g, w, bytes), bytes);
  if (u.measures) {
    if (any && u.trainsDecoder) u.squaredNorm += <f64>dot(g, g, bytes);
    if (any && h != g) u.squaredNorm += <f64>dot(h, h, bytes);
    return;
  }
  if (u.trainsDecoder) {
    adamRow(u.adam, w, u.firstMoment + at, u.secondMoment + at, g, u.clip, bytes, u.unit != 0);
  }
  if (h != g) {
    adamRow(u.adam, e, u.encoderFirstMoment + at, u.encoderSecondMoment + at, h, u.clip, bytes, false);
  }
  if (u.quantisation != 0) quantiseNeuron(changetype<Quantisation>(u.quantisation), e, m);
}

/** Completes g and h, the neuron's gradients, and its sums. Whether there may be anything but zeros in them. */
@inline
function gradientsOf(
  u: Update,
  sums: NeuronSums,
  auxiliary: NeuronSums,
  m: usize,
  w: usize,
  g: usize,
  h: usize,
): bool {
  const bytes = u.pairs.bytes;
  const norm = normOf(u.pairs, w);
  const a = load<f32>(u.scales + (m << 2));
  let any = u.dense != 0;
  if (!u.dense) {
    memory.fill(g, 0, bytes);
    if (h != g) memory.fill(h, 0, bytes);
    memory.fill(changetype<usize>(sums), 0, offsetof<NeuronSums>());
    const from = <usize>load<u32>(u.pointers + (m << 2)) << 2;
    const end = <usize>load<u32>(u.pointers + (m << 2), 4) << 2;
    const theta: f32 = u.thresholds == 0 ? -f32.MAX_VALUE : load<f32>(u.thresholds + (m << 2));
    if (from < end) addPairGradients(u.pairs, sums, w, a, norm, theta, from, end, g, h);
    any = from < end;
  }
  if (sums.norm != 0 && norm > 0) addScaled(g, w, <f32>(sums.norm / <f64>norm), bytes);
  memory.fill(changetype<usize>(auxiliary), 0, offsetof<NeuronSums>());
  if (u.auxiliaryPointers == 0) return any;
  const first = <usize>load<u32>(u.auxiliaryPointers + (m << 2)) << 2;
  const last = <usize>load<u32>(u.auxiliaryPointers + (m << 2), 4) << 2;
  if (first < last) {
    addPairGradients(u.auxiliaryPairs, auxiliary, w, a, 1, -f32.MAX_VALUE, first, last, g, h);
  }
  return any || first < last;
}

/** Rows back to the unit sphere after something else moved them. */
export function normaliseRows(rows: usize, count: u32, bytes: usize): void {
  for (let m: usize = 0; m < <usize>count; m++) {
    const row = rows + m * bytes;
    const squared = dot(row, row, bytes);
    scaleRow(row, squared > 0 ? 1 / sqrt<f32>(squared) : 0, bytes);
  }
}

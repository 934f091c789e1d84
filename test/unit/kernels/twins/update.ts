/** Twins of gradient.ts, adam.ts, update.ts and dense.ts, in float64 and whole arrays; formulas and sources: compute/reference. */
import type { Lists } from '../problems.ts';
import { pairsOf } from './pairs.ts';
import { at, dot, length, plus, times, zeros } from './vectors.ts';

type Row = readonly number[];
type Rows = readonly Row[];

export type PenaltyName = 'none' | 'l1' | 'tanh' | 'l0';

export interface GradientSettings {
  residual: Rows;
  centred: Rows;
  /** c, and a penalty with its share s, scale and the bandwidth of learned thresholds (0 for none). */
  factor: number;
  penalty: PenaltyName;
  penaltyShare: number;
  penaltyScale: number;
  bandwidth: number;
}

export interface NeuronGradients {
  decoder: number[];
  encoder: number[];
  /** sum dL/dz, sum c z q, dL/dtheta, the penalty before its weight, dL/d||w||, active pairs. */
  code: number;
  scale: number;
  threshold: number;
  penalty: number;
  norm: number;
  active: number;
}

/** What one pair adds. */
function pairGradient(
  s: GradientSettings,
  { value, q, a, norm, theta }: { value: number; q: number; a: number; norm: number; theta: number },
) {
  const active = value > theta;
  const z = active ? value : 0;
  const tanh = Math.tanh(s.penaltyScale * z * norm);
  const slopes = { none: 0, l0: 0, l1: 1, tanh: s.penaltyScale * (1 - tanh ** 2) };
  const penalties = { none: 0, l0: active ? 1 : 0, l1: z * norm, tanh };
  const slope = s.penaltyShare * slopes[s.penalty];
  const gradient = s.factor * a * q + slope * norm;
  const near = s.bandwidth > 0 && Math.abs((value - theta) / s.bandwidth) < 0.5;
  const jump = gradient * theta + (s.penalty === 'l0' ? s.penaltyShare : 0);
  return {
    z,
    gradient: active ? gradient : 0,
    active: active ? 1 : 0,
    scale: active ? s.factor * z * q : 0,
    penalty: penalties[s.penalty],
    norm: slope * z,
    threshold: near ? -jump / s.bandwidth : 0,
  };
}

/** Of one neuron, over its pairs [token, value]. @param theta null where every pair is active */
export function gradientsTwin(
  s: GradientSettings,
  pairs: readonly { token: number; value: number }[],
  { w, a, theta }: { w: Row; a: number; theta: number | null },
): NeuronGradients {
  const norm = s.penalty === 'l1' || s.penalty === 'tanh' ? length(w) : 1;
  const total: NeuronGradients = {
    decoder: zeros(w.length),
    encoder: zeros(w.length),
    ...{ code: 0, scale: 0, threshold: 0, penalty: 0, norm: 0, active: 0 },
  };
  for (const { token, value } of pairs) {
    const residual = at(s.residual, token);
    const own = pairGradient(s, { value, q: dot(w, residual), a, norm, theta: theta ?? -Infinity });
    total.decoder = plus(total.decoder, residual, s.factor * a * own.z);
    total.encoder = plus(total.encoder, at(s.centred, token), own.gradient);
    total.code += own.gradient;
    total.scale += own.scale;
    total.threshold += own.threshold;
    total.penalty += own.penalty;
    total.norm += own.norm;
    total.active += own.active;
  }
  return total;
}

export interface AdamTwinSettings {
  beta1: number;
  beta2: number;
  epsilon: number;
  rate: number;
  secondCorrection: number;
}

export interface Moved {
  values: number[];
  first: number[];
  second: number[];
}

export function adamTwin(
  { beta1, beta2, epsilon, rate, secondCorrection }: AdamTwinSettings,
  { values, first, second }: { values: Row; first: Row; second: Row },
  gradient: Row,
  lowest = -Infinity,
): Moved {
  const m = first.map((value, i) => beta1 * value + (1 - beta1) * at(gradient, i));
  const v = second.map((value, i) => beta2 * value + (1 - beta2) * at(gradient, i) ** 2);
  const moved = values.map((value, i) => {
    const change = (rate * at(m, i)) / (Math.sqrt(at(v, i) * secondCorrection) + epsilon);
    return Math.max(lowest, value - change);
  });
  return { values: moved, first: m, second: v };
}

export interface UpdateProblem {
  settings: GradientSettings;
  auxiliary: GradientSettings | null;
  lists: Lists;
  auxiliaryLists: Lists | null;
  decoder: { values: number[][]; first: number[][]; second: number[][] };
  /** Null when tied. */
  encoder: { values: number[][]; first: number[][]; second: number[][] } | null;
  scales: Row;
  thresholds: Row | null;
  adam: AdamTwinSettings;
  clip: number;
  relu: boolean;
  unit: boolean;
  trainsDecoder: boolean;
}

export interface NeuronUpdate {
  /** Gradients as they are measured, before clipping. */
  decoderGradient: number[];
  encoderGradient: number[];
  decoder: Moved;
  encoder: Moved | null;
  sums: NeuronGradients;
  auxiliary: NeuronGradients | null;
  biasGradient: number;
  /** What is taken from b_pre's gradient. */
  preBias: number[];
}

/** One neuron's gradients, and its rows after Adam. */
export function updateTwin(u: UpdateProblem, m: number): NeuronUpdate {
  const w = at(u.decoder.values, m);
  const e = u.encoder ? at(u.encoder.values, m) : w;
  const own = { w, a: at(u.scales, m) };
  const pairs = (lists: Lists) => pairsOf(lists).filter(({ neuron }) => neuron === m);
  const sums = gradientsTwin(u.settings, pairs(u.lists), { ...own, theta: u.thresholds?.[m] ?? null });
  const auxiliary =
    u.auxiliary && u.auxiliaryLists
      ? gradientsTwin(u.auxiliary, pairs(u.auxiliaryLists), { ...own, theta: null })
      : null;
  const weighs = u.settings.penalty === 'l1' || u.settings.penalty === 'tanh';
  const norm = weighs ? length(w) : 1;
  let decoder = norm > 0 ? plus(sums.decoder, w, sums.norm / norm) : sums.decoder;
  let encoder = sums.encoder;
  if (auxiliary) {
    decoder = plus(decoder, auxiliary.decoder);
    encoder = plus(encoder, auxiliary.encoder);
  }
  if (u.encoder === null) decoder = plus(decoder, encoder);
  if (u.unit && u.trainsDecoder) decoder = plus(decoder, w, -dot(decoder, w));
  return {
    decoderGradient: decoder,
    encoderGradient: encoder,
    decoder: u.trainsDecoder ? onSphere(moved(u, u.decoder, m, decoder), u.unit) : rowsOf(u.decoder, m),
    encoder: u.encoder ? moved(u, u.encoder, m, encoder) : null,
    sums,
    auxiliary,
    biasGradient: (u.relu ? sums.code : 0) + (auxiliary?.code ?? 0),
    preBias: times(e, -(sums.code + (auxiliary?.code ?? 0))),
  };
}

type State = UpdateProblem['decoder'];

function rowsOf({ values, first, second }: State, m: number): Moved {
  return { values: at(values, m), first: at(first, m), second: at(second, m) };
}

function moved(u: UpdateProblem, state: State, m: number, gradient: Row): Moved {
  return adamTwin(u.adam, rowsOf(state, m), times(gradient, u.clip));
}

function onSphere(row: Moved, unit: boolean): Moved {
  return unit ? { ...row, values: times(row.values, 1 / length(row.values)) } : row;
}

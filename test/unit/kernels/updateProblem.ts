/** Random problems for the kernels of a step's second half, and how they are placed. */
import { adam, neuronSums, pairGradient, update } from '../../../native-worker/kernels/structures.ts';
import type { KernelRoom } from './kernelRoom.ts';
import type { Lists, Problem } from './problems.ts';
import type { AdamTwinSettings, GradientSettings, PenaltyName, UpdateProblem } from './twins/update.ts';
import { length, times, zeros } from './twins/vectors.ts';

const penalties: readonly PenaltyName[] = ['none', 'l1', 'tanh', 'l0'];

export function adamOf(p: Problem): AdamTwinSettings {
  return {
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 0.01,
    rate: 0.05 + 0.1 * p.random.uniform(),
    secondCorrection: 3,
  };
}

export function settingsOf(p: Problem, bandwidth: number): GradientSettings {
  return {
    residual: p.matrix(p.tokens),
    centred: p.matrix(p.tokens),
    factor: 0.1,
    penalty: penalties[p.random.integer(4)] ?? 'none',
    penaltyShare: 0.02,
    penaltyScale: 2,
    bandwidth,
  };
}

export function problemOf(p: Problem): UpdateProblem {
  const learned = p.flag();
  const unit = p.flag();
  const state = () => {
    const rows = p.matrix(p.neurons);
    return {
      values: unit ? rows.map((row) => times(row, 1 / length(row))) : rows,
      first: p.matrix(p.neurons, 0.1),
      second: p.matrix(p.neurons).map((row) => row.map((value) => 0.1 * value * value)),
    };
  };
  const auxiliary = p.flag();
  return {
    settings: settingsOf(p, learned ? 0.5 : 0),
    auxiliary: auxiliary ? { ...settingsOf(p, 0), penalty: 'none' } : null,
    lists: p.lists(),
    auxiliaryLists: auxiliary ? p.lists(0.2) : null,
    decoder: state(),
    encoder: p.flag() ? state() : null,
    scales: p.values(p.neurons),
    thresholds: learned ? p.values(p.neurons, 0.5) : null,
    adam: adamOf(p),
    clip: p.flag() ? 1 : 0.4,
    relu: p.flag(),
    unit,
    trainsDecoder: p.flag(),
  };
}

export const adamAt = (room: KernelRoom, { beta1, beta2, ...rest }: AdamTwinSettings): number =>
  room.structure(adam, { beta1, beta2, fresh1: 1 - beta1, fresh2: 1 - beta2, ...rest });

export const pairsAt = (room: KernelRoom, p: Problem, s: GradientSettings, lists: Lists): number =>
  room.structure(pairGradient, {
    bytes: p.bytes,
    centred: room.rows(s.centred as number[][], p.stride),
    residual: room.rows(s.residual as number[][], p.stride),
    pairTokens: room.words(lists.tokens),
    pairValues: room.floats(lists.values),
    factor: s.factor,
    penalty: penalties.indexOf(s.penalty),
    penaltyShare: s.penaltyShare,
    penaltyScale: s.penaltyScale,
    bandwidth: s.bandwidth,
  });

const stateAt = (room: KernelRoom, p: Problem, state: UpdateProblem['decoder'] | null) => ({
  values: state ? room.rows(state.values, p.stride) : 0,
  first: state ? room.rows(state.first, p.stride) : 0,
  second: state ? room.rows(state.second, p.stride) : 0,
});

/** Places a problem, and gives a function that runs it and the addresses of what comes out. */
export const placeUpdate = (room: KernelRoom, p: Problem, u: UpdateProblem) => {
  const [decoder, encoder] = [stateAt(room, p, u.decoder), stateAt(room, p, u.encoder)];
  const empty = (): number => room.floats(zeros(p.neurons));
  const out = {
    ...{ decoder, encoder, counts: room.words(zeros(p.neurons)), preBias: room.floats(zeros(p.stride)) },
    ...{ scales: empty(), biases: empty(), thresholds: empty() },
  };
  const row = room.floats(zeros(p.stride));
  const structure = room.structure(update, {
    neurons: p.neurons,
    weights: decoder.values,
    firstMoment: decoder.first,
    secondMoment: decoder.second,
    encoder: encoder.values,
    encoderFirstMoment: encoder.first,
    encoderSecondMoment: encoder.second,
    scales: room.floats(u.scales as number[]),
    thresholds: u.thresholds ? room.floats(u.thresholds as number[]) : 0,
    pointers: room.words(u.lists.pointers),
    pairs: pairsAt(room, p, u.settings, u.lists),
    auxiliaryPointers: u.auxiliaryLists ? room.words(u.auxiliaryLists.pointers) : 0,
    auxiliaryPairs: u.auxiliary && u.auxiliaryLists ? pairsAt(room, p, u.auxiliary, u.auxiliaryLists) : 0,
    trainsDecoder: u.trainsDecoder ? 1 : 0,
    unit: u.unit ? 1 : 0,
    clip: u.clip,
    adam: adamAt(room, u.adam),
    counts: out.counts,
    scaleGradients: out.scales,
    biasGradients: out.biases,
    thresholdGradients: out.thresholds,
    relu: u.relu ? 1 : 0,
    preBiasGradient: out.preBias,
    decoderGradient: row,
    encoderGradient: u.encoder ? room.floats(zeros(p.stride)) : row,
    sums: room.structure(neuronSums, {}),
    auxiliarySums: room.structure(neuronSums, {}),
  });
  return { structure, out };
};

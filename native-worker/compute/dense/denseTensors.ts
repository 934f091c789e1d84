/** Names and shapes of the tensors of the dense step graph. State tensors go in and come out under the same stem. */
import type { BackendOptions } from '../backend.ts';
import type { StateArray } from '../saeState.ts';

export type FiringArray = 'counts' | 'peaks';
export type DenseTensor = StateArray | FiringArray;

/** Outputs of a state tensor carry this prefix, since a graph's inputs and outputs share one name space. */
export const nextName = (name: DenseTensor): string => `next.${name}`;

/** Shape of a tensor inside the graphs; a is a column so that it multiplies the rows of W. */
export function denseShape(name: DenseTensor, { dIn, dSae }: { dIn: number; dSae: number }): number[] {
  switch (name) {
    case 'weights':
    case 'firstMoment':
    case 'secondMoment':
    case 'encoder':
    case 'encoderFirstMoment':
    case 'encoderSecondMoment':
      return [dSae, dIn];
    case 'scales':
    case 'scaleFirstMoment':
    case 'scaleSecondMoment':
      return [dSae, 1];
    case 'biases':
    case 'biasFirstMoment':
    case 'biasSecondMoment':
    case 'thresholds':
    case 'thresholdFirstMoment':
    case 'thresholdSecondMoment':
    case 'counts':
    case 'peaks':
      return [dSae];
    case 'preBias':
    case 'preBiasFirstMoment':
    case 'preBiasSecondMoment':
      return [dIn];
    default:
      return name satisfies never;
  }
}

/** Parameters that a gradient may move, in the order in which a step updates them. */
export const trainedArrays = ['weights', 'encoder', 'scales', 'biases', 'thresholds', 'preBias'] as const;

export type TrainedArray = (typeof trainedArrays)[number];

/** Adam's first and second moments of each. */
export const momentsOf = {
  weights: ['firstMoment', 'secondMoment'],
  encoder: ['encoderFirstMoment', 'encoderSecondMoment'],
  scales: ['scaleFirstMoment', 'scaleSecondMoment'],
  biases: ['biasFirstMoment', 'biasSecondMoment'],
  thresholds: ['thresholdFirstMoment', 'thresholdSecondMoment'],
  preBias: ['preBiasFirstMoment', 'preBiasSecondMoment'],
} as const satisfies Record<TrainedArray, readonly [StateArray, StateArray]>;

/** Whether a gradient moves this parameter, under these options. */
export function isTrained(name: TrainedArray, { tied, trains, selection }: BackendOptions): boolean {
  switch (name) {
    case 'weights':
      return trains.decoder;
    case 'encoder':
      return !tied;
    case 'scales':
      return trains.scales;
    case 'biases':
      return trains.biases;
    case 'thresholds':
      return selection.kind === 'learnedThreshold';
    case 'preBias':
      return trains.preBias !== 'fixed';
    default:
      return name satisfies never;
  }
}

/** Tensors that a step replaces, under these options. */
export function updatedTensors(options: BackendOptions): DenseTensor[] {
  const trained = trainedArrays.filter((name) => isTrained(name, options));
  return [...trained.flatMap((name) => [name, ...momentsOf[name]]), 'counts', 'peaks'];
}

/** Tensors that a step only reads. */
export function constantTensors(options: BackendOptions): DenseTensor[] {
  const read: TrainedArray[] = ['biases', 'scales', 'preBias', 'weights'];
  return read.filter((name) => !isTrained(name, options));
}

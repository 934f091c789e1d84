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

/** Tensors that a step replaces, under these options. */
export function updatedTensors({ trains }: BackendOptions): DenseTensor[] {
  return [
    'weights',
    'firstMoment',
    'secondMoment',
    'counts',
    'peaks',
    ...(trains.scales ? (['scales', 'scaleFirstMoment', 'scaleSecondMoment'] as const) : []),
    ...(trains.preBias === 'full' ? (['preBias', 'preBiasFirstMoment', 'preBiasSecondMoment'] as const) : []),
  ];
}

/** Tensors that a step only reads. */
export function constantTensors({ trains }: BackendOptions): DenseTensor[] {
  return [
    'biases',
    ...(trains.scales ? [] : (['scales'] as const)),
    ...(trains.preBias === 'full' ? [] : (['preBias'] as const)),
  ];
}

/** Everything a training step reads or writes. Arrays are row-major float32. */

export interface SaeState {
  dIn: number;
  dSae: number;
  /** Optimiser steps done. */
  step: number;
  /** Tied encoder and decoder rows w_m on the unit sphere, shape [dSae, dIn]. */
  weights: Float32Array;
  /** Adam's first and second moments of `weights`, shape [dSae, dIn]. */
  firstMoment: Float32Array;
  secondMoment: Float32Array;
  /** a, shape [dSae], with its moments. */
  scales: Float32Array;
  scaleFirstMoment: Float32Array;
  scaleSecondMoment: Float32Array;
  /** b, shape [dSae]; moved by bias adaptation only, never by gradient. */
  biases: Float32Array;
  /** b_pre, shape [dIn], with its moments. */
  preBias: Float32Array;
  preBiasFirstMoment: Float32Array;
  preBiasSecondMoment: Float32Array;
}

/** The arrays of a state, in the order in which checkpoints hold them. */
export const stateArrays = [
  'weights',
  'firstMoment',
  'secondMoment',
  'scales',
  'scaleFirstMoment',
  'scaleSecondMoment',
  'biases',
  'preBias',
  'preBiasFirstMoment',
  'preBiasSecondMoment',
] as const satisfies readonly (keyof SaeState)[];

export type StateArray = (typeof stateArrays)[number];

/** Length of each array of a state. */
export function stateArrayLength(name: StateArray, dIn: number, dSae: number): number {
  switch (name) {
    case 'weights':
    case 'firstMoment':
    case 'secondMoment':
      return dSae * dIn;
    case 'scales':
    case 'scaleFirstMoment':
    case 'scaleSecondMoment':
    case 'biases':
      return dSae;
    case 'preBias':
    case 'preBiasFirstMoment':
    case 'preBiasSecondMoment':
      return dIn;
    default:
      return name satisfies never;
  }
}

/** A state of step 0 with every array zero. */
export function zeroState(dIn: number, dSae: number): SaeState {
  const zeros = (name: StateArray): Float32Array => new Float32Array(stateArrayLength(name, dIn, dSae));
  return {
    dIn,
    dSae,
    step: 0,
    weights: zeros('weights'),
    firstMoment: zeros('firstMoment'),
    secondMoment: zeros('secondMoment'),
    scales: zeros('scales'),
    scaleFirstMoment: zeros('scaleFirstMoment'),
    scaleSecondMoment: zeros('scaleSecondMoment'),
    biases: zeros('biases'),
    preBias: zeros('preBias'),
    preBiasFirstMoment: zeros('preBiasFirstMoment'),
    preBiasSecondMoment: zeros('preBiasSecondMoment'),
  };
}

/** A deep copy. */
export function copyState(state: SaeState): SaeState {
  const copy = { ...state };
  for (const name of stateArrays) copy[name] = state[name].slice();
  return copy;
}

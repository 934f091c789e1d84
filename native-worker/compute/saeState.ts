/** Everything a training step reads or writes. Arrays are row-major. */

/** float32 everywhere but in the reference backend, which can also keep a float64 state, to be compared with float64 golden files. */
export type FloatArray = Float32Array | Float64Array;

export interface SaeState<A extends FloatArray = Float32Array> {
  dIn: number;
  dSae: number;
  /** Optimiser steps done. */
  step: number;
  /** The decoder's rows w_m, and the encoder's when tied; shape [dSae, dIn]. */
  weights: A;
  /** Adam's first and second moments of `weights`. */
  firstMoment: A;
  secondMoment: A;
  /** The encoder's rows, shape [dSae, dIn], with its moments; all three empty when tied. */
  encoder: A;
  encoderFirstMoment: A;
  encoderSecondMoment: A;
  /** a, shape [dSae], with its moments. */
  scales: A;
  scaleFirstMoment: A;
  scaleSecondMoment: A;
  /** b, shape [dSae], with its moments. GBA moves it by bias adaptation only, never by gradient. */
  biases: A;
  biasFirstMoment: A;
  biasSecondMoment: A;
  /** theta of learned thresholds, shape [dSae], with its moments; zeros where none are learned. */
  thresholds: A;
  thresholdFirstMoment: A;
  thresholdSecondMoment: A;
  /** b_pre, shape [dIn], with its moments. */
  preBias: A;
  preBiasFirstMoment: A;
  preBiasSecondMoment: A;
}

/** The arrays of a state, in the order in which checkpoints hold them. */
export const stateArrays = [
  'weights',
  'firstMoment',
  'secondMoment',
  'encoder',
  'encoderFirstMoment',
  'encoderSecondMoment',
  'scales',
  'scaleFirstMoment',
  'scaleSecondMoment',
  'biases',
  'biasFirstMoment',
  'biasSecondMoment',
  'thresholds',
  'thresholdFirstMoment',
  'thresholdSecondMoment',
  'preBias',
  'preBiasFirstMoment',
  'preBiasSecondMoment',
] as const satisfies readonly (keyof SaeState)[];

export type StateArray = (typeof stateArrays)[number];

export interface StateSizes {
  dIn: number;
  dSae: number;
  tied: boolean;
}

/** Length of each array of a state. */
export function stateArrayLength(name: StateArray, { dIn, dSae, tied }: StateSizes): number {
  switch (name) {
    case 'weights':
    case 'firstMoment':
    case 'secondMoment':
      return dSae * dIn;
    case 'encoder':
    case 'encoderFirstMoment':
    case 'encoderSecondMoment':
      return tied ? 0 : dSae * dIn;
    case 'scales':
    case 'scaleFirstMoment':
    case 'scaleSecondMoment':
    case 'biases':
    case 'biasFirstMoment':
    case 'biasSecondMoment':
    case 'thresholds':
    case 'thresholdFirstMoment':
    case 'thresholdSecondMoment':
      return dSae;
    case 'preBias':
    case 'preBiasFirstMoment':
    case 'preBiasSecondMoment':
      return dIn;
    default:
      return name satisfies never;
  }
}

/** A float32 state of step 0 with every array zero. */
export function zeroState(sizes: StateSizes): SaeState {
  const zeros = (name: StateArray): Float32Array => new Float32Array(stateArrayLength(name, sizes));
  const arrays = Object.fromEntries(stateArrays.map((name) => [name, zeros(name)])) as Record<
    StateArray,
    Float32Array
  >;
  return { dIn: sizes.dIn, dSae: sizes.dSae, step: 0, ...arrays };
}

/** A deep copy. */
export function copyState<A extends FloatArray>(state: SaeState<A>): SaeState<A> {
  const copy = { ...state };
  for (const name of stateArrays) copy[name] = state[name].slice() as A;
  return copy;
}

/** Whether a state belongs to a tied SAE. */
export function isTied({ encoder }: { encoder: FloatArray }): boolean {
  return encoder.length === 0;
}

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

/** What the parts of the loss add to: gradients of the parameters, and of the codes on the way to the encoder. */
import type { Parameters } from './forwardPass.ts';

export interface ParameterGradients {
  /** The decoder's rows, and the encoder's share when tied; not yet projected to the sphere's tangent space. Shape [dSae, dIn]. */
  weights: Float64Array;
  /** Empty when tied, else shape [dSae, dIn]. */
  encoder: Float64Array;
  /** Shape [dSae], as the two that follow. */
  scales: Float64Array;
  biases: Float64Array;
  thresholds: Float64Array;
  /** Shape [dIn]. */
  preBias: Float64Array;
}

/** dL/dz of every pair, whether active or not (thresholds see both sides); shape [rows, dSae]. */
export interface CodeGradients {
  /** Of the codes z. */
  selected: Float64Array;
  /** Of the auxiliary loss's codes max(y, 0). */
  auxiliary: Float64Array;
}

export function zeroGradients({ dIn, dSae, encoder }: Parameters): ParameterGradients {
  return {
    weights: new Float64Array(dSae * dIn),
    encoder: new Float64Array(encoder.length),
    scales: new Float64Array(dSae),
    biases: new Float64Array(dSae),
    thresholds: new Float64Array(dSae),
    preBias: new Float64Array(dIn),
  };
}

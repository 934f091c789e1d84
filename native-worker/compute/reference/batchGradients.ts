/**
 * Loss and gradients of a batch, in float64 and token by token: the judge of every other backend.
 * With r = xhat - x and g_m = 1[y_m > 0], per token, then the mean over the batch:
 *   dL/dw_m = a_m z_m r + a_m g_m (w_m.r) (x - bPre),  dL/da_m = z_m (w_m.r),  dL/dbPre = r - sum_m a_m g_m (w_m.r) w_m.
 */
import type { BackendOptions } from '../backend.ts';
import type { SaeState } from '../saeState.ts';

export interface BatchGradients {
  /** Sum over the batch of ||xhat - x||^2. */
  squaredError: number;
  activePairs: number;
  /** Shape [dSae, dIn]; not yet projected to the tangent space of the sphere. */
  weights: Float64Array;
  /** Shape [dSae]. */
  scales: Float64Array;
  /** Shape [dIn]. */
  preBias: Float64Array;
  /** Rows with y > 0, shape [dSae]. */
  counts: Uint32Array;
  /** Largest y, shape [dSae]. */
  peaks: Float64Array;
}

type Parameters = Pick<SaeState, 'dIn' | 'dSae' | 'weights' | 'scales' | 'biases' | 'preBias'>;

/** @param x normalised rows, shape [rows, dIn]. */
export function batchGradients(
  x: Float32Array,
  state: Parameters,
  activation: BackendOptions['activation'],
): BatchGradients {
  const { dIn, dSae } = state;
  const rows = x.length / dIn;
  const gradients: BatchGradients = {
    squaredError: 0,
    activePairs: 0,
    weights: new Float64Array(dSae * dIn),
    scales: new Float64Array(dSae),
    preBias: new Float64Array(dIn),
    counts: new Uint32Array(dSae),
    peaks: new Float64Array(dSae).fill(-Infinity),
  };
  for (let row = 0; row < rows; row++) {
    addToken(x.subarray(row * dIn, (row + 1) * dIn), state, activation, 1 / rows, gradients);
  }
  return gradients;
}

function addToken(
  x: Float32Array,
  state: Parameters,
  activation: BackendOptions['activation'],
  share: number,
  into: BatchGradients,
): void {
  const { dIn, weights, scales, preBias } = state;
  const centred = Float64Array.from(x, (value, i) => value - (preBias[i] ?? 0));
  const active = activeFeatures(centred, state, activation, into);
  const residual = centred.map((value) => -value);
  for (const { feature, z } of active) {
    addScaled(residual, weights, feature * dIn, (scales[feature] ?? 0) * z);
  }
  for (const value of residual) into.squaredError += value * value;
  for (let i = 0; i < dIn; i++) into.preBias[i] = (into.preBias[i] ?? 0) + share * (residual[i] ?? 0);
  for (const { feature, z } of active) {
    const scale = scales[feature] ?? 0;
    const alongResidual = dot(residual, weights, feature * dIn);
    const offset = feature * dIn;
    for (let i = 0; i < dIn; i++) {
      const gradient = scale * (z * (residual[i] ?? 0) + alongResidual * (centred[i] ?? 0));
      into.weights[offset + i] = (into.weights[offset + i] ?? 0) + share * gradient;
    }
    into.scales[feature] = (into.scales[feature] ?? 0) + share * z * alongResidual;
    addScaled(into.preBias, weights, offset, -share * scale * alongResidual);
  }
}

function activeFeatures(
  centred: Float64Array,
  { dIn, dSae, weights, biases }: Parameters,
  activation: BackendOptions['activation'],
  into: BatchGradients,
): { feature: number; z: number }[] {
  const active: { feature: number; z: number }[] = [];
  for (let feature = 0; feature < dSae; feature++) {
    const u = dot(centred, weights, feature * dIn);
    const y = u + (biases[feature] ?? 0);
    if (y > (into.peaks[feature] ?? 0)) into.peaks[feature] = y;
    if (y <= 0) continue;
    active.push({ feature, z: activation === 'jumprelu' ? u : y });
    into.counts[feature] = (into.counts[feature] ?? 0) + 1;
  }
  into.activePairs += active.length;
  return active;
}

/** vector . matrix[offset ...]. */
export function dot(vector: Float64Array, matrix: Float32Array, offset: number): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] ?? 0) * (matrix[offset + i] ?? 0);
  return sum;
}

/** vector += factor * matrix[offset ...]. */
export function addScaled(vector: Float64Array, matrix: Float32Array, offset: number, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) + factor * (matrix[offset + i] ?? 0);
}

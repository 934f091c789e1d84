/**
 * The muscle under every algorithm: forward, backward and Adam of the tied SAE
 *   u = W (x - bPre), y = u + b, active where y > 0, z = u (jumprelu) or y (relu), xhat = sum a z w + bPre,
 *   loss = 1/2 ||xhat - x||^2, mean over the batch; rows of W stay on the unit sphere (tangent gradient, renormalised).
 * A backend knows no algorithm: what happens between steps (bias adaptation, schedules) is the caller's.
 */
import type { DeviceReport } from '../../protocol/device.ts';
import type { SaeState } from './saeState.ts';

export interface BackendOptions {
  dIn: number;
  dSae: number;
  /** B: every step gets exactly this many rows. */
  batchTokens: number;
  activation: 'jumprelu' | 'relu';
  trainScales: boolean;
  trainPreBias: boolean;
  adam: { beta1: number; beta2: number; epsilon: number };
}

export interface StepStats {
  /** Sum over the batch of ||xhat - x||^2, normalised units. */
  squaredError: number;
  /** Sum over the batch of ||x||^2. */
  squaredNorm: number;
  /** Active pairs (token, feature) in the batch. */
  activePairs: number;
}

/** Running firing statistics since the last take; taken before each step's weight update (the paper's buffer, without storing it). */
export interface FiringStats {
  rows: number;
  /** Rows with y > 0, shape [dSae]. */
  counts: Uint32Array;
  /** Largest y, shape [dSae]; -Infinity where no row was seen. */
  peaks: Float32Array;
}

/** Active features of a batch, row by row (CSR). */
export interface SparseCodes {
  rows: number;
  /** Shape [rows + 1]. */
  rowPointers: Uint32Array;
  /** Feature of each active pair, ascending within a row. */
  features: Uint32Array;
  /** z of each active pair. */
  values: Float32Array;
}

export interface Backend {
  readonly device: DeviceReport;
  readonly options: BackendOptions;
  /** Takes a copy of the state; the firing statistics start anew. */
  load(state: SaeState): Promise<void>;
  /** One optimiser step on x [batchTokens, dIn], already normalised. `scale` overwrites every a before the step when given. */
  step(x: Float32Array, settings: { learningRate: number; scale?: number }): Promise<StepStats>;
  /** Returns and resets the running firing statistics. */
  takeFiringStats(): Promise<FiringStats>;
  setBiases(biases: Float32Array): Promise<void>;
  /** Pre-activations u = W (x - bPre), shape [rows, dSae], for any number of rows. */
  preActivations(x: Float32Array): Promise<Float32Array>;
  /** Codes of x [rows, dIn] under the present state. */
  encode(x: Float32Array): Promise<SparseCodes>;
  readState(): Promise<SaeState>;
  dispose(): Promise<void>;
}

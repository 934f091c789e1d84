/**
 * The muscle under every algorithm: forward, backward and Adam of one SAE, tied or untied,
 *   u = E (x - bPre), y = u + b, some pairs (token, feature) selected, z = u or y on them, xhat = sum a z w + bPre,
 * where w are the decoder's rows and E is W itself when tied. The loss is
 *   errorWeight mean_rows mean_prefixes ||xhat_prefix - x||^2 + penaltyWeight mean_rows penalty + auxiliary.
 * A backend knows no algorithm: what happens between steps (bias adaptation, schedules, thresholds, dead features) is the caller's.
 */
import type { DeviceReport } from '../../protocol/device.ts';
import type { DeviceBatch } from './deviceBatch.ts';
import type { FloatArray, SaeState } from './saeState.ts';
import type { StateReader } from './stateReader.ts';

/** Which pairs are active in a training step. Among equal y the lower index (row first, then feature) is taken. */
export type Selection =
  /** y > 0: the threshold is -b. */
  | { kind: 'threshold' }
  /**
   * y > theta, z = y (JumpReLU; needs the activation `relu`). theta learns through the straight-through estimates
   * dz/dtheta = -(theta/eps) K((y - theta)/eps) and dH/dtheta = -(1/eps) K(..), K = 1 on (-1/2, 1/2), eps the bandwidth; y gets the
   * ordinary masked gradient. theta is kept >= 0 after each step.
   */
  | { kind: 'learnedThreshold'; bandwidth: number }
  /** The k largest y of a row, where y > 0. */
  | { kind: 'topk'; k: number }
  /** The k x rows largest y of the batch, where y > 0. */
  | { kind: 'batchtopk'; k: number };

/** Per row, before the penalty weight; ||w_m|| is the norm of the decoder's row. */
export type Penalty =
  /** sum_m z_m ||w_m||. */
  | { kind: 'l1' }
  /** Number of active features; its gradient reaches only the learned thresholds. */
  | { kind: 'l0' }
  /** sum_m tanh(scale z_m ||w_m||). */
  | { kind: 'tanh'; scale: number };

export interface BackendOptions {
  dIn: number;
  dSae: number;
  /** B: every step gets exactly this many rows. */
  batchTokens: number;
  /** Whether the encoder is the decoder itself. Untied states hold `encoder` besides. */
  tied: boolean;
  selection: Selection;
  /** z of an active pair: u (`jumprelu`, the paper's) or y (`relu`). */
  activation: 'jumprelu' | 'relu';
  /** 1/2 (the paper) or 1 (the rivals' recipes). */
  errorWeight: 0.5 | 1;
  penalty: Penalty | null;
  /** Matryoshka: widths of nested prefixes, ascending, the last is dSae. One prefix, [dSae], for everything else. */
  prefixes: readonly number[];
  /**
   * AuxK: the k largest y among the dead features (selected or not) reconstruct the stopped error e = x - xhat of the whole width as
   * ehat = sum a max(y, 0) w, without b_pre; its loss is coefficient x sum ||e - ehat||^2 / sum ||e - mean e||^2, 0 when nothing is dead.
   */
  auxiliary: { k: number; coefficient: number } | null;
  /** What the gradient moves. `preBias`: not at all, through the decoder's term alone, or in full. */
  trains: { decoder: boolean; scales: boolean; biases: boolean; preBias: 'fixed' | 'decoder' | 'full' };
  /** `unit`: tangent gradient, then rows back to length 1; `free`: neither. */
  decoderRows: 'unit' | 'free';
  /** The gradient of all trained parameters together, after the tangent projection, is scaled down to this norm; null for no clipping. */
  gradientClip: number | null;
  adam: { beta1: number; beta2: number; epsilon: number };
}

export interface StepSettings {
  learningRate: number;
  /** Overwrites every a before the step. */
  scale?: number;
  /** Weight of the penalty; 0 when left out. */
  penaltyWeight?: number;
  /** 1 for each dead feature, shape [dSae]; none is dead when left out. Read only where there is an auxiliary loss. */
  dead?: Float32Array;
}

/** A step to be done: x [batchTokens, dIn], already normalised. */
export interface BatchStep<A extends FloatArray = Float32Array> {
  x: A | DeviceBatch;
  settings: StepSettings;
}

export interface StepStats {
  /** Sum over the batch of ||xhat - x||^2 at full width, normalised units. */
  squaredError: number;
  /** Sum over the batch of ||x||^2. */
  squaredNorm: number;
  /** Active pairs (token, feature) in the batch. */
  activePairs: number;
  /** Pairs with y > 0 before the selection; equals `activePairs` under `threshold`. */
  positivePairs: number;
  /**
   * Smallest y of an active pair under `topk` and `batchtopk`, Infinity without one: BatchTopK makes its threshold of it.
   * NaN under the other selections, which have no use for it.
   */
  smallestActive: number;
  /** Mean over rows, before its weight. */
  penalty: number;
  /** The auxiliary loss with its coefficient. */
  auxiliary: number;
  /** Share of the features whose block was worked on by whole matrix products, for it had too many active pairs for lists; sparse backend. */
  denseShare?: number;
}

/** How a step was done. It depends on the steps before, while no result does: so it is none of the step's statistics. */
export interface StepWays {
  /** All blocks of features. */
  blocks: number;
  /** Those whose active pairs were found by int8 products. */
  screened: number;
  /** Pairs of those that an exact product had to decide. */
  candidates: number;
}

/** Running firing statistics since the last take; taken before each step's weight update (the paper's buffer, without storing it). */
export interface FiringStats<A extends FloatArray = Float32Array> {
  rows: number;
  /** Rows on which the feature was active, shape [dSae]. */
  counts: Uint32Array;
  /** Largest y, shape [dSae]; anything below 0 stands for no positive y. */
  peaks: A;
}

/** How finished codes are read off u, the form in which an SAE is deployed. */
export interface CodeRule {
  /** z of an active pair. */
  activation: BackendOptions['activation'];
  /** b, shape [dSae]. */
  biases: Float32Array;
  /** A pair is active where u + b > cut (and among the k largest); shape [dSae]. 0 for GBA, TopK and L1. */
  cuts: Float32Array;
  /** Null: every pair above its cut. */
  k: number | null;
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

/** @typeParam A the precision of its state */
export interface Backend<A extends FloatArray = Float32Array> {
  readonly device: DeviceReport;
  readonly options: BackendOptions;
  /** Takes a copy of the state, stretch by stretch; the firing statistics start anew. */
  load(state: SaeState<A> | StateReader<A>): Promise<void>;
  /**
   * One optimiser step on x [batchTokens, dIn], already normalised. A batch on a card is used up: it is disposed, whatever happens.
   * @throws DeviceBatchError for such a batch where the backend does not keep its state on webgpu.
   */
  step(x: A | DeviceBatch, settings: StepSettings): Promise<StepStats>;
  /** Most steps that `stepMany` does at once; left out where it gains nothing. */
  readonly stepsAtOnce?: number;
  /**
   * The same as one `step` after the other, but for rounding, in one run: for devices to which the state is carried and back with each.
   * Settings are known beforehand, so nothing in them may depend on what these steps find. Steps that cannot share a run (other dead
   * features, a scale set although scales are trained, batches on a card) are done singly.
   * @throws what `step` throws; after a loss that is not finite the state is that after the last step
   */
  stepMany?(steps: readonly BatchStep<A>[]): Promise<StepStats[]>;
  /** Of the last step, null before the first; left out by backends with one way only. */
  readonly ways?: StepWays | null;
  /** Returns and resets the running firing statistics. */
  takeFiringStats(): Promise<FiringStats<A>>;
  setBiases(biases: A): Promise<void>;
  /** u = E (x - bPre), shape [rows, dSae], for any number of rows. */
  preActivations(x: Float32Array): Promise<Float32Array>;
  /** Codes of x [rows, dIn] under the present weights and this rule. */
  encode(x: Float32Array, rule: CodeRule): Promise<SparseCodes>;
  /** The present state, to be read before the next step. */
  stateReader(): StateReader<A>;
  /** All of it in memory. */
  readState(): Promise<SaeState<A>>;
  dispose(): Promise<void>;
}

/** What GBA needs of a backend; other algorithms change what differs. */
export const gbaForm = {
  tied: true,
  selection: { kind: 'threshold' },
  activation: 'jumprelu',
  errorWeight: 0.5,
  penalty: null,
  auxiliary: null,
  trains: { decoder: true, scales: false, biases: false, preBias: 'fixed' },
  decoderRows: 'unit',
  gradientClip: null,
  // Gradients carry the small factor a / B, so epsilon must lie far below it.
  adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-9 },
} as const satisfies Partial<BackendOptions>;

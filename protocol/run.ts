/** A run: one SAE in training or trained, with its folder, status and progress. */
import type { CorpusSummary } from './corpus.ts';
import type { RunDevices } from './device.ts';
import type { ImportedSae } from './foreignSae.ts';
import type { TrainRequest } from './training.ts';

export type RunStatus = 'starting' | 'running' | 'paused' | 'stopped' | 'failed' | 'finished' | 'interrupted';

/** `waiting`: for its turn, in a group of runs that are trained one after the other. */
export type RunPhase = 'waiting' | 'corpus' | 'harvest' | 'train' | 'refit' | 'index' | 'export' | 'done';

export interface RunProgress {
  phase: RunPhase;
  /** 0..1 within the whole run. */
  fraction: number;
  step: number;
  steps: number;
  tokens: number;
  tokensPerSecond: number | null;
  secondsLeft: number | null;
}

/** One line of metrics.jsonl: deterministic fields only; what depends on the machine or on interruptions stands apart under `timing`. */
export interface MetricsLine {
  step: number;
  tokens: number;
  /** Mean of ||xhat - x||^2 / ||x||^2 on the batch. */
  nmse: number;
  /** Held-out, raw units, definition in DESIGN: 1 - sum ||x - xhat||^2 / sum ||x - mean||^2. Null between evaluations. */
  explainedVariance: number | null;
  /** Mean active features a token. */
  l0: number;
  /** Features not seen active in the window since the start or the last 10^6 tokens. */
  notSeen: number;
  learningRate: number;
  outputScale: number;
  /** Per group: target and realised frequency in the last window, share of neurons above the cap. Empty for algorithms without groups. */
  groups: { target: number; realised: number; aboveCap: number }[];
  /** Mean features a token with a positive pre-activation, before the selection; where there is one (TopK and its kin). */
  positive?: number;
  /** Share of features dead to the auxiliary loss; its window is the configuration's. */
  dead?: number;
  /** BatchTopK's threshold at inference so far. */
  threshold?: number;
  /** Mean penalty a token, and the weight it had on this step; where there is a penalty. */
  penalty?: number;
  penaltyWeight?: number;
  /** The auxiliary loss with its coefficient; where there is one. */
  auxiliary?: number;
  /** Share of the features that the step worked on densely, having too many active tokens for the sparse way; on the CPU. */
  denseShare?: number;
  timing?: {
    seconds: number;
    tokensPerSecond: number;
    /**
     * Share of the blocks of features whose active pairs were found by int8 products in this step; where the run may do so. It stands here
     * because a resumed run first has to count again what is active, which changes no result but this share.
     */
    screenedShare?: number;
  };
}

export interface RunSummary {
  id: string;
  name: string;
  /** Absolute path of the run folder. */
  folder: string;
  status: RunStatus;
  /** Why it failed or was interrupted, and what to do next. */
  problem: string | null;
  createdAt: string;
  request: TrainRequest;
  modelName: string;
  dIn: number;
  corpus: CorpusSummary | null;
  devices: RunDevices | null;
  progress: RunProgress | null;
  lastMetrics: MetricsLine | null;
  /** What to know about a result before relying on it: biases that have not arrived, say. Left out when there is nothing. */
  warnings?: string[];
  /** Steps of the newest complete index, or null when there is nothing to browse yet. */
  indexStep: number | null;
  /** Only of runs whose SAE was made elsewhere: nothing was trained, and `request.sae` then says its size alone. */
  imported?: ImportedSae;
  /** A run that ships with the extension cannot be deleted. */
  readOnly: boolean;
}

/** What merging twins did to an SAE. */
export interface MergedTwins {
  featuresBefore: number;
  features: number;
  /** Merged features that were several before. */
  clusters: number;
  /** Mean active features a token of a sample of the training text. */
  l0: { before: number; after: number };
}

export interface SaeExport {
  /** The SAELens folder that was written. */
  folder: string;
  /** Null where the SAE was written as it is. */
  merged: MergedTwins | null;
}

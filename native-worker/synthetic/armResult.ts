/** One trained arm of an experiment: what goes to a task process and what comes back. */
import type { SaeConfig } from '../../protocol/training.ts';
import { defineTask } from '../experiments/task.ts';
import type { BaTheoryConfig } from './baTheory.ts';
import type { DictionaryScore } from './score.ts';
import type { SyntheticSpec } from './syntheticSpec.ts';

export interface ArmInput {
  data: SyntheticSpec;
  config: BaTheoryConfig | { algorithm: 'sae'; sae: SaeConfig };
  /** Rows to measure loss, L0 and dead features on. */
  heldOutRows: number;
  /** Whether twins are merged at the end and the result is measured too. */
  merge: boolean;
  /** Whether the decoder's rows are sent back. */
  keepRows: boolean;
}

export interface ArmResult extends DictionaryScore {
  steps: number;
  /** Rows seen in training, repeats counted. */
  trainingRows: number;
  /** In deployed form on unit rows, held out: sum ||x - xhat||^2 / sum ||x||^2; null for ba-theory, which decodes nothing. */
  nmse: number | null;
  l0: number | null;
  /** Share of features that fire on no held-out row. */
  dead: number | null;
  /**
   * Of the last adaptation windows: mean target, mean realised frequency, share of neurons above their cap, and groups
   * that fire more than twice as often as their target; null where nothing adapts.
   */
  targets: { target: number; realised: number; aboveCap: number; lateGroups: number; groups: number } | null;
  /** After merging twins as an export does (sae/mergeTwins.ts): features left, FRR at 0.9, and the loss in deployed form. */
  merged: { features: number; recovered: number; nmse: number; l0: number } | null;
  seconds: number;
  /** The decoder's rows, shape [dSae, dIn], if asked for. */
  rows: Float32Array | null;
}

export const trainArmTask = defineTask<ArmInput, ArmResult>(
  'synthetic/arm',
  async () => (await import('./trainArm.ts')).trainArm,
);

/** The evaluation of a run as a task of a process of its own, for the engine: a run's folder in, its evaluation.json out. */
import { defineTask } from '../experiments/task.ts';

export interface SpliceTaskInput {
  /** Of the run. */
  folder: string;
  /** Where the result is written. */
  file: string;
  /** At most; the default of `monosema evaluate` when null. */
  tokens: number | null;
}

export const spliceTask = defineTask<SpliceTaskInput, null>(
  'spliceEvaluation/run',
  async () => (await import('./evaluateRun.ts')).evaluateRun,
);

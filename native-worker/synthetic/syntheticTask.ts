/** A whole synthetic experiment as a task of a process of its own, for the engine: the command line's flags in, a report's folder out. */
import { defineTask } from '../experiments/task.ts';

export interface SyntheticTaskInput {
  experiment: string;
  /** Of `monosema synthetic`, without their dashes. */
  flags: Readonly<Record<string, string | number>>;
  /** Where the report is written. */
  folder: string;
  /** Processes that its parts run in. */
  jobs: number;
}

export const syntheticTask = defineTask<SyntheticTaskInput, null>(
  'synthetic/experiment',
  async () => (await import('../cli/commands/syntheticReport.ts')).writeSyntheticReport,
);

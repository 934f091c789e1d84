/** Tasks for tests of the pool: they wait, fail, die or hang on request. */
import { writeFileAtomic } from '../../../native-worker/files/atomicFile.ts';
import { defineTask } from '../../../native-worker/experiments/task.ts';

export interface CountingInput {
  value: number;
  /** Milliseconds before the answer. */
  wait: number;
  then: 'answer' | 'throw' | 'die' | 'hang';
  /** Where its process writes its id first. */
  pidFile?: string;
}

export interface CountingResult {
  doubled: number;
  rows: Float32Array;
  pid: number;
}

export const countingTask = defineTask<CountingInput, CountingResult>('test/counting', () =>
  Promise.resolve(async ({ value, wait, then, pidFile }, { progress, threads }) => {
    if (pidFile !== undefined) writeFileAtomic(pidFile, String(process.pid));
    progress(0.5);
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (then === 'throw') throw new RangeError(`value ${value} is not wanted`);
    if (then === 'die') process.exit(3);
    if (then === 'hang') for (;;);
    return { doubled: 2 * value, rows: Float32Array.of(value, threads), pid: process.pid };
  }),
);

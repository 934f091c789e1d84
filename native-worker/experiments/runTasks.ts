/**
 * Runs independent tasks in a number of child processes, or one after the other in this one. Results come in the order of the inputs,
 * whatever the order in which they end; since every task is deterministic in its input, the number of processes changes no result.
 * The first failure ends all: what has no reader is killed.
 */
import { availableParallelism } from 'node:os';
import { messageOf, errorCodeOf } from '../../link/engineError.ts';
import type { ErrorCode } from '../../protocol/engineMethods.ts';
import type { Task } from './task.ts';
import { TaskProcess } from './taskProcess.ts';

export interface NamedInput<I> {
  /** Names the task in errors and progress: "GBA recommended, seed 70". */
  name: string;
  input: I;
}

export interface PoolOptions {
  /** Child processes; 1 runs all in this process. All cores when left out. */
  jobs?: number;
  /** Threads of each task's libraries; 1 when left out, so that as many tasks as cores fill the machine. */
  threads?: number;
  /** Aborting kills the children and rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Tasks done, with parts of those under way, and the name of the task that moved. */
  onProgress?: (done: number, total: number, name: string) => void;
  /** The built file of native-worker/experiment.ts; tests pass one of their own. */
  entryPoint?: string;
}

/** A task failed, or its process died; the message begins with the task's name. */
export class TaskFailedError extends Error {
  override readonly name = 'TaskFailedError';
  readonly code: ErrorCode;
  constructor(task: string, cause: unknown) {
    super(`"${task}" failed: ${messageOf(cause)}`, { cause });
    this.code = errorCodeOf(cause);
  }
}

/** As many as the machine has cores. */
export function defaultJobs(): number {
  return Math.max(1, availableParallelism());
}

/** @throws TaskFailedError, or the signal's reason */
export async function runTasks<I, O>(
  task: Task<I, O>,
  inputs: readonly NamedInput<I>[],
  options: PoolOptions = {},
): Promise<O[]> {
  options.signal?.throwIfAborted();
  const failed = new AbortController();
  const signal =
    options.signal === undefined ? failed.signal : AbortSignal.any([options.signal, failed.signal]);
  const jobs = Math.min(inputs.length, Math.max(1, options.jobs ?? defaultJobs()));
  const results = new Array<O>(inputs.length);
  const report = progressOf(inputs, options);
  let next = 0;
  const work = async (run: RunOne<I, O>): Promise<void> => {
    for (let index = next++; index < inputs.length; index = next++) {
      signal.throwIfAborted();
      const { name, input } = inputs[index] as NamedInput<I>;
      const progress = (done: number): void => {
        report(index, done);
      };
      try {
        results[index] = await run(input, { signal, threads: options.threads ?? 1, progress });
      } catch (error) {
        signal.throwIfAborted();
        throw new TaskFailedError(name, error);
      }
      progress(1);
    }
  };
  const workers =
    (options.jobs ?? 2) === 1 ? [inThisProcess(task, work)] : forked(task, work, jobs, options.entryPoint);
  // All are awaited, so that no process or rejection outlives this call.
  await Promise.allSettled(
    workers.map((worker) =>
      worker.catch((error: unknown) => {
        failed.abort(error);
      }),
    ),
  );
  signal.throwIfAborted();
  return results;
}

type RunOne<I, O> = (
  input: I,
  context: { signal: AbortSignal; threads: number; progress: (done: number) => void },
) => Promise<O>;
type Work<I, O> = (run: RunOne<I, O>) => Promise<void>;

async function inThisProcess<I, O>(task: Task<I, O>, work: Work<I, O>): Promise<void> {
  const run = await task.load();
  await work(run);
}

function forked<I, O>(
  task: Task<I, O>,
  work: Work<I, O>,
  jobs: number,
  entryPoint: string | undefined,
): Promise<void>[] {
  return Array.from({ length: jobs }, async () => {
    const child = new TaskProcess(entryPoint);
    try {
      await work((input, context) => child.run(task, input, context));
    } finally {
      child.dispose();
    }
  });
}

/** Keeps how far each task is and says the sum. */
function progressOf(
  inputs: readonly NamedInput<unknown>[],
  { onProgress }: PoolOptions,
): (index: number, done: number) => void {
  const parts = new Float64Array(inputs.length);
  return (index, done) => {
    parts[index] = Math.min(1, Math.max(parts[index] ?? 0, done));
    const sum = parts.reduce((total, part) => total + part, 0);
    onProgress?.(sum, inputs.length, inputs[index]?.name ?? '');
  };
}

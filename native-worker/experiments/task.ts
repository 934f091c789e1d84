/**
 * A piece of an experiment that runs on its own, in this process or in a child: a kind, named as "folder/what", and a function from an
 * input to a result. Both cross a process boundary by link/values.ts: JSON values and typed arrays, no NaN or Infinity.
 */

export interface TaskContext {
  /** Threads that libraries may use. */
  threads: number;
  /** Aborted when nobody waits for the result any more. A child is killed besides. */
  signal: AbortSignal;
  /** How far it is, from 0 to 1; call it as often as you like. */
  progress: (done: number) => void;
}

export type TaskFunction<I, O> = (input: I, context: TaskContext) => Promise<O>;

export interface Task<I, O> {
  kind: string;
  /** Loads the code on first use, so that naming a task loads no onnxruntime. */
  load(): Promise<TaskFunction<I, O>>;
}

/** Kinds by name: how a child finds what it is asked for. The map itself is native-worker/experimentTasks.ts. */
export type TaskRegistry = ReadonlyMap<string, Task<never, unknown>>;

/** `defineTask('synthetic/train', async () => (await import('./trainArm.ts')).trainArm)` */
export function defineTask<I, O>(kind: string, load: () => Promise<TaskFunction<I, O>>): Task<I, O> {
  return { kind, load };
}

/** @throws Error for two tasks of one kind: a mistake in the code */
export function taskRegistry(tasks: readonly Task<never, unknown>[]): TaskRegistry {
  const registry = new Map(tasks.map((task) => [task.kind, task]));
  if (registry.size < tasks.length) throw new Error('Two tasks have the same kind.');
  return registry;
}

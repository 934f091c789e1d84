/** The pool's side of one child process. */
import type { Disposable } from '../../link/disposable.ts';
import { Link } from '../../link/link.ts';
import { ForkedProcess } from '../../link/processLink.ts';
import { entryPoint as builtEntryPoint } from '../installation.ts';
import type { Task, TaskContext } from './task.ts';
import type { TaskContract, TaskParentContract } from './taskContract.ts';

export class TaskProcess implements Disposable {
  readonly #process: ForkedProcess;
  readonly #link: Link<TaskParentContract, TaskContract>;

  /** @param file the built file of native-worker/experiment.ts, which ends when its parent is gone */
  constructor(file = builtEntryPoint('experiment')) {
    this.#process = new ForkedProcess(file, { peer: 'its process' });
    this.#link = new Link<TaskParentContract, TaskContract>(this.#process.transport, {});
  }

  /** @throws EngineError `processDied` when the child dies, and what the task throws; the signal's reason when aborted, with the child killed */
  async run<I, O>(task: Task<I, O>, input: I, { signal, threads, progress }: TaskContext): Promise<O> {
    const heard = this.#link.onNotification('progress', ({ done }) => {
      progress(done);
    });
    const stop = (): void => {
      this.dispose();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      return (await this.#link.request('run', { kind: task.kind, input, threads })) as O;
    } finally {
      signal.removeEventListener('abort', stop);
      heard.dispose();
    }
  }

  dispose(): void {
    this.#link.dispose();
    this.#process.dispose();
  }
}

/**
 * One experiment or evaluation in a process of its own, which may fork further ones for its parts. Cancelled, it is first asked to end these itself, then
 * killed; they also end by themselves when it is gone, as it does with the engine.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { Disposable } from '../../link/disposable.ts';
import { Link } from '../../link/link.ts';
import { ForkedProcess } from '../../link/processLink.ts';
import type { Task } from '../experiments/task.ts';
import type { TaskContract, TaskParentContract } from '../experiments/taskContract.ts';

/** Time to end its parts after being asked. */
const ENDING_MS = 3_000;

export interface ExperimentProcessOptions {
  /** The built experiment.js. */
  modulePath: string;
  /** 0..1. */
  onProgress: (done: number) => void;
  /** Gets each line that the process writes. */
  onOutput: (line: string) => void;
}

export class ExperimentProcess implements Disposable {
  readonly #process: ForkedProcess;
  readonly #link: Link<TaskParentContract, TaskContract>;
  readonly #cancel = new CancellationTokenSource();
  readonly #gone: Promise<void>;

  constructor({ modulePath, onProgress, onOutput }: ExperimentProcessOptions) {
    this.#process = new ForkedProcess(modulePath, { peer: "the experiment's process", onOutput });
    this.#gone = new Promise((resolve) => {
      this.#process.transport.onGone(() => {
        resolve();
      });
    });
    this.#link = new Link<TaskParentContract, TaskContract>(this.#process.transport, {});
    this.#link.onNotification('progress', ({ done }) => {
      onProgress(done);
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Resolves when the task is done and the process is to end. @throws EngineError, `cancelled` after `cancel` */
  async run<I>({ kind }: Task<I, null>, input: I): Promise<void> {
    try {
      await this.#link.request('run', { kind, input, threads: 1 }, this.#cancel.token);
    } finally {
      this.dispose();
    }
  }

  /** Resolves when the process is gone. */
  async cancel(): Promise<void> {
    this.#cancel.cancel();
    await Promise.race([this.#gone, delay(ENDING_MS)]);
    this.dispose();
    await this.#gone;
  }

  dispose(): void {
    this.#link.dispose();
    this.#process.dispose();
  }
}

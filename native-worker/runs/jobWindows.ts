/**
 * The windows attached to a job. When the last one closes, the job may go on for a moment only (a reloading window comes back
 * within seconds), unless the user chose to keep it running.
 */
import { Disposables, type Disposable } from '../../link/disposable.ts';
import { Link, type Handlers, type Transport } from '../../link/link.ts';
import type { JobContract, JobWindowContract } from './jobContract.ts';

type WindowLink = Link<JobContract, JobWindowContract>;
type JobRequests = JobContract['requests'];
type Answers = Omit<Handlers<JobRequests>, 'job/attach' | 'job/keepRunning'> & {
  'job/attach': () => JobRequests['job/attach']['result'];
};

/** How long a job waits for its first window. */
const FIRST_WINDOW_MS = 30_000;
/** How long it waits for a window to come back: a reload on a slow machine takes seconds. With the end it must stay under 10 s. */
const RETURN_MS = 7_000;

export interface JobWindowsOptions {
  answers: Answers;
  /** The last window closed; it may come back. */
  onLeft?: () => void;
  /** Nobody watches any more. */
  onDeserted: () => void;
  /** Shorter times for tests. */
  firstWindowMs?: number;
  returnMs?: number;
}

export class JobWindows implements Disposable {
  readonly #options: JobWindowsOptions;
  readonly #links = new Disposables();
  readonly #windows = new Set<WindowLink>();
  #keepRunning = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: JobWindowsOptions) {
    this.#options = options;
    this.#expectWindow(options.firstWindowMs ?? FIRST_WINDOW_MS);
  }

  accept(transport: Transport): void {
    const link: WindowLink = new Link<JobContract, JobWindowContract>(transport, {
      ...this.#options.answers,
      'job/attach': () => {
        this.#attach(link);
        return this.#options.answers['job/attach']();
      },
      'job/keepRunning': ({ keep }: { keep: boolean }) => {
        this.#keepRunning = keep;
        if (this.#windows.size === 0) this.#expectWindow(this.#options.returnMs ?? RETURN_MS);
        return null;
      },
    });
    this.#links.own(link);
  }

  notify<N extends keyof JobContract['notifications']>(
    name: N,
    params: JobContract['notifications'][N],
  ): void {
    for (const window of this.#windows) window.notify(name, params);
  }

  dispose(): void {
    this.#clearTimer();
    this.#links.dispose();
  }

  #attach(link: WindowLink): void {
    this.#clearTimer();
    this.#windows.add(link);
    link.onClosed(() => {
      this.#windows.delete(link);
      if (this.#windows.size > 0 || this.#links.disposed) return;
      if (!this.#keepRunning) this.#options.onLeft?.();
      this.#expectWindow(this.#options.returnMs ?? RETURN_MS);
    });
  }

  #expectWindow(milliseconds: number): void {
    this.#clearTimer();
    if (this.#keepRunning || this.#links.disposed) return;
    this.#timer = setTimeout(this.#options.onDeserted, milliseconds);
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

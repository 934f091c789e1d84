/** Notices runs that other engines of the storage made or deleted: the list of folders is looked at every other second. */
import { toDisposable, type Disposable } from '../../link/disposable.ts';
import type { RunStore } from '../runs/runStore.ts';
import type { Notify } from './jobs.ts';

const LOOK_MS = 2_000;

export interface RunWatcherOptions {
  store: Pick<RunStore, 'ids' | 'get'>;
  notify: Notify;
  onDeleted: (runId: string) => void;
  /** Shorter in tests. */
  lookMs?: number;
}

export class RunWatcher implements Disposable {
  readonly #options: RunWatcherOptions;
  readonly #timer: Disposable;
  #known: ReadonlySet<string>;

  constructor(options: RunWatcherOptions) {
    this.#options = options;
    this.#known = new Set(options.store.ids());
    const timer = setInterval(() => {
      this.look();
    }, options.lookMs ?? LOOK_MS);
    timer.unref();
    this.#timer = toDisposable(() => {
      clearInterval(timer);
    });
  }

  /** Tells at once what changed since the last look; called after this engine's own deletions too. */
  look(): void {
    const { store, notify, onDeleted } = this.#options;
    const present = new Set(this.#present());
    const known = this.#known;
    this.#known = present;
    for (const runId of known) {
      if (present.has(runId)) continue;
      onDeleted(runId);
      notify('runs/deleted', { runId });
    }
    for (const runId of present) if (!known.has(runId)) notify('runs/changed', store.get(runId));
  }

  dispose(): void {
    this.#timer.dispose();
  }

  /** A storage that cannot be read for a moment (a network drive) has not lost its runs. */
  #present(): Iterable<string> {
    try {
      return this.#options.store.ids();
    } catch {
      return this.#known;
    }
  }
}

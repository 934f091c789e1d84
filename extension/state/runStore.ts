/** All runs as last heard from the engine, newest first. One store feeds the tree, the status bar and the commands. */
import type { RunSummary } from '../../protocol/run.ts';
import { Owner } from '../disposable.ts';
import { Emitter } from '../emitter.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import type { EngineNotification } from '../engine/engineConnection.ts';

export class RunStore extends Owner {
  readonly #changed = this.own(new Emitter<RunSummary | null>());
  readonly #runs = new Map<string, RunSummary>();
  #loading: Promise<void> | null = null;
  #loaded = false;
  /** Somebody asked for the list, perhaps in vain: a new engine is asked again. */
  #wanted = false;

  /** Fires with the run that changed, or null when the whole list did. */
  readonly onChange = this.#changed.on;

  constructor(
    private readonly engine: Pick<EngineClient, 'request' | 'onNotification' | 'onReady'>,
    private readonly reportProblem: (error: unknown) => void,
  ) {
    super();
    this.own(
      engine.onNotification((notification) => {
        this.#handle(notification);
      }),
    );
    this.own(
      engine.onReady(() => {
        if (this.#wanted) this.refresh().catch(this.reportProblem);
      }),
    );
  }

  /** The list, read from the engine on first use. */
  async list(): Promise<readonly RunSummary[]> {
    this.#wanted = true;
    if (!this.#loaded) await this.refresh();
    return this.known();
  }

  /** What is known without asking. */
  known(): readonly RunSummary[] {
    return [...this.#runs.values()].sort(newestFirst);
  }

  get(runId: string): RunSummary | undefined {
    return this.#runs.get(runId);
  }

  /** Reads the list anew; calls at the same time share one request. */
  refresh(): Promise<void> {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  put(run: RunSummary): void {
    this.#runs.set(run.id, run);
    this.#changed.fire(run);
  }

  remove(runId: string): void {
    if (this.#runs.delete(runId)) this.#changed.fire(null);
  }

  async #load(): Promise<void> {
    const runs = await this.engine.request('runs/list', null);
    this.#runs.clear();
    for (const run of runs) this.#runs.set(run.id, run);
    this.#loaded = true;
    this.#changed.fire(null);
  }

  #handle(notification: EngineNotification): void {
    if (notification.method === 'runs/changed') {
      this.put(notification.params);
      return;
    }
    if (notification.method === 'runs/deleted') {
      this.remove(notification.params.runId);
      return;
    }
    const runId =
      notification.method === 'runs/progress' || notification.method === 'runs/metricsAdded'
        ? notification.params.runId
        : null;
    const run = runId === null ? undefined : this.#runs.get(runId);
    if (!run) return;
    if (notification.method === 'runs/progress') this.put({ ...run, progress: notification.params.progress });
    // Kept without an event: metrics come many times a second and only tooltips show them.
    if (notification.method === 'runs/metricsAdded')
      this.#runs.set(run.id, { ...run, lastMetrics: notification.params.line });
  }
}

/** Runs that ship with the extension come last, whatever their date. */
function newestFirst(a: RunSummary, b: RunSummary): number {
  if (a.readOnly !== b.readOnly) return a.readOnly ? 1 : -1;
  return b.createdAt.localeCompare(a.createdAt) || a.id.localeCompare(b.id);
}

/** One run in training: its summary and its metrics, kept up to date by the engine's notifications. */
import type { RunSummary } from '../../protocol/run.ts';
import { errorText } from '../lib/errorText.ts';
import { host, savedState, saveState } from '../lib/host.ts';
import { t } from '../lib/localise.ts';
import { MetricsSeries, type MetricsColumns } from '../lib/metricsSeries.ts';

/** Points on a curve; more than a panel has pixels is waste. */
const MAX_POINTS = 1500;

export class TrainingModel {
  run = $state.raw<RunSummary | null>(null);
  problem = $state<string | null>(null);
  columns = $state.raw<MetricsColumns | null>(null);
  /** The command under way, whose button waits. */
  busy = $state<string | null>(null);
  runId = $state<string | null>(null);
  #series = new MetricsSeries();
  #isDrawn = true;

  start(): void {
    host.onShow((view) => {
      if (view.view === 'training' && view.runId !== this.runId) this.#follow(view.runId);
    });
    host.onNotification('runs/changed', (run) => {
      if (run.id === this.runId) this.#takeRun(run);
    });
    host.onNotification('runs/deleted', ({ runId }) => {
      if (runId !== this.runId) return;
      this.run = null;
      this.problem = t('This run was deleted.');
    });
    host.onNotification('runs/progress', ({ runId, progress }) => {
      if (runId === this.runId && this.run) this.run = { ...this.run, progress };
    });
    host.onNotification('runs/metricsAdded', ({ runId, line }) => {
      if (runId !== this.runId) return;
      this.#series.add([line]);
      if (this.run) this.run = { ...this.run, lastMetrics: line };
      this.#drawSoon();
    });
    host.ready();
    const saved = savedState()?.['runId'];
    if (typeof saved === 'string') this.#follow(saved);
  }

  async load(): Promise<void> {
    const { runId } = this;
    if (runId === null) return;
    this.problem = null;
    try {
      const [run, lines] = await Promise.all([
        host.request('runs/get', { runId }),
        host.request('runs/metrics', { runId, sinceStep: 0 }),
      ]);
      if (runId !== this.runId) return;
      this.run = run;
      this.#series.add(lines);
      this.#drawSoon();
    } catch (error) {
      if (runId === this.runId) this.problem = errorText(error);
    }
  }

  /** Runs a command of the extension on this run; a failure is shown above the curves. */
  async execute(command: string): Promise<void> {
    this.busy = command;
    this.problem = null;
    try {
      await host.hostRequest('host/executeCommand', { command, args: [this.runId] });
    } catch (error) {
      this.problem = errorText(error);
    } finally {
      this.busy = null;
    }
  }

  #follow(runId: string): void {
    this.runId = runId;
    this.run = null;
    this.columns = null;
    this.#series = new MetricsSeries();
    saveState({ view: 'training', runId });
    void this.load();
  }

  #takeRun(run: RunSummary): void {
    // After a resume the run is back at its checkpoint: what was drawn beyond it is written again.
    const step = run.progress?.phase === 'train' ? run.progress.step : null;
    const isBack = step !== null && this.run?.progress && step < this.run.progress.step;
    if (isBack) this.#series.truncate(step);
    this.run = run;
    if (isBack) this.#drawSoon();
  }

  /** At most one drawing a frame, however fast lines come. */
  #drawSoon(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    requestAnimationFrame(() => {
      this.#isDrawn = true;
      this.columns = this.#series.columns(MAX_POINTS);
    });
  }
}

/** One experiment: its run while the engine works on it, and its report once that is written. */
import type { ExperimentReport } from '../../protocol/experiment.ts';
import type { ExperimentRun, SyntheticRequest } from '../../protocol/experimentRun.ts';
import type { WebviewState } from '../../protocol/webviewMessages.ts';
import { errorText } from '../lib/errorText.ts';
import { host, savedState, saveState } from '../lib/host.ts';
import { RequestError } from '../lib/messageChannel.ts';
import { requestOfReport } from '../lib/reportRequest.ts';

type Shown = Extract<WebviewState, { view: 'experiment' }>;

export class ExperimentModel {
  run = $state.raw<ExperimentRun | null>(null);
  report = $state.raw<ExperimentReport | null>(null);
  problem = $state<string | null>(null);
  /** There is neither a run nor a report in the folder: its window was closed before it ended. */
  isGone = $state(false);
  isLoading = $state(true);
  /** The command under way, whose button waits. */
  busy = $state<string | null>(null);
  folder = $state<string | null>(null);
  #request = $state.raw<SyntheticRequest | null>(null);

  /** What Run Again would run; null where this cannot be told. */
  get request(): SyntheticRequest | null {
    return this.run?.request ?? this.#request ?? (this.report ? requestOfReport(this.report) : null);
  }

  start(): void {
    host.onShow((view) => {
      if (view.view === 'experiment') this.#follow(view);
    });
    host.onNotification('experiments/changed', (run) => {
      if (run.folder !== this.folder) return;
      this.run = run;
      if (run.status === 'finished' && !this.report) void this.load();
    });
    host.ready();
    const saved = savedState();
    // The host checks a request before it runs it, so what an older version saved does no harm.
    if (typeof saved?.['folder'] === 'string')
      this.#follow({
        view: 'experiment',
        folder: saved['folder'],
        request: (saved['request'] ?? null) as SyntheticRequest | null,
      });
  }

  async load(): Promise<void> {
    const { folder } = this;
    if (folder === null) return;
    this.problem = null;
    this.isLoading = true;
    try {
      const { run, report } = await host.request('experiments/get', { folder });
      if (folder !== this.folder) return;
      this.run = run;
      this.report = report;
      this.isGone = false;
    } catch (error) {
      if (folder !== this.folder) return;
      this.isGone = error instanceof RequestError && error.code === 'notFound';
      this.problem = errorText(error);
    } finally {
      if (folder === this.folder) this.isLoading = false;
    }
  }

  /** Runs a command of the extension; a failure is shown above the report. */
  async execute(command: string, argument?: unknown): Promise<void> {
    this.busy = command;
    this.problem = null;
    try {
      const args = argument === undefined ? [] : [argument];
      await host.hostRequest('host/executeCommand', { command, args });
    } catch (error) {
      this.problem = errorText(error);
    } finally {
      this.busy = null;
    }
  }

  async copy(text: string): Promise<void> {
    try {
      await host.hostRequest('host/copy', { text });
    } catch (error) {
      this.problem = errorText(error);
    }
  }

  #follow({ folder, request }: Shown): void {
    this.#request = request;
    saveState({ view: 'experiment', folder, request });
    // Shown again while it is open: what is there stays until it is read anew.
    if (folder !== this.folder) {
      this.run = null;
      this.report = null;
      this.isGone = false;
    }
    this.folder = folder;
    void this.load();
  }
}

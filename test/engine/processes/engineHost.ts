/** A host of a real engine process, as the extension is one. */
import path from 'node:path';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import { Link } from '../../../link/link.ts';
import { ForkedProcess } from '../../../link/processLink.ts';
import type {
  EngineMethod,
  EngineNotifications,
  EngineParams,
  EngineRequests,
  EngineResult,
} from '../../../protocol/engineMethods.ts';
import type { DownloadProgress } from '../../../protocol/download.ts';
import { ENGINE_OPTIONS_VARIABLE, type EngineOptions } from '../../../protocol/engineOptions.ts';
import type { RunEvaluation } from '../../../protocol/evaluation.ts';
import type { ExperimentRun } from '../../../protocol/experimentRun.ts';
import type { GenerateProgress } from '../../../protocol/generation.ts';
import type { RunStatus, RunSummary } from '../../../protocol/run.ts';
import { bundle } from './bundle.ts';

interface EngineContract {
  requests: EngineRequests;
  notifications: EngineNotifications;
}
interface HostContract {
  requests: object;
  notifications: object;
}

export const buildEngine = (): Promise<string> =>
  bundle({ engine: 'native-worker/engine.ts', model: 'native-worker/model.ts', job: 'native-worker/job.ts' });

export class EngineHost {
  readonly pid: number;
  readonly changes: RunSummary[] = [];
  readonly experiments: ExperimentRun[] = [];
  readonly downloads: DownloadProgress[] = [];
  readonly logged: string[] = [];
  readonly generated: GenerateProgress[] = [];
  readonly evaluations: RunEvaluation[] = [];
  readonly output: string[] = [];
  progress = 0;
  readonly #link: Link<HostContract, EngineContract>;

  constructor(built: string, storage: string) {
    const options: EngineOptions = {
      storage,
      media: path.resolve('media'),
      threads: 2,
      memoryMegabytes: 2_000,
      logLevel: 'info',
    };
    const child = new ForkedProcess(path.join(built, 'engine.js'), {
      peer: 'the engine',
      env: { [ENGINE_OPTIONS_VARIABLE]: JSON.stringify(options) },
      onOutput: (line) => this.output.push(line),
    });
    this.pid = child.pid ?? 0;
    this.#link = new Link<HostContract, EngineContract>(child.transport, {});
    this.#link.onNotification('runs/changed', (run) => this.changes.push(run));
    this.#link.onNotification('runs/progress', () => this.progress++);
    this.#link.onNotification('generate/progress', (progress) => this.generated.push(progress));
    this.#link.onNotification('experiments/changed', (run) => this.experiments.push(run));
    this.#link.onNotification('download/progress', (progress) => this.downloads.push(progress));
    this.#link.onNotification('log', ({ message }) => this.logged.push(message));
    this.#link.onNotification('runs/evaluationChanged', (state) => this.evaluations.push(state));
  }

  request<M extends EngineMethod>(
    method: M,
    params: EngineParams<M>,
    token?: CancellationToken,
  ): Promise<EngineResult<M>> {
    return this.#link.request(method, params, token);
  }

  /** Resolves when the run has this status, asked anew each time. */
  async untilStatus(runId: string, status: RunStatus, seconds = 60): Promise<RunSummary> {
    let run = await this.request('runs/get', { runId });
    for (
      const end = Date.now() + seconds * 1000;
      run.status !== status;
      run = await this.request('runs/get', { runId })
    ) {
      if (run.status === 'failed' || Date.now() > end)
        throw new Error(`the run is ${run.status}: ${run.problem ?? ''}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return run;
  }

  dispose(): void {
    this.#link.dispose();
  }
}

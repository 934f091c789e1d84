/** Answers about runs: the store on disk for what lies still, the job's link for what moves. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { MetricsLine, RunSummary } from '../../protocol/run.ts';
import type { TrainRequest } from '../../protocol/training.ts';
import { EngineError } from '../../link/engineError.ts';
import { DiskFullError, freeBytes } from '../files/atomicFile.ts';
import { readMetrics } from '../runs/metricsLog.ts';
import { runPaths, type RunPaths } from '../runs/runFolder.ts';
import { liveLockHolder } from '../files/folderLock.ts';
import { ReadOnlyRunError, type NewRun, type RunStore } from '../runs/runStore.ts';
import { togetherRequests } from '../runs/togetherRequests.ts';
import { parseTrainRequest } from '../runs/trainRequestSchema.ts';
import { HAS_JOB, type JobLink, type Jobs, type Notify } from './jobs.ts';
import type { ModelRequests } from './modelRequests.ts';

/** A stopped job ends within its deadline; this covers the longest. */
const ENDING_MS = 65_000;
const POLL_MS = 50;
/** With less a job could not even say what is wrong. */
const LEAST_FREE_BYTES = 1e6;

export interface RunRequestsOptions {
  store: RunStore;
  jobs: Jobs;
  models: ModelRequests;
  notify: Notify;
}

export class RunRequests {
  readonly #options: RunRequestsOptions;

  constructor(options: RunRequestsOptions) {
    this.#options = options;
  }

  /** Checks the request against its model before anything is written. @throws InvalidRequestError and what the model says */
  async start(value: TrainRequest): Promise<RunSummary> {
    return this.#launch(this.#create(await this.#checked(parseTrainRequest(value))));
  }

  /** All are checked before the first run is made. @throws InvalidRequestError, EngineError and what the model says */
  async startTogether(values: readonly TrainRequest[]): Promise<RunSummary[]> {
    const requests = togetherRequests(values.map(parseTrainRequest), randomUUID());
    const checked: NewRun[] = [];
    for (const request of requests) checked.push(await this.#checked(request));
    const runs = checked.map((run) => this.#create(run));
    // In their order, so that the first comes to its turn first. One that fails says why itself, and the others go on.
    const failures: Error[] = [];
    for (const run of runs) {
      await this.#launch(run).catch((error: unknown) => {
        failures.push(error instanceof Error ? error : new Error(String(error)));
      });
    }
    const now = runs.map(({ id }) => this.#options.store.get(id));
    const [failure] = failures;
    if (failure !== undefined && !now.some(({ status }) => HAS_JOB.has(status))) throw failure;
    return now;
  }

  async #checked(request: TrainRequest): Promise<NewRun> {
    const { models } = this.#options;
    const model = await models.open(request.modelFolder);
    const hook = await models.hookPoint(request.modelFolder, request.hookPoint);
    if (request.contextSize > model.maxContext) {
      throw new EngineError(
        'invalidRequest',
        `contextSize ${request.contextSize} is more than the ${model.maxContext} tokens that ${model.name} takes.`,
      );
    }
    return { request, model: { name: model.name, hash: model.hash, dIn: hook.width } };
  }

  /** Makes a run of a request that was checked, and starts its job. */
  begin(run: NewRun): Promise<RunSummary> {
    return this.#launch(this.#create(run));
  }

  #create(run: NewRun): RunSummary {
    const created = this.#options.store.create(run);
    this.#options.notify('runs/changed', created);
    return created;
  }

  async list(): Promise<RunSummary[]> {
    await this.#options.jobs.attachToAll();
    return this.#options.store.list();
  }

  get(runId: string): RunSummary {
    return this.#options.store.get(runId);
  }

  metrics(runId: string, sinceStep: number): MetricsLine[] {
    return readMetrics(runPaths(this.#options.store.get(runId).folder).metrics, sinceStep);
  }

  async pause(runId: string): Promise<null> {
    return (await this.#liveJob(runId, 'paused')).request('job/pause', null);
  }

  async stop(runId: string): Promise<null> {
    return (await this.#liveJob(runId, 'stopped')).request('job/stop', null);
  }

  async keepRunning(runId: string, keep: boolean): Promise<null> {
    return (await this.#liveJob(runId, 'kept running')).request('job/keepRunning', { keep });
  }

  /** Wakes a paused job, or starts a new one that goes on from the newest checkpoint. */
  async resume(runId: string): Promise<RunSummary> {
    const { store, jobs } = this.#options;
    const run = store.get(runId);
    if (run.readOnly) throw new ReadOnlyRunError(runId);
    const live = HAS_JOB.has(run.status) ? await jobs.find(run) : null;
    if (live !== null) {
      await live.request('job/resume', null);
      return live.request('job/attach', null);
    }
    if (run.status === 'finished') throw new EngineError('invalidRequest', `The run "${runId}" is finished.`);
    if (run.dIn === 0)
      throw new EngineError('badRun', `The run "${runId}" cannot be resumed. ${run.problem ?? ''}`);
    return this.#launch(run);
  }

  async rename(runId: string, name: string): Promise<RunSummary> {
    const { store, jobs, notify } = this.#options;
    if (name.trim() === '') throw new EngineError('invalidRequest', 'A run needs a name that is not empty.');
    const live = await jobs.find(store.get(runId));
    const run =
      live === null
        ? store.rename(runId, name.trim())
        : await live.request('job/rename', { name: name.trim() });
    notify('runs/changed', run);
    return run;
  }

  delete(runId: string): void {
    this.#options.store.delete(runId);
  }

  /** A job that was just asked to end still holds its run for a moment: a new one waits for it. */
  async #launch(run: RunSummary): Promise<RunSummary> {
    const paths = runPaths(run.folder);
    const free = freeBytes(run.folder);
    if (free !== null && free < LEAST_FREE_BYTES) throw new DiskFullError(paths.runFile, null);
    for (
      let waited = 0;
      waited < ENDING_MS && isEnding(this.#options.store.get(run.id), paths);
      waited += POLL_MS
    ) {
      await delay(POLL_MS);
    }
    return this.#options.jobs.start(run);
  }

  async #liveJob(runId: string, what: string): Promise<JobLink> {
    const run = this.#options.store.get(runId);
    const link = HAS_JOB.has(run.status) ? await this.#options.jobs.find(run) : null;
    if (link !== null) return link;
    throw new EngineError(
      'invalidRequest',
      `The run "${runId}" is ${run.status}; only a running one can be ${what}.`,
    );
  }
}

function isEnding(run: RunSummary, paths: RunPaths): boolean {
  return !HAS_JOB.has(run.status) && liveLockHolder(paths) !== null;
}

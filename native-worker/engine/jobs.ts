/**
 * The engine's view of all jobs of its storage: starts them, attaches to those that other engines started, passes requests on and
 * tells the host what happens. run.json is the truth: when a job's link closes, the run is read again from disk.
 */
import type { EngineNotifications } from '../../protocol/engineMethods.ts';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunStatus, RunSummary } from '../../protocol/run.ts';
import { Disposables, toDisposable, type Disposable } from '../../link/disposable.ts';
import { EngineError, messageOf } from '../../link/engineError.ts';
import { Link } from '../../link/link.ts';
import { connectToSocket } from '../../link/socketLink.ts';
import type { JobContract, JobWindowContract } from '../runs/jobContract.ts';
import { runPaths } from '../runs/runFolder.ts';
import { liveLockHolder } from '../files/folderLock.ts';
import type { RunStore } from '../runs/runStore.ts';
import { launchJob } from './launchJob.ts';

export type JobLink = Link<JobWindowContract, JobContract>;
export type Notify = <N extends keyof EngineNotifications>(name: N, params: EngineNotifications[N]) => void;

/** How often jobs of other engines are looked for. */
const LOOK_MS = 2_000;
const DYING_MS = 2_000;
const POLL_MS = 50;
/** Statuses of a run whose job is at work. */
export const HAS_JOB: ReadonlySet<RunStatus> = new Set(['starting', 'running', 'paused']);

export interface JobsOptions {
  store: RunStore;
  /** The built job.js. */
  jobModule: () => string;
  notify: Notify;
}

export class Jobs implements Disposable {
  readonly #options: JobsOptions;
  /** By the address that a job listens on. */
  readonly #links = new Map<string, Promise<JobLink>>();
  /** By run id. */
  readonly #starting = new Map<string, Promise<string>>();
  readonly #owned = new Disposables();

  constructor(options: JobsOptions) {
    this.#options = options;
    const timer = setInterval(() => {
      void this.attachToAll();
    }, LOOK_MS);
    timer.unref();
    this.#owned.own(
      toDisposable(() => {
        clearInterval(timer);
      }),
    );
  }

  /** Starts the run's job, or attaches to it when it runs already. Resolves with the run as the job sees it. */
  async start(run: RunSummary): Promise<RunSummary> {
    try {
      const link = await this.#attached(run.id, await this.#address(run));
      return await link.request('job/attach', null);
    } catch (error) {
      const { status, problem } = this.#options.store.get(run.id);
      // It failed before it could be asked: run.json says why.
      if (status === 'failed' && problem !== null)
        throw new EngineError('badRun', `The run failed: ${problem}`);
      throw error;
    }
  }

  /** The link to a run's live job; null when it has none. */
  async find(run: RunSummary): Promise<JobLink | null> {
    const socket = liveLockHolder(runPaths(run.folder))?.socket ?? null;
    if (socket === null) return null;
    try {
      return await this.#attached(run.id, socket);
    } catch (error) {
      // Between the lock and its end a job may already have stopped listening.
      if (error instanceof EngineError && error.code === 'processDied') return null;
      throw error;
    }
  }

  /** Attaches to every live job that is not attached yet. Never throws: a job that just ended is no error. */
  async attachToAll(): Promise<void> {
    const live = this.#options.store.withLiveJob();
    await Promise.all(
      live.map(async (run) => {
        try {
          await this.find(run);
        } catch (error) {
          if (this.#owned.disposed) return;
          this.#options.notify('log', { level: 'warning', message: `${run.id}: ${messageOf(error)}` });
        }
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Where the run's job listens; starts one where there is none, once however many ask. */
  #address(run: RunSummary): Promise<string> {
    const paths = runPaths(run.folder);
    const socket = liveLockHolder(paths)?.socket ?? null;
    if (socket !== null) return Promise.resolve(socket);
    const starting = this.#starting.get(run.id) ?? launchJob(this.#options.jobModule(), paths);
    this.#starting.set(run.id, starting);
    return starting.finally(() => this.#starting.delete(run.id));
  }

  /** One link for each address: a run that was killed and resumed has a new one. */
  #attached(id: string, address: string): Promise<JobLink> {
    const present = this.#links.get(address);
    if (present !== undefined) return present;
    const opening = this.#open(id, address);
    this.#links.set(address, opening);
    opening.catch(() => this.#links.delete(address));
    return opening;
  }

  async #open(id: string, address: string): Promise<JobLink> {
    const transport = await connectToSocket(address, `The job of ${id}`);
    const link: JobLink = this.#owned.own(new Link<JobWindowContract, JobContract>(transport, {}));
    const { notify } = this.#options;
    link.onNotification('job/changed', (summary) => {
      notify('runs/changed', summary);
    });
    link.onNotification('job/progress', (progress) => {
      notify('runs/progress', { runId: id, progress });
    });
    link.onNotification('job/metrics', (line) => {
      notify('runs/metricsAdded', { runId: id, line });
    });
    link.onNotification('job/log', (entry) => {
      notify('log', entry);
    });
    link.onClosed(() => {
      this.#links.delete(address);
      void this.#tellFromDisk(id);
    });
    await link.request('job/attach', null);
    return link;
  }

  /** A killed process closes its socket a little before the system counts it as dead. */
  async #tellFromDisk(id: string): Promise<void> {
    const find = (): RunSummary | undefined =>
      this.#options.store.list().find((summary) => summary.id === id);
    let run = find();
    for (
      let waited = 0;
      waited < DYING_MS && run !== undefined && HAS_JOB.has(run.status);
      waited += POLL_MS
    ) {
      await delay(POLL_MS);
      run = find();
    }
    if (run !== undefined && !this.#owned.disposed) this.#options.notify('runs/changed', run);
  }
}

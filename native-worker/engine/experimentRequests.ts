/** Answers about experiments: one at a time runs in a process of its own; reports lie in the storage, or anywhere. */
import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import {
  SYNTHETIC_EXPERIMENTS,
  type ExperimentRun,
  type ExperimentState,
  type StoredReport,
  type SyntheticOffer,
  type SyntheticRequest,
} from '../../protocol/experimentRun.ts';
import type { Disposable } from '../../link/disposable.ts';
import { EngineError, errorCodeOf, messageOf } from '../../link/engineError.ts';
import { syntheticTask } from '../synthetic/syntheticTask.ts';
import { ExperimentProcess } from './experimentProcess.ts';
import type { Notify } from './jobs.ts';
import { listReports, readReport } from './reportFile.ts';
import { syntheticOffers } from './syntheticOffers.ts';

/** Between two notifications of progress. */
const TELL_MS = 250;
/** Before this much is done, the time left is a guess. */
const TELLING_FRACTION = 0.03;

export interface ExperimentRequestsOptions {
  /** `<storage>/experiments`. */
  folder: string;
  /** The engine's budget; all cores when null. */
  threads: number | null;
  /** The built experiment.js. */
  modulePath: () => string;
  notify: Notify;
}

interface Known {
  run: ExperimentRun;
  process: ExperimentProcess;
  begun: number;
  toldAt: number;
}

const requestSchema = z.strictObject({
  experiment: z.enum(SYNTHETIC_EXPERIMENTS),
  seed: z.int().min(0).max(0xffff_ffff),
  seeds: z.int().min(1).max(1_000),
  options: z
    .record(z.string().regex(/^[a-z]+(-[a-z]+)*$/u), z.union([z.string(), z.number()]))
    .exactOptional(),
}) satisfies z.ZodType<SyntheticRequest>;

export class ExperimentRequests implements Disposable {
  readonly #options: ExperimentRequestsOptions;
  /** Of this engine, by folder. */
  readonly #known = new Map<string, Known>();

  constructor(options: ExperimentRequestsOptions) {
    this.#options = options;
  }

  offers(): SyntheticOffer[] {
    return syntheticOffers(this.#jobs());
  }

  /** @throws EngineError `invalidRequest`; `busy` while another runs, since each takes all cores */
  start(value: SyntheticRequest): ExperimentRun {
    const parsed = requestSchema.safeParse(value);
    if (!parsed.success)
      throw new EngineError(
        'invalidRequest',
        `The experiment cannot be run:\n${z.prettifyError(parsed.error)}`,
      );
    const busy = [...this.#known.values()].find(({ run }) => run.status === 'running');
    if (busy)
      throw new EngineError(
        'busy',
        `The experiment "${busy.run.request.experiment}" is running. Wait for its end, or cancel it first.`,
      );
    return this.#launch(parsed.data);
  }

  async cancel(folder: string): Promise<null> {
    const known = this.#known.get(folder);
    if (known?.run.status !== 'running') return null;
    this.#change(known, { status: 'cancelled', secondsLeft: null });
    await known.process.cancel();
    return null;
  }

  list(): StoredReport[] {
    return listReports(this.#options.folder);
  }

  /** @throws EngineError `notFound` where there is neither a run nor a report */
  get(folder: string): ExperimentState {
    const run = this.#known.get(folder)?.run ?? null;
    const report = run === null || run.status === 'finished' ? readReport(folder) : null;
    return { run, report };
  }

  dispose(): void {
    for (const { process } of this.#known.values()) process.dispose();
  }

  #launch(request: SyntheticRequest): ExperimentRun {
    const folder = this.#newFolder(request);
    const process = new ExperimentProcess({
      modulePath: this.#options.modulePath(),
      onProgress: (done) => {
        this.#progress(folder, done);
      },
      onOutput: (message) => {
        this.#options.notify('log', { level: 'info', message: `experiment: ${message}` });
      },
    });
    const known: Known = {
      run: {
        folder,
        request,
        status: 'running',
        problem: null,
        startedAt: new Date().toISOString(),
        fraction: 0,
        secondsLeft: null,
      },
      process,
      begun: performance.now(),
      toldAt: 0,
    };
    this.#known.set(folder, known);
    this.#options.notify('experiments/changed', known.run);
    void this.#follow(known, request);
    return known.run;
  }

  async #follow(known: Known, { experiment, seed, seeds, options }: SyntheticRequest): Promise<void> {
    const { folder } = known.run;
    try {
      const flags = { ...options, seed, seeds };
      await known.process.run(syntheticTask, { experiment, flags, folder, jobs: this.#jobs() });
      this.#change(known, { status: 'finished', fraction: 1, secondsLeft: null });
    } catch (error) {
      // A cancelled one has said so already.
      if (known.run.status !== 'running') return;
      const cancelled = errorCodeOf(error) === 'cancelled';
      this.#change(known, {
        status: cancelled ? 'cancelled' : 'failed',
        problem: cancelled ? null : messageOf(error),
        secondsLeft: null,
      });
    }
  }

  #progress(folder: string, done: number): void {
    const known = this.#known.get(folder);
    if (known?.run.status !== 'running') return;
    const now = performance.now();
    const fraction = Math.min(1, Math.max(known.run.fraction, done));
    const spent = (now - known.begun) / 1000;
    const secondsLeft = fraction < TELLING_FRACTION ? null : (spent / fraction) * (1 - fraction);
    known.run = { ...known.run, fraction, secondsLeft };
    if (now - known.toldAt < TELL_MS) return;
    known.toldAt = now;
    this.#options.notify('experiments/changed', known.run);
  }

  #change(known: Known, change: Partial<ExperimentRun>): void {
    known.run = { ...known.run, ...change };
    this.#options.notify('experiments/changed', known.run);
  }

  /** `<name>-<time>`, with a number behind it where two start within a second. */
  #newFolder({ experiment }: SyntheticRequest): string {
    const { folder } = this.#options;
    mkdirSync(folder, { recursive: true });
    const time = new Date().toISOString().slice(0, 19).replace(/[-:]/gu, '').replace('T', '-');
    const base = path.join(folder, `${experiment}-${time}`);
    for (let count = 1; ; count++) {
      const candidate = count === 1 ? base : `${base}-${count}`;
      if (!existsSync(candidate) && !this.#known.has(candidate)) return candidate;
    }
  }

  #jobs(): number {
    return Math.max(1, this.#options.threads ?? availableParallelism());
  }
}

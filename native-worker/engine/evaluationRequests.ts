/** Answers about what runs' SAEs cost their models: the newest result from disk, and one measurement at a time in a process of its own. */
import { z } from 'zod';
import type { EvaluateRunRequest, RunEvaluation } from '../../protocol/evaluation.ts';
import type { Disposable } from '../../link/disposable.ts';
import { EngineError, errorCodeOf, messageOf } from '../../link/engineError.ts';
import type { RunStore } from '../runs/runStore.ts';
import { evaluationFile, placeForEvaluation, readEvaluation } from '../spliceEvaluation/evaluationFile.ts';
import { spliceTask } from '../spliceEvaluation/spliceTask.ts';
import { ExperimentProcess } from './experimentProcess.ts';
import type { Notify } from './jobs.ts';

/** Between two notifications of progress. */
const TELL_MS = 250;
/** As evaluateSplice.ts, which loads onnxruntime. */
const LEAST_TOKENS = 1000;

export interface EvaluationRequestsOptions {
  store: RunStore;
  storageRoot: string;
  /** The built experiment.js. */
  modulePath: () => string;
  notify: Notify;
}

/** Of this engine; a run that was not evaluated by it has none. */
interface Known {
  /** Of the result. */
  file: string;
  status: RunEvaluation['status'];
  fraction: number;
  problem: string | null;
  process: ExperimentProcess;
  toldAt: number;
}

const requestSchema = z.strictObject({
  runId: z.string().min(1),
  tokens: z.int().min(LEAST_TOKENS).exactOptional(),
}) satisfies z.ZodType<EvaluateRunRequest>;

export class EvaluationRequests implements Disposable {
  readonly #options: EvaluationRequestsOptions;
  readonly #known = new Map<string, Known>();

  constructor(options: EvaluationRequestsOptions) {
    this.#options = options;
  }

  /** @throws RunNotFoundError */
  get(runId: string): RunEvaluation {
    const known = this.#known.get(runId);
    const { store, storageRoot } = this.#options;
    return stateOf(runId, known?.file ?? evaluationFile(store.get(runId), storageRoot), known);
  }

  /** @throws EngineError `invalidRequest`; `busy` while a run is measured, since that takes all cores; RunNotFoundError */
  start(value: EvaluateRunRequest): RunEvaluation {
    const parsed = requestSchema.safeParse(value);
    if (!parsed.success)
      throw new EngineError(
        'invalidRequest',
        `The run cannot be evaluated:\n${z.prettifyError(parsed.error)}`,
      );
    const [busy] = [...this.#known].find(([, { status }]) => status === 'running') ?? [];
    if (busy !== undefined)
      throw new EngineError(
        'busy',
        `The run "${busy}" is being evaluated. Wait for its end, or cancel it first.`,
      );
    const { runId, tokens = null } = parsed.data;
    const { store, storageRoot } = this.#options;
    const run = store.get(runId);
    const file = placeForEvaluation(run, storageRoot);
    const process = new ExperimentProcess({
      modulePath: this.#options.modulePath(),
      onProgress: (done) => {
        this.#progress(runId, done);
      },
      onOutput: (message) => {
        this.#options.notify('log', { level: 'info', message: `evaluation: ${message}` });
      },
    });
    const known: Known = { file, status: 'running', fraction: 0, problem: null, process, toldAt: 0 };
    this.#known.set(runId, known);
    void this.#follow(runId, known, process.run(spliceTask, { folder: run.folder, file, tokens }));
    return this.#tell(runId, known);
  }

  async cancel(runId: string): Promise<null> {
    const known = this.#known.get(runId);
    if (known?.status !== 'running') return null;
    this.#end(runId, known, 'cancelled', null);
    await known.process.cancel();
    return null;
  }

  /** Of a run that was deleted. */
  forget(runId: string): void {
    this.#known.get(runId)?.process.dispose();
    this.#known.delete(runId);
  }

  dispose(): void {
    for (const { process } of this.#known.values()) process.dispose();
    this.#known.clear();
  }

  async #follow(runId: string, known: Known, work: Promise<void>): Promise<void> {
    try {
      await work;
      this.#end(runId, known, 'finished', null);
    } catch (error) {
      const cancelled = errorCodeOf(error) === 'cancelled';
      this.#end(runId, known, cancelled ? 'cancelled' : 'failed', cancelled ? null : messageOf(error));
    }
  }

  /** Once only: a cancelled one has ended already. */
  #end(runId: string, known: Known, status: RunEvaluation['status'], problem: string | null): void {
    if (known.status !== 'running' || this.#known.get(runId) !== known) return;
    Object.assign(known, { status, problem, fraction: 0 });
    this.#tell(runId, known);
  }

  #progress(runId: string, done: number): void {
    const known = this.#known.get(runId);
    if (known?.status !== 'running') return;
    known.fraction = Math.min(1, Math.max(known.fraction, done));
    const now = performance.now();
    if (now - known.toldAt < TELL_MS) return;
    known.toldAt = now;
    this.#tell(runId, known);
  }

  #tell(runId: string, known: Known): RunEvaluation {
    const state = stateOf(runId, known.file, known);
    this.#options.notify('runs/evaluationChanged', state);
    return state;
  }
}

/** A result that cannot be read is a problem, not the want of one. */
function stateOf(runId: string, file: string, known: Known | undefined): RunEvaluation {
  const { status, fraction, problem } = known ?? { status: 'idle' as const, fraction: 0, problem: null };
  try {
    return { runId, status, fraction, problem, result: readEvaluation(file) };
  } catch (error) {
    const broken =
      status === 'idle' ? { status: 'failed' as const, problem: messageOf(error) } : { status, problem };
    return { runId, fraction, result: null, ...broken };
  }
}

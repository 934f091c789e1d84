/**
 * Trains one SAE: batches from a source, steps on a backend, and between them what the algorithm does. Knows no language model, no files,
 * and of an algorithm only algorithm.ts.
 * Deterministic: everything between two runs of the same config on the same device is equal bit for bit, resumed or not.
 */
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { ActivationSource, RowSource, SourcePosition } from '../activations/activationBatch.ts';
import type { DeviceRows } from '../activations/device/deviceRows.ts';
import { collectGarbage } from '../collectGarbage.ts';
import type { Backend, BackendOptions, BatchStep, StepSettings, StepStats } from '../compute/backend.ts';
import { readArray, readVectors } from '../compute/stateReader.ts';
import type { StateReader } from '../compute/stateReader.ts';
import type { MetricsLine } from '../../protocol/run.ts';
import type { SaeConfig } from '../../protocol/training.ts';
import type { AlgorithmMemory, AlgorithmRun } from './algorithms/algorithm.ts';
import { algorithmOf, parametersOf, totalSteps, vectorsOf } from './algorithms/algorithmOf.ts';
import { begin, goOn } from './beginning.ts';
import { evaluate } from './evaluate.ts';
import { countNotSeen } from './metrics/deadFeatures.ts';
import { normaliseBatch } from './normaliseBatch.ts';
import type { Normaliser } from './normalisation.ts';
import type { RandomState } from './random.ts';
import { nextRows } from './sourceRows.ts';

export { parametersOf, totalSteps };

/** Raw rows of a step, on the host or on the card where the backend works. */
type RawRows = Float32Array | DeviceRows;

/** All that a run needs to go on bit for bit; checkpoint.ts writes it. */
export interface TrainerSnapshot {
  /** The trainer's own snapshots read it from the backend: before its next step, and before it is disposed. */
  state: StateReader;
  /** What the algorithm keeps besides. */
  memory: AlgorithmMemory;
  /** Tokens seen when each feature was last found active, 0 for never; shape [dSae]. */
  lastFired: Float64Array;
  normaliser: Normaliser;
  random: RandomState;
  /** Where training began, and where it stands. */
  startPosition: SourcePosition;
  position: SourcePosition;
}

export interface TrainerOptions {
  config: SaeConfig;
  /** With rows `onDevice` only where the backend takes them. */
  source: ActivationSource;
  /** Opened with `backendOptions(config, dIn)`. */
  backend: Backend;
  /** Raw held-out rows, shape [rows, dIn]; a few thousand. */
  heldOut: Float32Array;
  checkpointEverySteps: number;
  /** A metrics line every so many steps (10 when left out), with held-out metrics every `evaluateEverySteps` (100). */
  metricsEverySteps?: number;
  evaluateEverySteps?: number;
  resumeFrom?: TrainerSnapshot;
  onMetrics?: (line: MetricsLine) => void | Promise<void>;
  saveCheckpoint?: (snapshot: TrainerSnapshot) => Promise<void>;
  /** Asked after each run of steps: true for a checkpoint besides those of `checkpointEverySteps`. It changes no later bit. */
  wantsCheckpoint?: () => boolean;
  /** Awaited before each step, or where a backend does several in one run before those, with the steps done: pending while paused. */
  whilePaused?: (stepsDone: number) => Promise<void>;
  /**
   * Aborting ends training after the step in progress, with a checkpoint. A source that rejects with the signal's reason ends it too;
   * before the first step, while the sample is read, that rejection is passed on.
   */
  signal?: AbortSignal;
}

export interface TrainingOutcome {
  status: 'finished' | 'stopped';
  snapshot: TrainerSnapshot;
}

/** How the backend of a run is opened. */
export function backendOptions(config: SaeConfig, dIn: number): BackendOptions {
  return algorithmOf(config).backendOptions(dIn);
}

export async function trainSae(options: TrainerOptions): Promise<TrainingOutcome> {
  const algorithm = algorithmOf(options.config);
  const { from, sample } = await (options.resumeFrom
    ? goOn(options, algorithm, options.resumeFrom)
    : begin(options, algorithm));
  // The sample and what was made of it, before the first step fills the moments.
  if (isLarge(from.state)) collectGarbage();
  const algorithmRun = algorithm.run(await readVectors(from.state), from.memory, sample);
  return new Trainer(options, from, algorithmRun).run();
}

class Trainer {
  private readonly options: TrainerOptions;
  private readonly from: TrainerSnapshot;
  private readonly steps: number;
  private readonly lastFired: Float64Array;
  private readonly algorithm: AlgorithmRun;

  constructor(options: TrainerOptions, from: TrainerSnapshot, algorithm: AlgorithmRun) {
    this.options = options;
    this.from = from;
    this.steps = totalSteps(options.config);
    this.lastFired = from.lastFired.slice();
    this.algorithm = algorithm;
  }

  async run(): Promise<TrainingOutcome> {
    const { source, checkpointEverySteps, whilePaused, wantsCheckpoint } = this.options;
    await source.seek(this.from.position);
    let saved = -1;
    for (let step = this.from.state.step + 1; step <= this.steps; step++) {
      await whilePaused?.(step - 1);
      const batches = await this.nextBatches(step);
      if (batches.length === 0) return { status: 'stopped', snapshot: await this.save(step - 1, saved) };
      await this.stepMany(step, batches);
      step += batches.length - 1;
      // A backend's run blocks the thread: let messages in between steps.
      await yieldToEvents();
      const wanted = wantsCheckpoint?.() ?? false;
      if ((wanted || step % checkpointEverySteps === 0) && step < this.steps) {
        await this.save(step, saved);
        saved = step;
      }
    }
    return { status: 'finished', snapshot: await this.save(this.steps, saved) };
  }

  /** Of this step; null when training was aborted, here or within the source, whose position then stands where it was. */
  private async nextBatch(step: number): Promise<RawRows | null> {
    const { source, config, signal } = this.options;
    try {
      signal?.throwIfAborted();
      const rows: RowSource<RawRows> = source.onDevice ?? source;
      return await nextRows(rows, config.batchTokens, (this.steps - step) * config.batchTokens);
    } catch (error) {
      if (signal?.aborted === true && error === signal.reason) return null;
      throw error;
    }
  }

  /** Raw rows of the steps from `first` on that can be done in one run: as many as the backend likes, up to one with something after it. */
  private async nextBatches(first: number): Promise<RawRows[]> {
    const { stepsAtOnce = 1 } = this.options.backend;
    const batches: RawRows[] = [];
    for (let step = first; step < first + stepsAtOnce; step++) {
      const raw = await this.nextBatch(step);
      if (raw === null) break;
      batches.push(raw);
      if (this.isFollowed(step)) break;
    }
    return batches;
  }

  private async stepMany(first: number, batches: readonly RawRows[]): Promise<void> {
    const { source, backend } = this.options;
    const steps: BatchStep[] = [];
    for (const [i, raw] of batches.entries()) {
      const x = await normaliseBatch(raw, source.dIn, this.from.normaliser);
      steps.push({ x, settings: this.algorithm.settings(first + i) });
    }
    const stats = await runSteps(backend, steps);
    for (const each of stats) this.algorithm.observe(each);
    const [last, lastStats] = [steps.at(-1), stats.at(-1)];
    if (last && lastStats) await this.follow(first + steps.length - 1, last.settings, lastStats);
  }

  /** What comes after a step. */
  private async follow(step: number, settings: StepSettings, stats: StepStats): Promise<void> {
    const { backend } = this.options;
    const [adapts, reports] = [this.adapts(step), this.reports(step)];
    if (adapts || reports) await this.absorbFirings(step);
    if (adapts) await this.algorithm.adapt(backend);
    if (reports) await this.options.onMetrics?.(await this.metricsLine(step, settings, stats));
  }

  private adapts(step: number): boolean {
    const { adaptEverySteps } = this.algorithm;
    return adaptEverySteps !== null && step % adaptEverySteps === 0;
  }

  private reports(step: number): boolean {
    const { metricsEverySteps = 10 } = this.options;
    return step % metricsEverySteps === 0 || step === this.steps;
  }

  /** Whether something happens after this step that reads or changes the state. */
  private isFollowed(step: number): boolean {
    return this.adapts(step) || this.reports(step) || step % this.options.checkpointEverySteps === 0;
  }

  private async metricsLine(step: number, settings: StepSettings, stats: StepStats): Promise<MetricsLine> {
    const { config, backend } = this.options;
    const { penalty, auxiliary, selection, trains } = backend.options;
    const tokens = step * config.batchTokens;
    return {
      step,
      tokens,
      nmse: stats.squaredError / stats.squaredNorm,
      explainedVariance: await this.heldOutVariance(step),
      l0: stats.activePairs / config.batchTokens,
      notSeen: countNotSeen(this.lastFired, tokens),
      learningRate: settings.learningRate,
      outputScale: settings.scale ?? (trains.scales ? await this.meanScale() : 1),
      ...(selection.kind === 'threshold' ? {} : { positive: stats.positivePairs / config.batchTokens }),
      ...(penalty ? { penalty: stats.penalty, penaltyWeight: settings.penaltyWeight ?? 0 } : {}),
      ...(auxiliary ? { auxiliary: stats.auxiliary } : {}),
      ...(stats.denseShare === undefined ? {} : { denseShare: stats.denseShare }),
      ...this.algorithm.report(),
    };
  }

  private async absorbFirings(step: number): Promise<void> {
    const { backend, config, metricsEverySteps = 10 } = this.options;
    const stats = await backend.takeFiringStats();
    this.algorithm.absorb(stats, step);
    // Rounded up to the next metrics line, so that an extra checkpoint between two lines changes nothing.
    const tokens = Math.ceil(step / metricsEverySteps) * metricsEverySteps * config.batchTokens;
    stats.counts.forEach((count, m) => {
      if (count > 0) this.lastFired[m] = tokens;
    });
  }

  /** Null between evaluations. */
  private async heldOutVariance(step: number): Promise<number | null> {
    const { evaluateEverySteps = 100, heldOut, backend, config } = this.options;
    if (step % evaluateEverySteps !== 0 && step !== this.steps) return null;
    const { normaliser } = this.from;
    const trained = { state: backend.stateReader(), memory: this.algorithm.memory(), normaliser };
    return (await evaluate(backend, heldOut, await vectorsOf(trained, config))).explainedVariance;
  }

  private async meanScale(): Promise<number> {
    const scales = await readArray(this.options.backend.stateReader(), 'scales');
    return scales.reduce((sum, scale) => sum + scale, 0) / Math.max(1, scales.length);
  }

  /** Reads everything back; hands it to `saveCheckpoint` unless this step is already saved. */
  private async save(step: number, saved: number): Promise<TrainerSnapshot> {
    await this.absorbFirings(step);
    const snapshot: TrainerSnapshot = {
      ...this.from,
      state: this.options.backend.stateReader(),
      memory: this.algorithm.memory(),
      lastFired: this.lastFired.slice(),
      position: this.options.source.position(),
    };
    if (step !== saved) {
      await this.options.saveCheckpoint?.(snapshot);
      if (isLarge(snapshot.state)) collectGarbage();
    }
    return snapshot;
  }
}

/** From 64 MiB a matrix on, what a phase leaves behind is worth a collection. */
function isLarge({ dIn, dSae }: StateReader): boolean {
  return dIn * dSae >= 2 ** 24;
}

async function runSteps(backend: Backend, steps: readonly BatchStep[]): Promise<StepStats[]> {
  if (backend.stepMany && steps.length > 1) return backend.stepMany(steps);
  const stats: StepStats[] = [];
  for (const { x, settings } of steps) stats.push(await backend.step(x, settings));
  return stats;
}

/**
 * Trains one SAE: batches from a source, steps on a backend, bias adaptation between them. Knows no language model and no files.
 * Deterministic: everything between two runs of the same config on the same device is equal bit for bit, resumed or not.
 */
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { ActivationSource, SourcePosition } from '../activations/activationBatch.ts';
import { gbaForm } from '../compute/backend.ts';
import type { Backend, BackendOptions } from '../compute/backend.ts';
import type { SaeState } from '../compute/saeState.ts';
import type { MetricsLine } from '../../protocol/run.ts';
import type { GbaConfig, SaeConfig } from '../../protocol/training.ts';
import { BiasAdaptation } from './algorithms/biasAdaptation.ts';
import type { FiringWindows } from './algorithms/biasAdaptation.ts';
import { gbaOf, learningRateAt, outputScaleAt } from './algorithms/gba.ts';
import { evaluate } from './evaluate.ts';
import { initialise, lowestBias, sampleRows } from './initialise.ts';
import { countNotSeen } from './metrics/deadFeatures.ts';
import { fitNormaliser, normalise } from './normalisation.ts';
import type { Normaliser } from './normalisation.ts';
import { Random } from './random.ts';
import type { RandomState } from './random.ts';
import type { SaeParameters } from './saeParameters.ts';
import { nextRows, readUpTo } from './sourceRows.ts';

/** All that a run needs to go on bit for bit; checkpoint.ts writes it. */
export interface TrainerSnapshot {
  state: SaeState;
  windows: FiringWindows;
  /** Tokens seen when each feature was last found active, 0 for never; shape [dSae]. */
  lastFired: Float64Array;
  normaliser: Normaliser;
  /** Clamp of the biases. */
  lowestBias: number;
  random: RandomState;
  /** Where training began, and where it stands. */
  startPosition: SourcePosition;
  position: SourcePosition;
}

export interface TrainerOptions {
  config: SaeConfig;
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
  /** Asked after each step: true for a checkpoint besides those of `checkpointEverySteps`. It changes no later bit. */
  wantsCheckpoint?: () => boolean;
  /** Awaited before each step: pending while paused. */
  whilePaused?: () => Promise<void>;
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

/** Optimiser steps of a run: whole batches only. */
export function totalSteps({ trainingTokens, batchTokens }: SaeConfig): number {
  return Math.max(1, Math.floor(trainingTokens / batchTokens));
}

/** How the backend of a run is opened. */
export function backendOptions(config: SaeConfig, dIn: number): BackendOptions {
  const algorithm = gbaOf(config.algorithm);
  return {
    dIn,
    dSae: config.dSae,
    batchTokens: config.batchTokens,
    ...gbaForm,
    activation: algorithm.activation,
    prefixes: [config.dSae],
    trains: {
      ...gbaForm.trains,
      scales: algorithm.trainOutputScale,
      preBias: algorithm.preBias === 'trained' ? 'full' : 'fixed',
    },
  };
}

/** The SAE that a snapshot holds, before any refit. */
export function parametersOf({ state, normaliser }: TrainerSnapshot, config: SaeConfig): SaeParameters {
  const { dIn, dSae, weights, scales, biases, preBias } = state;
  const { activation } = gbaOf(config.algorithm);
  const cuts = new Float32Array(dSae);
  const tied = { weights, encoder: null };
  return {
    dIn,
    dSae,
    activation,
    normaliser,
    ...tied,
    scales,
    biases,
    cuts,
    k: null,
    preBias,
    offset: preBias,
  };
}

export async function trainSae(options: TrainerOptions): Promise<TrainingOutcome> {
  const trainer = new Trainer(options, options.resumeFrom ?? (await firstSnapshot(options)));
  return trainer.run();
}

async function firstSnapshot(options: TrainerOptions): Promise<TrainerSnapshot> {
  const { source, backend } = options;
  const config = gbaConfig(options.config);
  const { dIn } = source;
  const startPosition = source.position();
  const raw = await readUpTo(source, sampleRows(config.algorithm), config.batchTokens);
  await source.seek(startPosition);
  const normaliser = fitNormaliser(config.algorithm.normalisation, raw, dIn);
  const sample = normalise(raw, dIn, normaliser).x;
  const random = new Random(config.seed);
  const state = await initialise(config, backend, sample, random);
  const lowest = lowestBias(config.algorithm, sample, dIn);
  return {
    state,
    windows: new BiasAdaptation(config, lowest).state(),
    lastFired: new Float64Array(config.dSae),
    normaliser,
    lowestBias: lowest,
    random: random.state(),
    startPosition,
    position: startPosition,
  };
}

function gbaConfig(config: SaeConfig): SaeConfig<GbaConfig> {
  return { ...config, algorithm: gbaOf(config.algorithm) };
}

class Trainer {
  private readonly options: TrainerOptions;
  private readonly from: TrainerSnapshot;
  private readonly steps: number;
  private readonly algorithm: GbaConfig;
  private readonly biases: Float32Array;
  private readonly lastFired: Float64Array;
  private readonly adaptation: BiasAdaptation;

  constructor(options: TrainerOptions, from: TrainerSnapshot) {
    const config = gbaConfig(options.config);
    this.algorithm = config.algorithm;
    this.options = options;
    this.from = from;
    this.steps = totalSteps(config);
    this.biases = from.state.biases.slice();
    this.lastFired = from.lastFired.slice();
    this.adaptation = new BiasAdaptation(config, from.lowestBias, from.windows);
  }

  async run(): Promise<TrainingOutcome> {
    const { backend, source, checkpointEverySteps, whilePaused, wantsCheckpoint } = this.options;
    await source.seek(this.from.position);
    await backend.load(this.from.state);
    let saved = -1;
    for (let step = this.from.state.step + 1; step <= this.steps; step++) {
      await whilePaused?.();
      const raw = await this.nextBatch();
      if (raw === null) return { status: 'stopped', snapshot: await this.save(step - 1, saved) };
      await this.step(step, raw);
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

  /** Null when training was aborted, here or within the source, whose position then stands where it was. */
  private async nextBatch(): Promise<Float32Array | null> {
    const { source, config, signal } = this.options;
    try {
      signal?.throwIfAborted();
      return await nextRows(source, config.batchTokens);
    } catch (error) {
      if (signal?.aborted === true && error === signal.reason) return null;
      throw error;
    }
  }

  private async step(step: number, raw: Float32Array): Promise<void> {
    const { config, source, backend, metricsEverySteps = 10 } = this.options;
    const { x } = normalise(raw, source.dIn, this.from.normaliser);
    const fraction = step / this.steps;
    const learningRate = learningRateAt(config.learningRate, config.finalLearningRateShare, fraction);
    const scale = outputScaleAt(this.algorithm, fraction);
    const stats = await backend.step(x, { learningRate, ...(scale === null ? {} : { scale }) });
    const adapts = step % this.algorithm.adaptEverySteps === 0;
    const reports = step % metricsEverySteps === 0 || step === this.steps;
    if (adapts || reports) await this.absorbFirings(step);
    if (adapts && this.adaptation.adapt(this.biases).length > 0) await backend.setBiases(this.biases);
    if (reports) {
      await this.options.onMetrics?.({
        step,
        tokens: step * config.batchTokens,
        nmse: stats.squaredError / stats.squaredNorm,
        explainedVariance: await this.heldOutVariance(step),
        l0: stats.activePairs / config.batchTokens,
        notSeen: countNotSeen(this.lastFired, step * config.batchTokens),
        learningRate,
        outputScale: scale ?? (await this.meanScale()),
        groups: this.adaptation
          .reports()
          .map((report, group) => ({ target: this.adaptation.targets[group] ?? 0, ...report })),
      });
    }
  }

  private async absorbFirings(step: number): Promise<void> {
    const { backend, config, metricsEverySteps = 10 } = this.options;
    const stats = await backend.takeFiringStats();
    this.adaptation.absorb(stats);
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
    const parameters = parametersOf({ ...this.from, state: await backend.readState() }, config);
    return (await evaluate(backend, heldOut, parameters)).explainedVariance;
  }

  private async meanScale(): Promise<number> {
    const { scales } = await this.options.backend.readState();
    return scales.reduce((sum, scale) => sum + scale, 0) / Math.max(1, scales.length);
  }

  /** Reads everything back; hands it to `saveCheckpoint` unless this step is already saved. */
  private async save(step: number, saved: number): Promise<TrainerSnapshot> {
    await this.absorbFirings(step);
    const snapshot: TrainerSnapshot = {
      ...this.from,
      state: await this.options.backend.readState(),
      windows: this.adaptation.state(),
      lastFired: this.lastFired.slice(),
      position: this.options.source.position(),
    };
    if (step !== saved) await this.options.saveCheckpoint?.(snapshot);
    return snapshot;
  }
}

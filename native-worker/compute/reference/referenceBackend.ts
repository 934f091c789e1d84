/* eslint-disable @typescript-eslint/require-await -- the contract is asynchronous, this backend is not */
/**
 * Every form of the SAE in plain TypeScript: float64 arithmetic on a state of either precision, so that a float32 state resumes bit for
 * bit and a float64 state can be compared with golden files. Slow and simple on purpose: it judges the other backends in tests.
 */
import type { DeviceReport } from '../../../protocol/device.ts';
import type {
  Backend,
  BackendOptions,
  CodeRule,
  FiringStats,
  SparseCodes,
  StepSettings,
  StepStats,
} from '../backend.ts';
import { checkedSquaredNorm, checkSizes, wholeRows } from '../checkBatch.ts';
import { hostRows } from '../deviceBatch.ts';
import type { DeviceBatch } from '../deviceBatch.ts';
import { BackendNotLoadedError, NonFiniteLossError, ShapeError } from '../errors.ts';
import { copyState } from '../saeState.ts';
import type { FloatArray, SaeState } from '../saeState.ts';
import { presentState, readerOf, readWhole } from '../stateReader.ts';
import type { StateReader } from '../stateReader.ts';
import { CodeCollector } from '../scanCodes.ts';
import { applyGradients } from './applyGradients.ts';
import { batchGradients } from './batchGradients.ts';
import type { BatchGradients } from './batchGradients.ts';
import { projections } from './forwardPass.ts';

/** @typeParam A the precision of the states it is loaded with, and keeps */
export class ReferenceBackend<A extends FloatArray = Float32Array> implements Backend<A> {
  readonly device: DeviceReport = {
    requested: 'reference',
    chosen: 'reference',
    reason: 'The plain TypeScript backend was asked for.',
    rejected: [],
  };
  readonly options: BackendOptions;
  private held: { state: SaeState<A>; firing: FiringStats<A> } | null = null;

  constructor(options: BackendOptions) {
    this.options = options;
  }

  async load(state: SaeState<A> | StateReader<A>): Promise<void> {
    const reader = readerOf(state);
    checkSizes(reader, this.options);
    const held = await readWhole(reader);
    this.held = { state: held, firing: noFirings(held) };
  }

  async step(rows: A | DeviceBatch, settings: StepSettings): Promise<StepStats> {
    const { state, firing } = this.loaded('step');
    const { dIn, dSae, batchTokens } = this.options;
    const x = hostRows(rows, this.device.chosen);
    const squaredNorm = checkedSquaredNorm(x, batchTokens, dIn);
    const { scale, dead, learningRate } = settings;
    if (dead && dead.length !== dSae) throw new ShapeError('settings.dead', dSae, dead.length);
    if (scale !== undefined) state.scales.fill(scale);
    const batch = batchGradients(x, state, this.options, settings);
    state.step += 1;
    if (!Number.isFinite(batch.loss)) throw new NonFiniteLossError(state.step, batch.loss, learningRate);
    countFirings(batch, batchTokens, firing);
    applyGradients(state, batch.gradients, this.options, learningRate);
    return { ...batch.stats, squaredNorm };
  }

  async takeFiringStats(): Promise<FiringStats<A>> {
    const held = this.loaded('takeFiringStats');
    const taken = held.firing;
    held.firing = noFirings(held.state);
    return taken;
  }

  async setBiases(biases: A): Promise<void> {
    const { state } = this.loaded('setBiases');
    if (biases.length !== state.dSae) throw new ShapeError('biases', state.dSae, biases.length);
    state.biases.set(biases);
  }

  async preActivations(x: Float32Array): Promise<Float32Array> {
    const { state } = this.loaded('preActivations');
    wholeRows(x, state.dIn);
    const centred = Float64Array.from(x, (value, i) => value - (state.preBias[i % state.dIn] ?? 0));
    return Float32Array.from(projections(centred, state));
  }

  async encode(x: Float32Array, rule: CodeRule): Promise<SparseCodes> {
    const collector = new CodeCollector();
    collector.add(await this.preActivations(x), rule);
    return collector.codes();
  }

  stateReader(): StateReader<A> {
    const { state } = this.loaded('stateReader');
    const read = readerOf(state).read;
    return presentState(this.options, () => state.step, read);
  }

  async readState(): Promise<SaeState<A>> {
    return copyState(this.loaded('readState').state);
  }

  async dispose(): Promise<void> {
    this.held = null;
  }

  private loaded(method: string): { state: SaeState<A>; firing: FiringStats<A> } {
    if (!this.held) throw new BackendNotLoadedError(method);
    return this.held;
  }
}

function countFirings({ counts, peaks }: BatchGradients, rows: number, into: FiringStats<FloatArray>): void {
  into.rows += rows;
  counts.forEach((count, m) => (into.counts[m] = (into.counts[m] ?? 0) + count));
  peaks.forEach((peak, m) => (into.peaks[m] = Math.max(into.peaks[m] ?? -Infinity, peak)));
}

function noFirings<A extends FloatArray>({ dSae, biases }: SaeState<A>): FiringStats<A> {
  return { rows: 0, counts: new Uint32Array(dSae), peaks: biases.slice().fill(-Infinity) as A };
}

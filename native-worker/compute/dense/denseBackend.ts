/**
 * The SAE as ONNX graphs on any onnxruntime device. The state lives in tensors that each step replaces: on webgpu they stay
 * on the device between steps and the old ones are disposed; elsewhere they are the runtime's own output buffers on the host, and where
 * that means a copy to a card and back, several steps are done in one run.
 */
import type { Tensor } from 'onnxruntime-node';
import type { Device, DeviceReport } from '../../../protocol/device.ts';
import { chosenDevice } from '../../onnx/deviceOrder.ts';
import type {
  Backend,
  BackendOptions,
  BatchStep,
  CodeRule,
  FiringStats,
  SparseCodes,
  StepSettings,
  StepStats,
} from '../backend.ts';
import { checkedSquaredNorm, checkSizes } from '../checkBatch.ts';
import { DeviceBatch, DeviceBatchError } from '../deviceBatch.ts';
import { BackendNotLoadedError, NonFiniteLossError, ShapeError } from '../errors.ts';
import { stateArrays } from '../saeState.ts';
import type { SaeState, StateArray } from '../saeState.ts';
import { presentState, readArray, readerOf, readWhole } from '../stateReader.ts';
import type { StateReader } from '../stateReader.ts';
import { DenseEncoder } from './denseEncoder.ts';
import type { DenseTensor } from './denseTensors.ts';
import { DeviceReader } from './deviceReader.ts';
import { noValue } from './graphMath.ts';
import { readStatistics, splitStatistics } from './statisticsNodes.ts';
import { carriedTensor } from './loopGraph.ts';
import { feedsOfStep, feedsOfSteps, shareRun } from './stepFeeds.ts';
import { stepsOfRun } from './stepsOfRun.ts';
import { StepSessions } from './stepSessions.ts';
import type { StepOutputs } from './stepSessions.ts';
import { TensorStore } from './tensorStore.ts';

export interface DenseOptions {
  device: Device;
  /** Intra-op threads on the CPU; onnxruntime's choice when left out. */
  threads?: number;
  /** Refuse a device on which a node of the step would run on the CPU instead. */
  forbidCpuFallback?: boolean;
  /** Most steps of one run; chosen by the device when left out. */
  stepsAtOnce?: number;
}

/** Counts are float32 on the device and exact up to 2^24 rows. */
const mostRows = 2 ** 24;

export class DenseBackend implements Backend {
  readonly device: DeviceReport;
  readonly options: BackendOptions;
  readonly stepsAtOnce: number;
  private readonly stepSessions: StepSessions;
  private readonly encoder: DenseEncoder;
  private readonly reader: DeviceReader;
  private readonly store: TensorStore;
  private steps = 0;
  private rows = 0;
  /** The array that was read last. */
  private home: { tensor: Tensor; values: Float32Array } | null = null;

  /**
   * Builds the graphs and opens them.
   * @throws DeviceUnavailableError when the device refuses them.
   */
  static async open(
    options: BackendOptions,
    { device, stepsAtOnce, ...session }: DenseOptions = { device: 'cpu' },
  ): Promise<DenseBackend> {
    const steps = await StepSessions.open(options, device, session);
    try {
      const most = stepsAtOnce ?? stepsOfRun(chosenDevice(steps.report));
      await steps.prepare(most > 1 ? 'many' : 'one');
      const store = new TensorStore(options);
      const encoder = await DenseEncoder.open(options, store, chosenDevice(steps.report), session);
      return new DenseBackend(options, most, { steps, encoder, store });
    } catch (error) {
      await steps.dispose();
      throw error;
    }
  }

  private constructor(
    options: BackendOptions,
    stepsAtOnce: number,
    { steps, encoder, store }: { steps: StepSessions; encoder: DenseEncoder; store: TensorStore },
  ) {
    this.options = options;
    this.stepsAtOnce = stepsAtOnce;
    this.device = steps.report;
    this.stepSessions = steps;
    this.encoder = encoder;
    this.reader = new DeviceReader(chosenDevice(this.device), options);
    this.store = store;
  }

  async load(state: SaeState | StateReader): Promise<void> {
    const reader = readerOf(state);
    checkSizes(reader, this.options);
    for (const name of stateArrays) {
      const values = await readArray(reader, name);
      if (values.length > 0) this.store.put(name, values);
    }
    this.steps = reader.step;
    this.clearFirings();
  }

  async step(x: Float32Array | DeviceBatch, settings: StepSettings): Promise<StepStats> {
    try {
      return await this.stepOnce(x, settings);
    } finally {
      if (x instanceof DeviceBatch) x.dispose();
    }
  }

  private async stepOnce(x: Float32Array | DeviceBatch, settings: StepSettings): Promise<StepStats> {
    this.loaded('step');
    const norm = this.checked({ x, settings }, 1);
    if (settings.scale !== undefined) this.putScale(settings.scale);
    const fresh = feedsOfStep(this.options, { x, settings, step: this.steps + 1 });
    const outputs = await this.stepSessions.run(
      'one',
      this.hasAuxiliary(settings),
      (name) => fresh.get(name) ?? this.store.get(name as DenseTensor),
    );
    this.take(outputs, 1);
    const stats = readStatistics(outputs.statistics, this.options);
    return finite({ ...stats, squaredNorm: norm }, this.steps, settings);
  }

  async stepMany(steps: readonly BatchStep[]): Promise<StepStats[]> {
    this.loaded('stepMany');
    const { options } = this;
    const [first] = steps;
    if (!first || steps.length === 1 || !shareRun(options, steps)) {
      const stats: StepStats[] = [];
      for (const { x, settings } of steps) stats.push(await this.step(x, settings));
      return stats;
    }
    const norms = steps.map((step) => this.checked(step, steps.length));
    const [scales = new Float32Array()] = await this.reader.read(['scales'], this.store.tensors);
    const planned = steps.map((step, i) => ({ ...step, step: this.steps + 1 + i }));
    const fresh = feedsOfSteps(options, planned, scales);
    const outputs = await this.stepSessions.run(
      'many',
      this.hasAuxiliary(first.settings),
      (name) => fresh.get(name) ?? this.store.get(carriedTensor(name)),
    );
    const scale = steps.findLast(({ settings }) => settings.scale !== undefined)?.settings.scale;
    if (scale !== undefined) this.putScale(scale);
    this.take(outputs, steps.length);
    const stats = splitStatistics(outputs.statistics, steps.length).map((each) =>
      readStatistics(each, options),
    );
    return stats.map((each, i) => {
      const { step, settings } = planned[i] ?? { step: this.steps, settings: first.settings };
      return finite({ ...each, squaredNorm: norms[i] ?? NaN }, step, settings);
    });
  }

  async takeFiringStats(): Promise<FiringStats> {
    this.loaded('takeFiringStats');
    const [counts, peaks] = await this.reader.read(['counts', 'peaks'], this.store.tensors);
    const taken: FiringStats = {
      rows: this.rows,
      counts: Uint32Array.from(counts ?? []),
      peaks:
        this.rows === 0
          ? new Float32Array(this.options.dSae).fill(-Infinity)
          : Float32Array.from(peaks ?? []),
    };
    this.clearFirings();
    return taken;
  }

  async setBiases(biases: Float32Array): Promise<void> {
    this.loaded('setBiases');
    if (biases.length !== this.options.dSae) throw new ShapeError('biases', this.options.dSae, biases.length);
    this.store.put('biases', biases.slice());
    return Promise.resolve();
  }

  async preActivations(x: Float32Array): Promise<Float32Array> {
    this.loaded('preActivations');
    return this.encoder.preActivations(x);
  }

  async encode(x: Float32Array, rule: CodeRule): Promise<SparseCodes> {
    this.loaded('encode');
    return this.encoder.encode(x, rule);
  }

  stateReader(): StateReader {
    this.loaded('stateReader');
    return presentState(
      this.options,
      () => this.steps,
      (name, from, to) => this.readStretch(name, from, to),
    );
  }

  async readState(): Promise<SaeState> {
    return readWhole(this.stateReader());
  }

  async dispose(): Promise<void> {
    this.home = null;
    this.store.dispose();
    await this.stepSessions.dispose();
    await this.encoder.dispose();
    await this.reader.dispose();
  }

  /** From a device the whole array comes, whatever is asked of it: it is kept for the next stretch. */
  private async readStretch(name: StateArray, from: number, to: number): Promise<Float32Array> {
    const tensor = this.store.tensors.get(name);
    if (!tensor) return new Float32Array(to - from);
    if (this.home?.tensor !== tensor) {
      this.home = null;
      const [values = new Float32Array()] = await this.reader.read([name], this.store.tensors);
      this.home = { tensor, values };
    }
    return this.home.values.slice(from, to);
  }

  /** The squared norm of a batch. @throws ShapeError, NonFiniteActivationError, FiringWindowError when so many steps are too many */
  private checked({ x, settings: { dead } }: BatchStep, steps: number): number {
    const { batchTokens, dIn, dSae } = this.options;
    if (dead && dead.length !== dSae) throw new ShapeError('settings.dead', dSae, dead.length);
    if (this.rows + steps * batchTokens > mostRows) throw new FiringWindowError(this.rows);
    if (!(x instanceof DeviceBatch)) return checkedSquaredNorm(x, batchTokens, dIn);
    if (this.device.chosen !== 'webgpu') throw new DeviceBatchError(this.device.chosen);
    if (x.length !== batchTokens * dIn) {
      throw new ShapeError(`A batch of ${batchTokens} rows`, batchTokens * dIn, x.length);
    }
    return x.squaredNorm;
  }

  private hasAuxiliary({ dead }: StepSettings): boolean {
    return this.options.auxiliary !== null && dead?.includes(1) === true;
  }

  private putScale(scale: number): void {
    this.store.put('scales', new Float32Array(this.options.dSae).fill(scale));
  }

  /** What so many steps made of the state. */
  private take({ next }: StepOutputs, steps: number): void {
    this.home = null;
    for (const [name, tensor] of next) this.store.replace(name, tensor);
    this.steps += steps;
    this.rows += steps * this.options.batchTokens;
  }

  private clearFirings(): void {
    this.rows = 0;
    this.store.put('counts', new Float32Array(this.options.dSae));
    this.store.put('peaks', new Float32Array(this.options.dSae).fill(-noValue));
  }

  private loaded(method: string): void {
    if (this.store.tensors.size === 0) throw new BackendNotLoadedError(method);
  }
}

/** @throws NonFiniteLossError */
function finite(stats: StepStats, step: number, { learningRate }: StepSettings): StepStats {
  const loss = stats.squaredError + stats.penalty + stats.auxiliary;
  if (!Number.isFinite(loss)) throw new NonFiniteLossError(step, loss, learningRate);
  return stats;
}

export class FiringWindowError extends Error {
  constructor(rows: number) {
    super(
      `${rows} rows were counted since takeFiringStats(); counts are exact only up to ${mostRows}. Take them more often.`,
    );
    this.name = 'FiringWindowError';
  }
}

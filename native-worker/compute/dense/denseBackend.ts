/**
 * The SAE as ONNX graphs on any onnxruntime device. The state lives in tensors that each step replaces: on webgpu they stay
 * on the device between steps and the old ones are disposed; on the CPU they are the runtime's own output buffers.
 */
import type { Tensor } from 'onnxruntime-node';
import type { Device, DeviceReport } from '../../../protocol/device.ts';
import type {
  Backend,
  BackendOptions,
  CodeRule,
  FiringStats,
  SparseCodes,
  StepSettings,
  StepStats,
} from '../backend.ts';
import { checkedSquaredNorm, checkState } from '../checkBatch.ts';
import { BackendNotLoadedError, NonFiniteLossError, ShapeError } from '../errors.ts';
import { stateArrays, zeroState } from '../saeState.ts';
import type { SaeState } from '../saeState.ts';
import { deadFeeds } from './deadFeeds.ts';
import { DenseEncoder } from './denseEncoder.ts';
import type { DenseTensor } from './denseTensors.ts';
import { DeviceReader } from './deviceReader.ts';
import { noValue } from './graphMath.ts';
import { readStatistics } from './statisticsNodes.ts';
import { chosenDevice, StepSessions } from './stepSessions.ts';
import { floatTensor, TensorStore } from './tensorStore.ts';

export interface DenseOptions {
  device: Device;
  /** Intra-op threads on the CPU; onnxruntime's choice when left out. */
  threads?: number;
  /** Refuse a device on which a node of the step would run on the CPU instead. */
  forbidCpuFallback?: boolean;
}

/** Counts are float32 on the device and exact up to 2^24 rows. */
const mostRows = 2 ** 24;

export class DenseBackend implements Backend {
  readonly device: DeviceReport;
  readonly options: BackendOptions;
  private readonly stepSessions: StepSessions;
  private readonly encoder: DenseEncoder;
  private readonly reader: DeviceReader;
  private readonly store: TensorStore;
  private steps = 0;
  private rows = 0;

  /**
   * Builds the graphs and opens them.
   * @throws DeviceUnavailableError when the device refuses them.
   */
  static async open(
    options: BackendOptions,
    { device, ...session }: DenseOptions = { device: 'cpu' },
  ): Promise<DenseBackend> {
    const steps = await StepSessions.open(options, device, session);
    const store = new TensorStore(options);
    const encoder = await DenseEncoder.open(options, store, chosenDevice(steps.report), session);
    return new DenseBackend(options, steps, encoder, store);
  }

  private constructor(
    options: BackendOptions,
    stepSessions: StepSessions,
    encoder: DenseEncoder,
    store: TensorStore,
  ) {
    this.options = options;
    this.device = stepSessions.report;
    this.stepSessions = stepSessions;
    this.encoder = encoder;
    this.reader = new DeviceReader(chosenDevice(this.device), options);
    this.store = store;
  }

  async load(state: SaeState): Promise<void> {
    checkState(state, this.options);
    for (const name of stateArrays) if (state[name].length > 0) this.store.put(name, state[name].slice());
    this.steps = state.step;
    this.clearFirings();
    return Promise.resolve();
  }

  async step(x: Float32Array, settings: StepSettings): Promise<StepStats> {
    this.loaded('step');
    const { batchTokens, dIn, dSae } = this.options;
    const squaredNorm = checkedSquaredNorm(x, batchTokens, dIn);
    if (this.rows + batchTokens > mostRows) throw new FiringWindowError(this.rows);
    const { scale, dead = new Float32Array(), learningRate } = settings;
    if (dead.length > 0 && dead.length !== dSae) throw new ShapeError('settings.dead', dSae, dead.length);
    if (scale !== undefined) this.store.put('scales', new Float32Array(dSae).fill(scale));
    const fresh = this.freshFeeds(x, settings);
    const { statistics, next } = await this.stepSessions.run(
      (name) => fresh.get(name) ?? this.store.get(name as DenseTensor),
      this.options.auxiliary !== null && dead.includes(1),
    );
    for (const [name, tensor] of next) this.store.replace(name, tensor);
    this.steps += 1;
    this.rows += batchTokens;
    const stats = readStatistics(statistics, this.options);
    const loss = stats.squaredError + stats.penalty + stats.auxiliary;
    if (!Number.isFinite(loss)) throw new NonFiniteLossError(this.steps, loss, learningRate);
    return { ...stats, squaredNorm };
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

  async readState(): Promise<SaeState> {
    this.loaded('readState');
    const present = stateArrays.filter((name) => this.store.tensors.has(name));
    const arrays = await this.reader.read(present, this.store.tensors);
    const state = zeroState(this.options);
    present.forEach((name, i) => {
      state[name].set(arrays[i] ?? []);
    });
    return { ...state, step: this.steps };
  }

  async dispose(): Promise<void> {
    this.store.dispose();
    await this.stepSessions.dispose();
    await this.encoder.dispose();
    await this.reader.dispose();
  }

  /** Inputs that are no part of the state. */
  private freshFeeds(
    x: Float32Array,
    { learningRate, penaltyWeight = 0, dead }: StepSettings,
  ): ReadonlyMap<string, Tensor> {
    const { batchTokens, dIn, adam, auxiliary } = this.options;
    const scalar = (value: number): Tensor => floatTensor(Float32Array.of(value), []);
    const step = this.steps + 1;
    return new Map([
      ['x', floatTensor(x, [batchTokens, dIn])],
      ['learningRate', scalar(learningRate)],
      ['firstCorrection', scalar(1 / (1 - adam.beta1 ** step))],
      ['secondCorrection', scalar(1 / (1 - adam.beta2 ** step))],
      ['penaltyWeight', scalar(penaltyWeight)],
      ...(dead && auxiliary ? deadFeeds(dead, auxiliary.k) : []),
    ]);
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

export class FiringWindowError extends Error {
  constructor(rows: number) {
    super(
      `${rows} rows were counted since takeFiringStats(); counts are exact only up to ${mostRows}. Take them more often.`,
    );
    this.name = 'FiringWindowError';
  }
}

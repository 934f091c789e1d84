/**
 * The tied SAE as ONNX graphs on any onnxruntime device. The state lives in tensors that each step replaces: on webgpu they stay
 * on the device between steps and the old ones are disposed; on the CPU they are the runtime's own output buffers.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device, DeviceReport } from '../../../protocol/device.ts';
import { createSession } from '../../onnx/devices.ts';
import type { SessionOptions } from '../../onnx/devices.ts';
import { ort } from '../../onnx/ort.ts';
import type {
  Backend,
  BackendOptions,
  CodeRule,
  FiringStats,
  SparseCodes,
  StepSettings,
  StepStats,
} from '../backend.ts';
import { checkedSquaredNorm, checkState, wholeRows } from '../checkBatch.ts';
import { BackendNotLoadedError, NonFiniteLossError, ShapeError } from '../errors.ts';
import { stateArrays, zeroState } from '../saeState.ts';
import type { SaeState } from '../saeState.ts';
import { CodeCollector } from '../scanCodes.ts';
import { denseShape, nextName, updatedTensors } from './denseTensors.ts';
import type { DenseTensor } from './denseTensors.ts';
import { encodeGraph } from './encodeGraph.ts';
import { DeviceReader } from './deviceReader.ts';
import { stepGraph } from './stepGraph.ts';

export interface DenseOptions {
  device: Device;
  /** Intra-op threads on the CPU; onnxruntime's choice when left out. */
  threads?: number;
  /** Refuse a device on which a node of the step would run on the CPU instead. */
  forbidCpuFallback?: boolean;
}

/** Rows encoded at a time: bounds the memory of u at 1024 x dSae floats. */
const encodeRows = 1024;
/** Counts are float32 on the device and exact up to 2^24 rows. */
const mostRows = 2 ** 24;
/** Stands for "no row yet" in peaks: shaders may assume that no infinity occurs. */
const lowestPeak = -3e38;

export class DenseBackend implements Backend {
  readonly device: DeviceReport;
  readonly options: BackendOptions;
  private readonly stepSession: InferenceSession;
  private readonly encodeSession: InferenceSession;
  private readonly reader: DeviceReader;
  private readonly updated: readonly DenseTensor[];
  private readonly tensors = new Map<DenseTensor, Tensor>();
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
    const common: SessionOptions = session;
    const gpuOutputs = updatedTensors(options).map(nextName);
    const step = await createSession(stepGraph(options), device, { ...common, gpuOutputs });
    const chosen = fixedDevice(step.report);
    const encode = await createSession(encodeGraph(options), chosen, common);
    return new DenseBackend(
      options,
      step.report,
      step.session,
      encode.session,
      new DeviceReader(chosen, options),
    );
  }

  private constructor(
    options: BackendOptions,
    device: DeviceReport,
    stepSession: InferenceSession,
    encodeSession: InferenceSession,
    reader: DeviceReader,
  ) {
    this.options = options;
    this.device = device;
    this.stepSession = stepSession;
    this.encodeSession = encodeSession;
    this.reader = reader;
    this.updated = updatedTensors(options);
  }

  async load(state: SaeState): Promise<void> {
    checkState(state, this.options);
    for (const name of stateArrays) if (state[name].length > 0) this.put(name, state[name].slice());
    this.steps = state.step;
    this.clearFirings();
    return Promise.resolve();
  }

  async step(x: Float32Array, settings: StepSettings): Promise<StepStats> {
    this.loaded('step');
    const { batchTokens, dIn, dSae } = this.options;
    const squaredNorm = checkedSquaredNorm(x, batchTokens, dIn);
    if (this.rows + batchTokens > mostRows) throw new FiringWindowError(this.rows);
    if (settings.scale !== undefined) this.put('scales', new Float32Array(dSae).fill(settings.scale));
    const feeds = { ...this.stepFeeds(settings.learningRate), x: tensor(x, [batchTokens, dIn]) };
    const outputs = await this.stepSession.run(feeds);
    for (const name of this.updated) this.replace(name, output(outputs, nextName(name)));
    this.steps += 1;
    this.rows += batchTokens;
    const squaredError = sum(floats(output(outputs, 'rowErrors')));
    if (!Number.isFinite(squaredError)) {
      throw new NonFiniteLossError(this.steps, squaredError, settings.learningRate);
    }
    const activePairs = sum(floats(output(outputs, 'activePairs')));
    return {
      squaredError,
      squaredNorm,
      activePairs,
      positivePairs: activePairs,
      smallestActive: NaN,
      penalty: 0,
      auxiliary: 0,
    };
  }

  async takeFiringStats(): Promise<FiringStats> {
    this.loaded('takeFiringStats');
    const [counts, peaks] = await this.reader.read(['counts', 'peaks'], this.tensors);
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
    this.put('biases', biases.slice());
    return Promise.resolve();
  }

  async preActivations(x: Float32Array): Promise<Float32Array> {
    this.loaded('preActivations');
    const { dIn, dSae } = this.options;
    const rows = wholeRows(x, dIn);
    const u = new Float32Array(rows * dSae);
    for (let row = 0; row < rows; row += encodeRows) {
      u.set(await this.preActivationBlock(x, row, Math.min(rows, row + encodeRows)), row * dSae);
    }
    return u;
  }

  async encode(x: Float32Array, rule: CodeRule): Promise<SparseCodes> {
    this.loaded('encode');
    const rows = wholeRows(x, this.options.dIn);
    const collector = new CodeCollector();
    for (let row = 0; row < rows; row += encodeRows) {
      const u = await this.preActivationBlock(x, row, Math.min(rows, row + encodeRows));
      collector.add(u, rule);
    }
    return collector.codes();
  }

  async readState(): Promise<SaeState> {
    this.loaded('readState');
    const present = stateArrays.filter((name) => this.tensors.has(name));
    const arrays = await this.reader.read(present, this.tensors);
    const state = zeroState(this.options);
    present.forEach((name, i) => {
      state[name].set(arrays[i] ?? []);
    });
    return { ...state, step: this.steps };
  }

  async dispose(): Promise<void> {
    for (const held of this.tensors.values()) disposeTensor(held);
    this.tensors.clear();
    await this.stepSession.release();
    await this.encodeSession.release();
    await this.reader.dispose();
  }

  private async preActivationBlock(x: Float32Array, from: number, to: number): Promise<Float32Array> {
    const { dIn } = this.options;
    const outputs = await this.encodeSession.run({
      x: tensor(x.subarray(from * dIn, to * dIn), [to - from, dIn]),
      weights: this.held('weights'),
      preBias: this.held('preBias'),
    });
    return floats(output(outputs, 'u'));
  }

  private stepFeeds(learningRate: number): Record<string, Tensor> {
    const { beta1, beta2 } = this.options.adam;
    const step = this.steps + 1;
    const feeds: Record<string, Tensor> = {
      learningRate: tensor(Float32Array.of(learningRate), []),
      firstCorrection: tensor(Float32Array.of(1 / (1 - beta1 ** step)), []),
      secondCorrection: tensor(Float32Array.of(1 / (1 - beta2 ** step)), []),
    };
    for (const name of this.stepSession.inputNames) {
      if (!(name in feeds) && name !== 'x') feeds[name] = this.held(name as DenseTensor);
    }
    return feeds;
  }

  private clearFirings(): void {
    this.rows = 0;
    this.put('counts', new Float32Array(this.options.dSae));
    this.put('peaks', new Float32Array(this.options.dSae).fill(lowestPeak));
  }

  private put(name: DenseTensor, values: Float32Array): void {
    this.replace(name, tensor(values, denseShape(name, this.options)));
  }

  private replace(name: DenseTensor, next: Tensor): void {
    const old = this.tensors.get(name);
    this.tensors.set(name, next);
    if (old) disposeTensor(old);
  }

  private held(name: DenseTensor): Tensor {
    const held = this.tensors.get(name);
    if (!held) throw new BackendNotLoadedError(name);
    return held;
  }

  private loaded(method: string): void {
    if (this.tensors.size === 0) throw new BackendNotLoadedError(method);
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

/** The encoder must run where the step runs. */
function fixedDevice({ chosen }: DeviceReport): Device {
  return chosen === 'webgpu' || chosen === 'cuda' ? chosen : 'cpu';
}

function tensor(values: Float32Array, dims: number[]): Tensor {
  return new ort.Tensor('float32', values, dims);
}

function output(outputs: InferenceSession.OnnxValueMapType, name: string): Tensor {
  const value = outputs[name];
  if (!value)
    throw new Error(`The step graph gave no output '${name}'. This is a bug of Monosema; please report it.`);
  return value;
}

function floats(value: Tensor): Float32Array {
  return value.data as Float32Array;
}

function disposeTensor(value: Tensor): void {
  if (value.location === 'gpu-buffer') value.dispose();
}

function sum(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

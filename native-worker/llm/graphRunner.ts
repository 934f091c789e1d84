/** One onnxruntime session over a pruned decoder graph, fed from token batches. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device, DeviceReport } from '../../protocol/device.ts';
import { plainReason } from '../onnx/deviceUnavailableError.ts';
import { createSession } from '../onnx/devices.ts';
import { graphOf } from '../onnx/graph.ts';
import { HomeCopier } from '../onnx/homeCopier.ts';
import { parseOnnx } from '../onnx/onnxFile.ts';
import type { TokenBatch } from './languageModel.ts';
import type { ModelConfig } from './modelConfig.ts';
import { modelInputs } from './modelInputs.ts';
import type { PreparedGraph, WideTap } from './preparedGraph.ts';
import { checkBatch } from './tokenBatch.ts';

export class TapShapeError extends Error {
  constructor(tensor: string, dims: readonly number[], expected: readonly number[]) {
    super(
      `Tensor '${tensor}' has the shape [${dims.join(', ')}], not [${expected.join(', ')}] (rows, positions, width). ` +
        `Choose a hook point with one vector a token.`,
    );
    this.name = 'TapShapeError';
  }
}

export class ModelRunError extends Error {
  constructor({ rows, length }: TokenBatch, error: unknown) {
    super(
      `The model failed on a batch of ${rows} rows of ${length} tokens: ${plainReason(error)} ` +
        'If it never works, download or export the model again.',
      { cause: error },
    );
    this.name = 'ModelRunError';
  }
}

export interface RunnerOptions {
  device: Device;
  threads?: number;
  /** Whether onnxruntime's idle threads spin (its default): off where others use the cores meanwhile. */
  allowSpinning?: boolean;
  /** Leaves what is read on the card, where the device can (webgpu); `run` then copies it home. */
  keepOnDevice?: boolean;
  /** Told the seconds of each run of onnxruntime, outputs copied; for benchmarks. A reader in a thread of its own does not tell. */
  onRun?: (seconds: number) => void;
}

export class GraphRunner {
  readonly device: DeviceReport;
  private readonly session: InferenceSession;
  private readonly feeds: ReturnType<typeof modelInputs>;
  private readonly taps: readonly WideTap[];
  private readonly config: ModelConfig;
  private readonly home: HomeCopier;
  private readonly onRun: RunnerOptions['onRun'];

  private constructor(
    opened: { session: InferenceSession; report: DeviceReport },
    feeds: ReturnType<typeof modelInputs>,
    taps: readonly WideTap[],
    config: ModelConfig,
    onRun: RunnerOptions['onRun'],
  ) {
    this.session = opened.session;
    this.device = opened.report;
    this.feeds = feeds;
    this.taps = taps;
    this.config = config;
    this.home = new HomeCopier(opened.report);
    this.onRun = onRun;
  }

  /** @throws DeviceUnavailableError, UnsupportedInputError. */
  static async open(
    { bytes, config, taps, externalDataFolder }: PreparedGraph,
    { device, threads, allowSpinning, keepOnDevice, onRun }: RunnerOptions,
  ): Promise<GraphRunner> {
    const feeds = modelInputs(graphOf(parseOnnx('the pruned graph', bytes)), config);
    const trial: TokenBatch = { rows: 1, length: 2, tokens: new Int32Array(2), lengths: Int32Array.of(2) };
    const opened = await createSession(bytes, device, {
      ...(threads === undefined ? {} : { threads }),
      ...(allowSpinning === undefined ? {} : { allowSpinning }),
      ...(externalDataFolder === null ? {} : { externalDataFolder }),
      ...(keepOnDevice === true ? { gpuOutputs: taps.map(({ output }) => output) } : {}),
      // Some providers accept a session and fail at its first run.
      verify: async (session) => {
        for (const value of Object.values(await session.run(feeds(trial)))) {
          if (value.location === 'gpu-buffer') value.dispose();
        }
      },
    });
    return new GraphRunner(opened, feeds, taps, config, onRun);
  }

  /** The taps' values, each [rows, length, width] flattened. @throws TokenBatchError, TapShapeError, ModelRunError. */
  async run(batch: TokenBatch): Promise<Float32Array[]> {
    const values: Float32Array[] = [];
    for (const tensor of await this.tensors(batch)) {
      values.push(await this.home.values(tensor));
      if (tensor.location === 'gpu-buffer') tensor.dispose();
    }
    return values;
  }

  /** The taps' values where they lie, each [rows, length, width]. Whoever asks disposes those on a card. @throws as `run` does. */
  async tensors(batch: TokenBatch): Promise<Tensor[]> {
    checkBatch(batch, this.config);
    const feeds = this.feeds(batch);
    const start = performance.now();
    const outputs = await this.session.run(feeds).catch((error: unknown) => {
      throw new ModelRunError(batch, error);
    });
    this.onRun?.((performance.now() - start) / 1000);
    return this.taps.map((tap) => {
      const value = outputs[tap.output];
      checkTapShape(tap, value?.dims ?? [], batch);
      return value as Tensor;
    });
  }

  async dispose(): Promise<void> {
    await this.home.dispose();
    await this.session.release();
  }
}

/** OPT's MLP works on the rows of all positions, one under the other: the same numbers in the same order. @throws TapShapeError */
export function checkTapShape(
  { tensor, width }: Pick<WideTap, 'tensor' | 'width'>,
  dims: readonly number[],
  { rows, length }: TokenBatch,
): void {
  const expected = [rows, length, width];
  const isFlat = dims.length === 2 && dims[0] === rows * length && dims[1] === width;
  const isWhole = dims.length === 3 && dims.every((size, axis) => size === expected[axis]);
  if (!isFlat && !isWhole) throw new TapShapeError(tensor, dims, expected);
}

/** One session over a decoder's graph as generation needs it: logits of the last position alone, and the keys and values that are asked for. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device, DeviceReport } from '../../../protocol/device.ts';
import { createSession } from '../../onnx/devices.ts';
import { graphOf } from '../../onnx/graph.ts';
import { onnxBytes } from '../../onnx/onnxFile.ts';
import { ort } from '../../onnx/ort.ts';
import type { ModelProto } from '../../onnx/proto/onnx_pb.gen.ts';
import { prune } from '../../onnx/tapAndPrune.ts';
import { TapShapeError } from '../graphRunner.ts';
import type { ModelConfig } from '../modelConfig.ts';
import { cachePairs } from './cachePairs.ts';
import type { CacheEntry } from './cachePairs.ts';
import { decoderInputs } from './decoderInputs.ts';
import { lastLogits, lastLogitsOutput } from './lastLogits.ts';
import { steerFeeds, steerGraph, steerInputs } from './steerGraph.ts';
import type { SteerForm, SteerVectors } from './steerGraph.ts';

export interface PartGraph {
  model: ModelProto;
  /** Name of the output with the next-token scores. */
  logits: string;
  config: ModelConfig;
  externalDataFolder: string | null;
  /** Where it can be steered; null for a graph that is left as it is. */
  steer: { tensor: string; form: SteerForm } | null;
}

export interface PartOptions {
  device: Device;
  threads?: number;
}

/** How one text is steered; the positions' gates come with each step. */
export type Steered = SteerVectors | null;

/** Tokens that go on after `past` positions, whose keys and values are in `cache`; null for an empty one. */
export interface DecoderStep {
  tokens: Int32Array;
  past: number;
  cache: Readonly<Record<string, Tensor>> | null;
  steered: Steered;
  /** Of each token: 1 where it is steered, 0 where not. */
  gate: Float32Array;
}

export class DecoderPart {
  readonly device: DeviceReport;
  readonly #session: InferenceSession;
  readonly #config: ModelConfig;
  readonly #cache: readonly CacheEntry[];
  readonly #inputs: ReturnType<typeof decoderInputs>;
  readonly #form: SteerForm | null;

  /**
   * @param kept outputs given beside the logits
   * @throws DeviceUnavailableError, UnsupportedInputError, UnchangeableTensorError, UnknownElementTypeError
   */
  static async open(graph: PartGraph, kept: readonly string[], options: PartOptions): Promise<DecoderPart> {
    const { config, steer, externalDataFolder } = graph;
    const { device, threads } = options;
    const steered = steer === null ? graph.model : steerGraph(graph.model, steer.tensor, steer.form);
    const model = lastLogits(steered, graph.logits);
    const cache = cachePairs(graphOf(model), config);
    const pruned = Object.assign(model, { graph: prune(graphOf(model), [lastLogitsOutput, ...kept]) });
    const fedApart = new Set([...cache.map(({ input }) => input), ...steerInputs]);
    const inputs = decoderInputs(graphOf(pruned), fedApart);
    const opened = await createSession(onnxBytes(pruned), device, {
      ...(threads === undefined ? {} : { threads }),
      ...(externalDataFolder === null ? {} : { externalDataFolder }),
      ...(kept.length > 0 ? { gpuOutputs: kept } : {}),
    });
    return new DecoderPart(opened, config, { cache, inputs, form: steer?.form ?? null });
  }

  private constructor(
    opened: { session: InferenceSession; report: DeviceReport },
    config: ModelConfig,
    parts: {
      cache: readonly CacheEntry[];
      inputs: ReturnType<typeof decoderInputs>;
      form: SteerForm | null;
    },
  ) {
    this.#session = opened.session;
    this.device = opened.report;
    this.#config = config;
    this.#cache = parts.cache;
    this.#inputs = parts.inputs;
    this.#form = parts.form;
  }

  /** Logits after the last token, shape [at least vocabularySize], and all outputs by name. @throws TapShapeError */
  async run(step: DecoderStep): Promise<{ logits: Float32Array; outputs: Readonly<Record<string, Tensor>> }> {
    const { tokens, past, cache, steered, gate } = step;
    const outputs = await this.#session.run({
      ...this.#inputs(tokens, past),
      ...(cache ?? this.#emptyCache()),
      ...(this.#form === null ? {} : steerFeeds(steered ?? unsteered(this.#form), this.#form, gate)),
    });
    const { [lastLogitsOutput]: logits } = outputs;
    const { vocabularySize } = this.#config;
    if (!logits || logits.size < vocabularySize)
      throw new TapShapeError('logits', logits?.dims ?? [], [1, 1, vocabularySize]);
    return { logits: logits.data as Float32Array, outputs };
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  #emptyCache(): Record<string, Tensor> {
    return Object.fromEntries(
      this.#cache.map(({ input, type, empty }) => [
        input,
        type === 'float16'
          ? new ort.Tensor('float16', new Uint16Array(0), empty)
          : new ort.Tensor('float32', new Float32Array(0), empty),
      ]),
    );
  }
}

const unsteered = ({ width }: SteerForm): SteerVectors => ({ add: new Float32Array(width), clamps: null });

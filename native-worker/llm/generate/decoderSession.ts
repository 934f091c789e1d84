/**
 * One session over a whole decoder for generation: the prompt at once, then a token a run, keys and values fed back. Without a cache the
 * whole text is run for every token. onnxruntime-node copies every output (about 0.7 ms a MB), the cache too: that is the cost of a token
 * beside the model's own, and nothing on a webgpu device, where the cache stays on the card.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Device, DeviceReport } from '../../../protocol/device.ts';
import { createSession } from '../../onnx/devices.ts';
import { graphOf } from '../../onnx/graph.ts';
import { onnxBytes } from '../../onnx/onnxFile.ts';
import { ort } from '../../onnx/ort.ts';
import type { ModelProto } from '../../onnx/proto/onnx_pb.gen.ts';
import { TapShapeError } from '../graphRunner.ts';
import type { ModelConfig } from '../modelConfig.ts';
import { prune } from '../../onnx/tapAndPrune.ts';
import { cachePairs } from './cachePairs.ts';
import type { CacheEntry } from './cachePairs.ts';
import { decoderInputs } from './decoderInputs.ts';
import { lastLogits, lastLogitsOutput } from './lastLogits.ts';
import { steerFeeds, steerGraph, steerInputs } from './steerGraph.ts';
import type { SteerForm, SteerVectors } from './steerGraph.ts';

export interface DecoderGraph {
  model: ModelProto;
  /** Name of the output with the next-token scores. */
  logits: string;
  config: ModelConfig;
  externalDataFolder: string | null;
  /** Where it can be steered; null for a graph that is left as it is. */
  steer: { tensor: string; form: SteerForm } | null;
}

/** How one text is steered; the positions' gates come with each step. */
export type Steered = SteerVectors | null;

export class DecoderSession {
  readonly device: DeviceReport;
  /** False: every token costs a run over the whole text. */
  readonly hasCache: boolean;
  readonly #session: InferenceSession;
  readonly #config: ModelConfig;
  readonly #cache: readonly CacheEntry[];
  readonly #inputs: ReturnType<typeof decoderInputs>;
  readonly #form: SteerForm | null;

  /** @throws DeviceUnavailableError, UnsupportedInputError, UnchangeableTensorError, UnknownElementTypeError */
  static async open(
    graph: DecoderGraph,
    { device, threads }: { device: Device; threads?: number },
  ): Promise<DecoderSession> {
    const { config, steer, externalDataFolder } = graph;
    const steered = steer === null ? graph.model : steerGraph(graph.model, steer.tensor, steer.form);
    const model = lastLogits(steered, graph.logits);
    const cache = cachePairs(graphOf(model), config);
    const isWhole = cache.length > 0 && cache.every(({ output }) => output !== null);
    const kept = isWhole ? cache.flatMap(({ output }) => output ?? []) : [];
    const pruned = Object.assign(model, { graph: prune(graphOf(model), [lastLogitsOutput, ...kept]) });
    const fedApart = new Set([...cache.map(({ input }) => input), ...steerInputs]);
    const inputs = decoderInputs(graphOf(pruned), fedApart);
    const opened = await createSession(onnxBytes(pruned), device, {
      ...(threads === undefined ? {} : { threads }),
      ...(externalDataFolder === null ? {} : { externalDataFolder }),
      ...(isWhole ? { gpuOutputs: kept } : {}),
    });
    return new DecoderSession(opened, config, { cache, isWhole, inputs, form: steer?.form ?? null });
  }

  private constructor(
    opened: { session: InferenceSession; report: DeviceReport },
    config: ModelConfig,
    parts: {
      cache: readonly CacheEntry[];
      isWhole: boolean;
      inputs: ReturnType<typeof decoderInputs>;
      form: SteerForm | null;
    },
  ) {
    this.#session = opened.session;
    this.device = opened.report;
    this.#config = config;
    this.#cache = parts.cache;
    this.hasCache = parts.isWhole;
    this.#inputs = parts.inputs;
    this.#form = parts.form;
  }

  /** A text of its own, with a cache of its own. Several may take turns. */
  begin(steered: Steered = null): DecoderRun {
    return new DecoderRun(this, steered);
  }

  /** Logits after the last of `tokens`, and the cache that holds them too. For `DecoderRun`. */
  async run(
    tokens: Int32Array,
    past: { length: number; cache: Record<string, Tensor> | null },
    steered: Steered,
    gate: Float32Array,
  ): Promise<{ logits: Float32Array; cache: Record<string, Tensor> }> {
    const outputs = await this.#session.run({
      ...this.#inputs(tokens, past.length),
      ...(past.cache ?? this.#emptyCache()),
      ...(this.#form === null ? {} : steerFeeds(steered ?? unsteered(this.#form), this.#form, gate)),
    });
    const { [lastLogitsOutput]: logits } = outputs;
    const { vocabularySize } = this.#config;
    if (!logits || logits.size < vocabularySize)
      throw new TapShapeError('logits', logits?.dims ?? [], [1, 1, vocabularySize]);
    const cache: Record<string, Tensor> = {};
    for (const { input, output } of this.hasCache ? this.#cache : []) {
      const value = outputs[output ?? ''];
      if (value) cache[input] = value;
    }
    return { logits: logits.data as Float32Array, cache };
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

/** One text as it grows. Steps go one after the other. */
export class DecoderRun {
  readonly #session: DecoderSession;
  readonly #steered: Steered;
  #tokens: number[] = [];
  #gates: number[] = [];
  #cache: Record<string, Tensor> | null = null;

  constructor(session: DecoderSession, steered: Steered) {
    this.#session = session;
    this.#steered = steered;
  }

  get length(): number {
    return this.#tokens.length;
  }

  /**
   * Takes in more tokens and gives the logits of the next one, shape [at least vocabularySize].
   * @param isSteered of each of `tokens`, by its position in the text
   */
  async step(tokens: readonly number[], isSteered: (position: number) => boolean): Promise<Float32Array> {
    const past = this.#tokens.length;
    this.#tokens.push(...tokens);
    this.#gates.push(...tokens.map((_, i) => (isSteered(past + i) ? 1 : 0)));
    const from = this.#session.hasCache ? past : 0;
    const { logits, cache } = await this.#session.run(
      Int32Array.from(this.#tokens.slice(from)),
      { length: from, cache: this.#session.hasCache ? this.#cache : null },
      this.#steered,
      Float32Array.from(this.#gates.slice(from)),
    );
    this.dispose();
    this.#cache = cache;
    return logits;
  }

  /** Frees what lies on a card. */
  dispose(): void {
    for (const value of Object.values(this.#cache ?? {}))
      if (value.location === 'gpu-buffer') value.dispose();
    this.#cache = null;
  }
}

const unsteered = ({ width }: SteerForm): SteerVectors => ({ add: new Float32Array(width), clamps: null });

/**
 * A whole decoder for generation: the prompt at once, then a token a run, keys and values fed back. Without a cache the whole text is run
 * for every token. onnxruntime-node copies every output (about 0.7 ms a MB), the cache too: that is the cost of a token beside the model's
 * own, and nothing on a webgpu device, where the cache stays on the card.
 * Merged decoders have a graph for each of the two, so they take two sessions: the prompt a token at a time through the second alone would
 * cost as much as writing it.
 */
import type { Tensor } from 'onnxruntime-node';
import type { DeviceReport } from '../../../protocol/device.ts';
import { graphOf } from '../../onnx/graph.ts';
import { cachePairs } from './cachePairs.ts';
import { DecoderPart } from './decoderPart.ts';
import type { DecoderStep, PartGraph, PartOptions, Steered } from './decoderPart.ts';

export type { Steered } from './decoderPart.ts';

export interface DecoderGraph extends PartGraph {
  /** A second graph of the same weights, which goes on from the cache of the first; null where one graph does both. */
  continuation: Continuation | null;
}

/** A graph that goes on from a cache, a token at a time (its mask may hold for one token only), and where it is steered as the first is. */
export type Continuation = Pick<PartGraph, 'model' | 'steer'>;

/** The cache's inputs with the outputs that hold them for the next token. */
type Feedback = readonly { input: string; output: string }[];

export class DecoderSession {
  readonly device: DeviceReport;
  readonly #start: DecoderPart;
  /** Null: the first goes on too. */
  readonly #continuation: DecoderPart | null;
  readonly #feedback: Feedback;

  /** @throws DeviceUnavailableError, UnsupportedInputError, UnchangeableTensorError, UnknownElementTypeError */
  static async open(graph: DecoderGraph, options: PartOptions): Promise<DecoderSession> {
    const { continuation } = graph;
    const feedback = feedbackOf(graph);
    const kept = feedback.map(({ output }) => output);
    const start = await DecoderPart.open(graph, kept, options);
    if (continuation === null || kept.length === 0) return new DecoderSession(start, null, feedback);
    // What one leaves on a card the other must find there; no session of onnxruntime's reports `reference`.
    const { chosen } = start.device;
    const device = chosen === 'reference' ? options.device : chosen;
    try {
      const goesOn = await DecoderPart.open({ ...graph, ...continuation }, kept, { ...options, device });
      return new DecoderSession(start, goesOn, feedback);
    } catch (error) {
      await start.dispose();
      throw error;
    }
  }

  private constructor(start: DecoderPart, continuation: DecoderPart | null, feedback: Feedback) {
    this.device = start.device;
    this.#start = start;
    this.#continuation = continuation;
    this.#feedback = feedback;
  }

  /** False: every token costs a run over the whole text. */
  get hasCache(): boolean {
    return this.#feedback.length > 0;
  }

  /** How many tokens one run can take after `past` positions. */
  longestStep(past: number): number {
    return past > 0 && this.#continuation !== null ? 1 : Infinity;
  }

  /** A text of its own, with a cache of its own. Several may take turns. */
  begin(steered: Steered = null): DecoderRun {
    return new DecoderRun(this, steered);
  }

  /** Logits after the last of `step.tokens`, and the cache that holds them too. For `DecoderRun`. */
  async run(step: DecoderStep): Promise<{ logits: Float32Array; cache: Record<string, Tensor> }> {
    const part = step.past > 0 ? (this.#continuation ?? this.#start) : this.#start;
    const { logits, outputs } = await part.run(step);
    const cache: Record<string, Tensor> = {};
    for (const { input, output } of this.#feedback) {
      const value = outputs[output];
      if (value) cache[input] = value;
    }
    return { logits, cache };
  }

  async dispose(): Promise<void> {
    await this.#start.dispose();
    await this.#continuation?.dispose();
  }
}

/** Empty where the graph takes no cache, or gives out only some of it. */
function feedbackOf({ model, continuation, config }: DecoderGraph): Feedback {
  const pairs = cachePairs(graphOf(continuation?.model ?? model), config);
  const whole = pairs.flatMap(({ input, output }) => (output === null ? [] : [{ input, output }]));
  return whole.length === pairs.length ? whole : [];
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
   * Takes in more tokens, at least one, and gives the logits of the next one, shape [at least vocabularySize].
   * @param isSteered of each of `tokens`, by its position in the text
   */
  async step(tokens: readonly number[], isSteered: (position: number) => boolean): Promise<Float32Array> {
    const past = this.#tokens.length;
    this.#tokens.push(...tokens);
    this.#gates.push(...tokens.map((_, i) => (isSteered(past + i) ? 1 : 0)));
    const most = this.#session.longestStep(past);
    const { length } = this.#tokens;
    let from = this.#session.hasCache ? past : 0;
    for (; length - from > most; from += most) await this.#advance(from, from + most);
    return this.#advance(from, length);
  }

  async #advance(from: number, to: number): Promise<Float32Array> {
    const { logits, cache } = await this.#session.run({
      tokens: Int32Array.from(this.#tokens.slice(from, to)),
      past: from,
      cache: from > 0 ? this.#cache : null,
      steered: this.#steered,
      gate: Float32Array.from(this.#gates.slice(from, to)),
    });
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

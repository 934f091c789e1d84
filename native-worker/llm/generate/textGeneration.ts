/** Writes on after a prompt, a token at a time, until the model ends the text, a stop string appears, or there is no more room. */
import type { FinishReason } from '../../../protocol/generation.ts';
import type { GeneratingTokenizer } from '../alignedTokens.ts';
import type { DecoderRun, DecoderSession, Steered } from './decoderSession.ts';
import { sampleToken } from './sampleToken.ts';
import type { SamplingRule } from './sampleToken.ts';
import { TextStream } from './textStream.ts';

export interface GenerationRules extends SamplingRule {
  maxTokens: number;
  stop: readonly string[];
  /** Ids that end a text. */
  ends: ReadonlySet<number>;
  /** Longest text in tokens, the prompt included. */
  maxContext: number;
  vocabularySize: number;
  /** Whether the prompt's positions are steered too, or only those of generated tokens. */
  steerPrompt: boolean;
}

export class TextGeneration {
  /** Ids so far, the prompt not included. */
  readonly tokens: number[] = [];
  /** Null while it goes on. */
  finish: FinishReason | null = null;
  readonly #tokenizer: GeneratingTokenizer;
  readonly #prompt: readonly number[];
  readonly #rules: GenerationRules;
  readonly #run: DecoderRun;
  readonly #text: TextStream;

  /** @param prompt ids of the prompt, BOS included; at least one, at most `maxContext` */
  constructor(
    session: DecoderSession,
    tokenizer: GeneratingTokenizer,
    prompt: readonly number[],
    rules: GenerationRules,
    steered: Steered = null,
  ) {
    this.#tokenizer = tokenizer;
    this.#prompt = prompt;
    this.#rules = rules;
    this.#run = session.begin(steered);
    this.#text = new TextStream(rules.stop);
    if (rules.maxTokens === 0) this.finish = 'length';
  }

  /** One token more; the text that it makes certain, often none. @throws NonFiniteLogitsError */
  async step(): Promise<string> {
    if (this.finish !== null) return '';
    const rules = this.#rules;
    const last = this.tokens.at(-1);
    const logits = await this.#run.step(last === undefined ? this.#prompt : [last], (position) =>
      this.#isSteered(position),
    );
    const { length } = this.#run;
    const id = sampleToken(logits, rules.vocabularySize, rules, length - 1);
    if (rules.ends.has(id)) return this.#end('end');
    this.tokens.push(id);
    const text = this.#text.add(this.#tokenizer.tokenBytes(id));
    if (this.#text.isStopped) return text + this.#end('stop');
    if (this.tokens.length >= rules.maxTokens) return text + this.#end('length');
    // The model cannot be asked about the token just drawn.
    if (length >= rules.maxContext) return text + this.#end('context');
    return text;
  }

  dispose(): void {
    this.#run.dispose();
  }

  /** The first position is left clean: training masked it, so no feature means anything there. */
  #isSteered(position: number): boolean {
    return position > 0 && (this.#rules.steerPrompt || position >= this.#prompt.length);
  }

  #end(reason: FinishReason): string {
    this.finish = reason;
    this.dispose();
    return this.#text.end();
  }
}

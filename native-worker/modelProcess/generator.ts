/**
 * Writes text with the model, unsteered and steered in turns, and tells of every token. Keeps the session open for the next prompt: other
 * strengths and features need no new one. Between two tokens it looks whether it is to stop.
 */
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import type { CancellationToken } from 'vscode-jsonrpc/node';
import type {
  GeneratedSide,
  GeneratedText,
  GenerateProgress,
  GenerateResult,
} from '../../protocol/generation.ts';
import type { DecoderSession, Steered } from '../llm/generate/decoderSession.ts';
import { endTokens } from '../llm/generate/endTokens.ts';
import { cutPrompt } from '../llm/generate/promptTokens.ts';
import { TextGeneration } from '../llm/generate/textGeneration.ts';
import type { GenerationRules } from '../llm/generate/textGeneration.ts';
import type { LanguageModel } from '../llm/languageModel.ts';
import { openTokenizer } from '../llm/tokenizer/openTokenizer.ts';
import type { PipelineTokenizer } from '../llm/tokenizer/pipelineTokenizer.ts';
import { FeatureSteering } from '../steering/featureSteering.ts';
import { threadBudget } from '../threadBudget.ts';
import { Kept } from './kept.ts';
import type { GenerateJob } from './modelContract.ts';

interface Writing {
  side: GeneratedSide;
  generation: TextGeneration;
  text: string;
  milliseconds: number;
}

export class Generator {
  readonly #notify: (progress: GenerateProgress) => void;
  readonly #tokenizer = new Kept<PipelineTokenizer>(() => Promise.resolve());
  readonly #steering = new Kept<FeatureSteering>(() => Promise.resolve());
  readonly #session = new Kept<DecoderSession>((session) => session.dispose());

  constructor(notify: (progress: GenerateProgress) => void) {
    this.#notify = notify;
  }

  /** Frees the model's memory for another use of it. */
  async close(): Promise<void> {
    await this.#session.close();
  }

  async generate(model: LanguageModel, job: GenerateJob, token: CancellationToken): Promise<GenerateResult> {
    const { id, folder, sampling } = job;
    this.#notify({ id, phase: 'opening', side: 'unsteered', text: '', tokens: 0, seconds: 0 });
    const { hash, maxContext, vocabularySize, name } = model.summary;
    const tokenizer = await this.#tokenizer.get(`${folder} ${hash}`, () => openTokenizer(folder));
    const prompt = cutPrompt(tokenizer, job.prompt, maxContext, sampling.maxTokens);
    const steering = await this.#openSteering(job);
    const steered = (await steering?.vectors(job.steering?.features ?? [])) ?? null;
    const session = await this.#openSession(model, job, steering);
    const rules: GenerationRules = {
      ...sampling,
      ends: await endTokens(model.summary.folder, tokenizer.eosId),
      maxContext,
      vocabularySize,
      steerPrompt: job.steering?.steerPrompt ?? true,
    };
    const begin = (side: GeneratedSide, vectors: Steered): Writing => ({
      side,
      generation: new TextGeneration(session, tokenizer, prompt.ids, rules, vectors),
      text: '',
      milliseconds: 0,
    });
    const writings = [begin('unsteered', null), ...(steered === null ? [] : [begin('steered', steered)])];
    try {
      await this.#write(id, writings, token);
    } finally {
      for (const { generation } of writings) generation.dispose();
    }
    const [unsteered, other] = writings.map(resultOf);
    if (!unsteered)
      throw new Error('A generation wrote no text. This is a bug of Monosema; please report it.');
    return {
      modelName: name,
      device: session.device,
      hookPoint: job.steering?.hookPoint ?? null,
      promptTokens: prompt.ids.length,
      unsteered,
      steered: other ?? null,
      warnings: [...prompt.warnings, ...(session.hasCache ? [] : [NO_CACHE])],
    };
  }

  /** A token of each in turn, so that both columns grow together. */
  async #write(id: string, writings: readonly Writing[], token: CancellationToken): Promise<void> {
    while (writings.some(({ generation }) => generation.finish === null)) {
      for (const writing of writings) {
        // The message that cancels is read between two tokens or not at all.
        await turnOfTheLoop();
        if (token.isCancellationRequested) return;
        await this.#step(id, writing);
      }
    }
  }

  async #step(id: string, writing: Writing): Promise<void> {
    const { generation, side } = writing;
    if (generation.finish !== null) return;
    const start = performance.now();
    const text = await generation.step();
    writing.milliseconds += performance.now() - start;
    writing.text += text;
    const { length: tokens } = generation.tokens;
    this.#notify({ id, phase: 'writing', side, text, tokens, seconds: writing.milliseconds / 1000 });
  }

  async #openSteering({ steering }: GenerateJob): Promise<FeatureSteering | null> {
    if (steering === null) return null;
    const { folder, stamp, medianNorm } = steering;
    return this.#steering.get(`${folder} ${stamp}`, () => FeatureSteering.open(folder, medianNorm));
  }

  #openSession(
    model: LanguageModel,
    { folder, device, steering }: GenerateJob,
    features: FeatureSteering | null,
  ): Promise<DecoderSession> {
    const threads = threadBudget();
    const where =
      steering === null ? 'as it is' : `${steering.hookPoint} ${steering.folder} ${steering.stamp}`;
    return this.#session.get(`${folder} ${model.summary.hash} ${device} ${where}`, () =>
      model.openDecoder(
        features === null || steering === null
          ? null
          : { hookPoint: steering.hookPoint, form: features.form },
        { device, ...(threads === undefined ? {} : { threads }) },
      ),
    );
  }
}

const NO_CACHE =
  'No keys and values are kept between tokens, so every token costs a run over the whole text: it is slow. Either the model file has no ' +
  'cache, or it is a merged decoder, whose tensors are found again in its second graph only at named hook points. Choose one of those, or ' +
  'export with a cache in one graph: optimum-cli export onnx --task text-generation-with-past.';

function resultOf({ generation, text, milliseconds }: Writing): GeneratedText {
  return {
    text,
    tokens: generation.tokens.length,
    finish: generation.finish ?? 'cancelled',
    seconds: milliseconds / 1000,
  };
}

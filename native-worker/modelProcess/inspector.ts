/** Keeps the session, tokenizer and SAE of the last inspection open: the next selection in the same editor then takes milliseconds. */
import { attributeToken, type AttributedToken } from '../inspection/attributeToken.ts';
import { inspectTokens, type InspectedText } from '../inspection/inspectTokens.ts';
import type { Tokenizer } from '../llm/alignedTokens.ts';
import type { InspectionReader, LanguageModel } from '../llm/languageModel.ts';
import type { SplicedModel } from '../llm/splicedModel.ts';
import { openTokenizer } from '../llm/tokenizer/openTokenizer.ts';
import { SparseAutoencoder } from '../sae/sparseAutoencoder.ts';
import { threadBudget } from '../threadBudget.ts';
import { Kept } from './kept.ts';
import type { AttributeJob, InspectJob } from './modelContract.ts';

/** Without an SAE nothing asks for a certain context; this much shows what a model knows and stays quick. */
const USEFUL_CONTEXT = 512;

export class Inspector {
  readonly #tokenizer = new Kept<Tokenizer>(() => Promise.resolve());
  readonly #reader = new Kept<InspectionReader>((reader) => reader.dispose());
  readonly #spliced = new Kept<SplicedModel>((spliced) => spliced.dispose());
  readonly #sae = new Kept<SparseAutoencoder>((sae) => sae.dispose());

  /** Frees what `inspect` holds of the model, for another use of it. */
  closeReader(): Promise<void> {
    return this.#reader.close();
  }

  /** Frees what `attribute` holds of the model. */
  closeSplice(): Promise<void> {
    return this.#spliced.close();
  }

  async inspect(model: LanguageModel, job: InspectJob): Promise<InspectedText> {
    const { folder, hookPoint, device, text, selection, sae } = job;
    const { maxContext, hash } = model.summary;
    const threads = threadBudget();
    const budget = threads === undefined ? {} : { threads };
    const tokenizer = await this.#tokenizer.get(`${folder} ${hash}`, () => openTokenizer(folder));
    const reader = await this.#reader.get(`${folder} ${hash} ${hookPoint} ${device}`, () =>
      model.openInspection(hookPoint, { device, ...budget }),
    );
    const contextSize = Math.min(maxContext, job.contextSize ?? USEFUL_CONTEXT);
    const request = selection === undefined ? { text } : { text, selection };
    if (sae === null) return inspectTokens(request, { tokenizer, reader, contextSize }, null);
    const loaded = await this.#openSae(sae, threads);
    return inspectTokens(
      request,
      { tokenizer, reader, contextSize },
      { encode: (activations) => loaded.encode(activations), outlierNorm: sae.outlierNorm ?? Infinity },
    );
  }

  async attribute(model: LanguageModel, job: AttributeJob, signal: AbortSignal): Promise<AttributedToken> {
    const { folder, hookPoint, device, sae } = job;
    const { maxContext, hash } = model.summary;
    const threads = threadBudget();
    const tokenizer = await this.#tokenizer.get(`${folder} ${hash}`, () => openTokenizer(folder));
    const spliced = await this.#spliced.get(`${folder} ${hash} ${hookPoint} ${device}`, () =>
      model.openSplice(hookPoint, { device, ...(threads === undefined ? {} : { threads }) }),
    );
    const contextSize = Math.min(maxContext, job.contextSize);
    const loaded = await this.#openSae(sae, threads);
    const outlierNorm = sae.outlierNorm ?? Infinity;
    return attributeToken(job, { tokenizer, spliced, contextSize }, loaded, outlierNorm, signal);
  }

  #openSae({ folder, stamp }: AttributeJob['sae'], threads: number | undefined): Promise<SparseAutoencoder> {
    return this.#sae.get(`${folder} ${stamp}`, () => SparseAutoencoder.load(folder, threads));
  }
}

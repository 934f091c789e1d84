/** Keeps the session, tokenizer and SAE of the last inspection open: the next selection in the same editor then takes milliseconds. */
import { inspectTokens, type InspectedText } from '../inspection/inspectTokens.ts';
import type { Tokenizer } from '../llm/alignedTokens.ts';
import type { InspectionReader, LanguageModel } from '../llm/languageModel.ts';
import { openTokenizer } from '../llm/tokenizer/openTokenizer.ts';
import { SparseAutoencoder } from '../sae/sparseAutoencoder.ts';
import { threadBudget } from '../threadBudget.ts';
import { Kept } from './kept.ts';
import type { InspectJob } from './modelContract.ts';

/** Without an SAE nothing asks for a certain context; this much shows what a model knows and stays quick. */
const USEFUL_CONTEXT = 512;

export class Inspector {
  readonly #tokenizer = new Kept<Tokenizer>(() => Promise.resolve());
  readonly #reader = new Kept<InspectionReader>((reader) => reader.dispose());
  readonly #sae = new Kept<SparseAutoencoder>((sae) => sae.dispose());

  /** Frees the model's memory for another use of it. */
  async close(): Promise<void> {
    await this.#reader.close();
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
    const loaded = await this.#sae.get(`${sae.folder} ${sae.stamp}`, () =>
      SparseAutoencoder.load(sae.folder, threads),
    );
    return inspectTokens(
      request,
      { tokenizer, reader, contextSize },
      { encode: (activations) => loaded.encode(activations), outlierNorm: sae.outlierNorm ?? Infinity },
    );
  }
}

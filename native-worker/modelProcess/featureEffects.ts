/**
 * The direct logit effects of one feature, for runs whose index was made before they were measured. Keeps the head of the last model open: the
 * next feature then takes milliseconds.
 */
import type { LogitEffects } from '../../protocol/logitEffects.ts';
import { LogitSummaries } from '../features/build/logitSummary.ts';
import { shownLogits } from '../features/build/shownLogits.ts';
import type { Tokenizer } from '../llm/alignedTokens.ts';
import type { LanguageModel } from '../llm/languageModel.ts';
import { openTokenizer } from '../llm/tokenizer/openTokenizer.ts';
import type { Unembedding } from '../llm/unembedding.ts';
import { decoderRows, isPerNorm, outsideStream } from '../runs/logitEffects.ts';
import { openSaelens } from '../sae/formats/openSaelens.ts';
import { threadBudget } from '../threadBudget.ts';
import { Kept } from './kept.ts';
import type { FeatureEffectsJob } from './modelContract.ts';

export class FeatureEffects {
  readonly #tokenizer = new Kept<Tokenizer>(() => Promise.resolve());
  readonly #unembedding = new Kept<Unembedding>((unembedding) => unembedding.dispose());

  /** @throws UnembeddingError where the model's head is not understood */
  async of(
    model: LanguageModel,
    { folder, hookPoint, sae, feature }: FeatureEffectsJob,
  ): Promise<LogitEffects> {
    const reason = outsideStream(model, hookPoint);
    if (reason !== null) return { kind: 'none', reason };
    const key = `${folder} ${model.summary.hash}`;
    const threads = threadBudget();
    const tokenizer = await this.#tokenizer.get(key, () => openTokenizer(folder));
    const unembedding = await this.#unembedding.get(key, () =>
      model.openUnembedding(threads === undefined ? {} : { threads }),
    );
    const opened = await openSaelens(sae);
    const direction = await decoderRows(opened.sae, feature, feature + 1);
    const summaries = new LogitSummaries(1, unembedding.vocabularySize);
    summaries.set(0, await unembedding.project(direction));
    return shownLogits(summaries, 0, {
      perNorm: isPerNorm(opened.sae),
      tokenText: (id) => tokenizer.tokenText(id),
    });
  }
}

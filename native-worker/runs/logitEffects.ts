/**
 * The direct logit effects of an SAE's features (definition: protocol/logitEffects.ts), a few features at a time: M x V x d multiply-adds, as
 * many as encoding V tokens takes, which training does for many more. So they are never left out to save time.
 */
import type { HookPoint } from '../../protocol/model.ts';
import type { LogitIndex } from '../features/build/logitIndex.ts';
import { LogitSummaries } from '../features/build/logitSummary.ts';
import type { LanguageModel } from '../llm/languageModel.ts';
import type { Unembedding } from '../llm/unembedding.ts';
import { UnembeddingError } from '../llm/unembedding/unembeddingError.ts';
import { openSaelens } from '../sae/formats/openSaelens.ts';
import type { SaelensReader } from '../sae/formats/saelensReader.ts';

export interface LogitEffectsOptions {
  model: LanguageModel;
  hookPoint: string;
  /** A SAELens folder. */
  sae: string;
  threads?: number;
  /** Called between any two blocks of features, with how many are done; may wait, and throws to end. */
  check: (features: number) => Promise<void>;
  /** Told why there are none, where the model is the reason. */
  onProblem: (message: string) => void;
}

/** Values of a block's output: 64 MB. */
const BLOCK_VALUES = 2 ** 24;

/** @throws what reading the SAE or `check` throws */
export async function logitEffects(options: LogitEffectsOptions): Promise<LogitIndex> {
  const { model, threads } = options;
  const reason = outsideStream(model, options.hookPoint);
  if (reason !== null) return { kind: 'none', reason };
  const { sae } = await openSaelens(options.sae);
  let unembedding: Unembedding;
  try {
    unembedding = await model.openUnembedding(threads === undefined ? {} : { threads });
  } catch (error) {
    if (!(error instanceof UnembeddingError)) throw error;
    options.onProblem(error.message);
    return { kind: 'none', reason: 'head' };
  }
  try {
    const summaries = new LogitSummaries(sae.dSae, unembedding.vocabularySize);
    const most = Math.max(1, Math.floor(BLOCK_VALUES / unembedding.vocabularySize));
    for (let first = 0; first < sae.dSae; first += most) {
      await options.check(first);
      const directions = await decoderRows(sae, first, Math.min(sae.dSae, first + most));
      summaries.setAll(first, await unembedding.project(directions));
    }
    return { kind: 'effects', summaries, perNorm: isPerNorm(sae) };
  } finally {
    await unembedding.dispose();
  }
}

/** Why features of this hook have no direct effect; null where they have. */
export function outsideStream(model: LanguageModel, name: string): 'width' | 'elsewhere' | null {
  const { hookPoints, width } = model.summary;
  const hook: HookPoint = model.hookPoint(name);
  if (hook.width !== width) return 'width';
  const isKnown = hook.kind !== 'tensor' || hookPoints.some(({ tensor }) => tensor === hook.tensor);
  return isKnown ? null : 'elsewhere';
}

/** SAEs of rows brought to the norm sqrt(d) write in units of ||x|| / sqrt(d). */
export function isPerNorm({ normalizeActivations }: Pick<SaelensReader, 'normalizeActivations'>): boolean {
  // Under layer_norm rows have deviation 1, that is length sqrt(dIn) about their mean.
  return normalizeActivations !== 'none';
}

/** a w of features `from` up to `to`, shape [to - from, dIn]: what activation 1 writes, on a token of norm 1 where that counts. */
export async function decoderRows(sae: SaelensReader, from: number, to: number): Promise<Float32Array> {
  const { dIn } = sae;
  const rows = await sae.read('decoder', from * dIn, to * dIn);
  const factor = isPerNorm(sae) ? 1 / Math.sqrt(dIn) : 1;
  return factor === 1 ? rows : rows.map((value) => value * factor);
}

/**
 * Which features raised a token. The model is cut at the hook; x' = x - (what the feature adds to xhat) goes through its rest, with the
 * SAE's error left in, and the drop of the token's logit is what the feature did for it. Effects of several features do not add up.
 */
import type { AttributionRequest } from '../../protocol/attribution.ts';
import type { SparseCodes } from '../compute/backend.ts';
import type { Tokenizer } from '../llm/alignedTokens.ts';
import type { BegunBatch, SplicedModel } from '../llm/splicedModel.ts';
import { findTarget, type AttributionTarget } from './attributionTarget.ts';
import { AttributionMaskedError, NonFiniteOutputError } from './errors.ts';
import { FeatureParts } from './featureParts.ts';

export interface AttributionModel {
  tokenizer: Tokenizer;
  spliced: Pick<SplicedModel, 'begin' | 'finish' | 'vocabularySize'>;
  /** Tokens a window, BOS included. */
  contextSize: number;
}

export interface AttributionSae {
  readonly dIn: number;
  encode(raw: Float32Array): Promise<SparseCodes>;
  /** What one unit of each feature adds to xhat, before the factor of the row; shape [features, dIn]. */
  decoderRows(features: readonly number[]): Promise<Float32Array>;
  /** The factor of each row under per-token normalisation, shape [rows]; 1 where there is none. */
  rowFactors(raw: Float32Array): Float32Array;
}

export interface FeatureEffect {
  feature: number;
  activation: number;
  logitDrop: number;
  logProbabilityDrop: number;
}

export interface AttributedToken {
  target: AttributionTarget['target'];
  after: AttributionTarget['after'];
  logit: number;
  logProbability: number;
  /** In the order in which they were tried. */
  effects: FeatureEffect[];
  activeFeatures: number;
  contextTokens: number;
  warnings: string[];
}

const DEFAULT_FEATURES = 100;
/** Tokens a pass: more only spill the caches. */
const TOKENS_AT_ONCE = 1_024;

/**
 * @param outlierNorm tokens of a larger norm were masked in training, raw units
 * @throws AttributionMaskedError, TokenNotFoundError, NonFiniteOutputError, and what the model and the SAE throw
 */
export async function attributeToken(
  request: Pick<AttributionRequest, 'text' | 'token' | 'asked' | 'scope' | 'limit'>,
  { tokenizer, spliced, contextSize }: AttributionModel,
  sae: AttributionSae,
  outlierNorm: number,
  signal?: AbortSignal,
): Promise<AttributedToken> {
  const found = await findTarget(request, tokenizer, contextSize, spliced);
  const { row, target, after, warnings } = found;
  const last = row.length - 1;
  const clean = await scoreRows(spliced, [row], target.id, (begun) => begun.activations);
  const parts = await FeatureParts.of(clean.begun.activations, sae, outlierNorm, row.length);
  if (request.scope === 'position' && parts.isMasked(last)) throw new AttributionMaskedError(after.text);
  const chosen = parts.strongest(request.scope, last, request.limit ?? DEFAULT_FEATURES);
  const logit = clean.logits[0] ?? NaN;
  const logProbability = clean.logProbabilities[0] ?? NaN;
  const effects: FeatureEffect[] = [];
  const atOnce = Math.max(1, Math.floor(TOKENS_AT_ONCE / row.length));
  for (let from = 0; from < chosen.features.length; from += atOnce) {
    signal?.throwIfAborted();
    const features = chosen.features.slice(from, from + atOnce);
    const ablated = await scoreRows(
      spliced,
      features.map(() => row),
      target.id,
      (begun) => parts.without(features, begun.activations, request.scope, last),
    );
    for (const [i, feature] of features.entries()) {
      effects.push({
        feature,
        activation: parts.activation(feature, request.scope, last),
        logitDrop: logit - (ablated.logits[i] ?? NaN),
        logProbabilityDrop: logProbability - (ablated.logProbabilities[i] ?? NaN),
      });
    }
  }
  if (![logit, ...effects.map(({ logitDrop }) => logitDrop)].every(Number.isFinite))
    throw new NonFiniteOutputError('logits', last);
  const { activeFeatures } = chosen;
  return {
    target,
    after,
    logit,
    logProbability,
    effects,
    activeFeatures,
    contextTokens: row.length,
    warnings,
  };
}

interface RowScores {
  begun: BegunBatch;
  /** Of the target at the last position of each row. */
  logits: number[];
  logProbabilities: number[];
}

/** Equal rows through the model, from the activations that `change` makes of its own. */
async function scoreRows(
  spliced: AttributionModel['spliced'],
  rows: readonly Int32Array[],
  target: number,
  change: (begun: BegunBatch) => Float32Array,
): Promise<RowScores> {
  const length = rows[0]?.length ?? 0;
  const tokens = new Int32Array(rows.length * length);
  rows.forEach((row, i) => {
    tokens.set(row, i * length);
  });
  const lengths = new Int32Array(rows.length).fill(length);
  const begun = await spliced.begin({ rows: rows.length, length, tokens, lengths });
  const targets = new Int32Array(tokens.length).fill(target);
  const { losses, targetLogits } = await spliced.finish(begun, change(begun), { targets });
  const lastOf = (values: Float32Array): number[] => rows.map((_, i) => values[(i + 1) * length - 1] ?? NaN);
  return { begun, logits: lastOf(targetLogits), logProbabilities: lastOf(losses).map((loss) => -loss) };
}

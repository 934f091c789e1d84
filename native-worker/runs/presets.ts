/** Training requests by size: how many features, how many tokens, and how often to checkpoint. Pure; the corpus is known by its size. */
import type { CorpusSpec } from '../../protocol/corpus.ts';
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';
import type { GbaPreset, SizePreset, TrainRequest } from '../../protocol/training.ts';
import { presetSae } from '../sae/algorithms/gbaPresets.ts';

/** Features for each dimension of the activation, before rounding to a power of two; and the tokens wished for. */
const SIZES: Readonly<Record<SizePreset, { featuresPerDimension: number; tokens: number }>> = {
  small: { featuresPerDimension: 4, tokens: 600_000 },
  medium: { featuresPerDimension: 10, tokens: 1_800_000 },
  large: { featuresPerDimension: 32, tokens: 10_000_000 },
};
/** Seen more often than this, a corpus teaches little more. */
const MOST_EPOCHS = 5;
/** Fewer steps than this do not move the biases to their targets: the paper's start at zero and move once in 50 steps. */
const FEWEST_STEPS: Readonly<Record<GbaPreset, number>> = { recommended: 100, paper: 3_000 };
const CONTEXT_SIZE = 128;
const CHECKPOINTS_A_RUN = 20;
const SEED = 1;

export interface PresetInput {
  model: ModelSummary;
  hook: HookPoint;
  corpus: CorpusSpec;
  /** Tokens of the whole corpus, estimated; null when unknown. */
  corpusTokens: number | null;
  size: SizePreset;
  preset?: GbaPreset;
}

export function presetRequest({
  model,
  hook,
  corpus,
  corpusTokens,
  size,
  preset = 'recommended',
}: PresetInput): TrainRequest {
  const { featuresPerDimension, tokens } = SIZES[size];
  const dSae = powerOfTwo(hook.width * featuresPerDimension);
  const sae = presetSae(preset, { dIn: hook.width, dSae, trainingTokens: tokens, seed: SEED });
  const affordable = corpusTokens === null ? tokens : Math.min(tokens, corpusTokens * MOST_EPOCHS);
  const trainingTokens = Math.max(
    FEWEST_STEPS[preset] * sae.batchTokens,
    Math.round(affordable / sae.batchTokens) * sae.batchTokens,
  );
  const steps = Math.floor(trainingTokens / sae.batchTokens);
  return {
    modelFolder: model.folder,
    hookPoint: hook.name,
    corpus,
    contextSize: Math.min(CONTEXT_SIZE, model.maxContext),
    sae: { ...sae, trainingTokens },
    llmDevice: 'auto',
    saeDevice: 'auto',
    checkpointEverySteps: Math.max(10, Math.ceil(steps / CHECKPOINTS_A_RUN)),
  };
}

/** The nearest power of two by ratio. */
function powerOfTwo(value: number): number {
  return 2 ** Math.round(Math.log2(value));
}

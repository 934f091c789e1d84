/** Training requests by size: how many features, how many tokens, and how often to checkpoint. Pure; the corpus is known by its size. */
import type { CorpusSpec } from '../../protocol/corpus.ts';
import type { HookPoint, ModelSummary } from '../../protocol/model.ts';
import type { GbaPreset, PresetAlgorithm, SizePreset, TrainRequest } from '../../protocol/training.ts';
import { totalSteps } from '../sae/algorithms/algorithmOf.ts';
import { algorithmPreset } from '../sae/algorithms/presets.ts';

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
/** Biases trained by gradient start at zero and are slower than those set at quantiles. */
const FEWEST_RIVAL_STEPS = 500;
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
  /** Of GBA and BA. */
  preset?: GbaPreset;
  algorithm?: PresetAlgorithm;
  /** Instead of what the size says. */
  dSae?: number;
  trainingTokens?: number;
  batchTokens?: number;
}

export function presetRequest(input: PresetInput): TrainRequest {
  const { model, hook, corpus, size, preset = 'recommended', algorithm = 'gba' } = input;
  const dSae = input.dSae ?? powerOfTwo(hook.width * SIZES[size].featuresPerDimension);
  const sizes = { dIn: hook.width, dSae, seed: SEED, ...given('batchTokens', input.batchTokens) };
  const { batchTokens } = algorithmPreset(
    algorithm,
    { ...sizes, trainingTokens: SIZES[size].tokens },
    preset,
  );
  const trainingTokens = input.trainingTokens ?? defaultTokens(input, batchTokens);
  const sae = algorithmPreset(algorithm, { ...sizes, trainingTokens }, preset);
  const steps = totalSteps(sae);
  return {
    modelFolder: model.folder,
    hookPoint: hook.name,
    corpus,
    contextSize: Math.min(CONTEXT_SIZE, model.maxContext),
    sae,
    llmDevice: 'auto',
    saeDevice: 'auto',
    checkpointEverySteps: Math.max(10, Math.ceil(steps / CHECKPOINTS_A_RUN)),
  };
}

/** As many as the size wishes for and the corpus bears, in whole batches. */
function defaultTokens(
  { corpusTokens, size, preset = 'recommended', algorithm = 'gba' }: PresetInput,
  batchTokens: number,
): number {
  const { tokens } = SIZES[size];
  const affordable = corpusTokens === null ? tokens : Math.min(tokens, corpusTokens * MOST_EPOCHS);
  const byAdaptation = algorithm === 'gba' || algorithm === 'ba';
  const fewest = byAdaptation ? FEWEST_STEPS[preset] : FEWEST_RIVAL_STEPS;
  return Math.max(fewest, Math.round(affordable / batchTokens)) * batchTokens;
}

function given<K extends string>(key: K, value: number | undefined): Partial<Record<K, number>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, number>);
}

/** The nearest power of two by ratio. */
function powerOfTwo(value: number): number {
  return 2 ** Math.round(Math.log2(value));
}

/**
 * The `request` of an imported run's run.json, so that all that reads runs reads it. Of `sae` only `dSae`, `seed` and `trainingTokens` (how
 * much of the corpus is read) mean anything: nothing was trained here, and whoever shows an algorithm shows `imported` instead.
 */
import type { ImportRequest } from '../../protocol/foreignSae.ts';
import type { AlgorithmConfig, TrainRequest } from '../../protocol/training.ts';
import { runTokenLimit } from './runTokenLimit.ts';

/** One group without a target, as SAEs of other libraries have it. */
const NO_ALGORITHM: AlgorithmConfig = {
  algorithm: 'l1',
  l1Coefficient: 0,
  sparsityWarmUpSteps: 0,
  decoderInitNorm: 1,
  normalisation: 'dataset',
  preBias: 'zero',
  refit: false,
  warmUpSteps: 0,
  adamBeta1: 0,
  gradientClip: 0,
};

/** Such that `runTokenLimit`, which adds what training cannot use, comes to this many tokens, or little more than 64 rows. */
function trainingTokensFor(tokens: number, contextSize: number): number {
  const spare = runTokenLimit({ sae: { trainingTokens: 0 }, contextSize });
  const each = runTokenLimit({ sae: { trainingTokens: 1000 }, contextSize }) - spare;
  return Math.max(1, Math.floor((1000 * (tokens - spare)) / each));
}

export function importTrainRequest(request: ImportRequest, dSae: number): TrainRequest {
  const { modelFolder, hookPoint, corpus, contextSize, tokens, llmDevice, name } = request;
  return {
    modelFolder,
    hookPoint,
    corpus,
    contextSize,
    sae: {
      dSae,
      batchTokens: 1,
      trainingTokens: trainingTokensFor(tokens, contextSize),
      learningRate: 1,
      finalLearningRateShare: 1,
      seed: 0,
      algorithm: NO_ALGORITHM,
    },
    llmDevice,
    saeDevice: 'cpu',
    checkpointEverySteps: 1,
    ...(name === undefined ? {} : { name }),
  };
}

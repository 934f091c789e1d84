/**
 * The `request` of an imported run's run.json, so that all that reads runs reads it. Of `sae` only `dSae`, `seed` and `trainingTokens` (how
 * much of the corpus is read) mean anything: nothing was trained here, and whoever shows an algorithm shows `imported` instead.
 */
import type { ImportRequest } from '../../protocol/foreignSae.ts';
import type { AlgorithmConfig, TrainRequest } from '../../protocol/training.ts';

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
      trainingTokens: tokens,
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

/** The recipe for the toy: 400 steps of 512 rows, small output scale halved late, quantile start. */
import type { GbaConfig, SaeConfig } from '../../../protocol/training.ts';
import { recommendedGba } from '../../../native-worker/sae/algorithms/gbaPresets.ts';

export function toyConfig(overrides: Partial<SaeConfig> = {}, algorithm: Partial<GbaConfig> = {}): SaeConfig {
  const dSae = overrides.dSae ?? 512;
  return {
    dSae,
    batchTokens: 512,
    trainingTokens: 400 * 512,
    learningRate: 3e-2,
    finalLearningRateShare: 0.01,
    seed: 1,
    algorithm: recommendedGba({
      highestTargetFrequency: 0.1,
      lowestTargetFrequency: 0.001,
      outputScale: (0.6 * 128) / dSae,
      finalOutputScale: (0.3 * 128) / dSae,
      preBias: 'zero',
      ...algorithm,
    }),
    ...overrides,
  };
}

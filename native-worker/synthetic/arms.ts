/**
 * The recipes that the synthetic experiments compare, as whole training configurations. GBA's is the one for data with known features
 * (docs/gba.md); the rivals' are their authors' forms with the learning rate and lambda that a sweep of the same size found best on seeds
 * that no default uses. Every arm sees the same rows.
 */
import type { AlgorithmConfig, GbaConfig, L1Config, SaeConfig, TopKConfig } from '../../protocol/training.ts';
import { paperGba, recommendedGba } from '../sae/algorithms/gbaPresets.ts';
import type { SyntheticSettings } from './settings.ts';

export type Sizes = Pick<SyntheticSettings, 'dSae' | 'steps' | 'batchTokens' | 'learningRate'> & {
  data: Pick<SyntheticSettings['data'], 'features' | 'dIn'>;
};

/** a = 0.6 n / M while features form, halved late. */
export function outputScales({ data, dSae }: Sizes): { outputScale: number; finalOutputScale: number } {
  const outputScale = Math.min(1, (0.6 * data.features) / dSae);
  return { outputScale, finalOutputScale: outputScale / 2 };
}

function saeConfig<A extends AlgorithmConfig>(
  sizes: Sizes,
  algorithm: A,
  learningRate = sizes.learningRate,
): SaeConfig<A> {
  return {
    dSae: sizes.dSae,
    batchTokens: sizes.batchTokens,
    trainingTokens: sizes.steps * sizes.batchTokens,
    learningRate,
    finalLearningRateShare: 0.01,
    seed: 0,
    algorithm,
  };
}

/** HTF 0.1, LTF 0.001, K = 10, biases from quantiles, b_pre fixed (at zero unless the data has a mean), refit at the end. */
export function gbaArm(
  sizes: Sizes,
  overrides: Partial<GbaConfig> = {},
  learningRate = sizes.learningRate,
): SaeConfig<GbaConfig> {
  const algorithm = recommendedGba({
    highestTargetFrequency: 0.1,
    lowestTargetFrequency: 0.001,
    ...outputScales(sizes),
    preBias: 'zero',
    ...overrides,
  });
  return saeConfig(sizes, algorithm, learningRate);
}

/** The paper's preset at its learning rate; a refit is not part of it. */
export function paperArm(sizes: Sizes): SaeConfig<GbaConfig> {
  return saeConfig(sizes, paperGba(), 1e-3);
}

const gradientFields = { normalisation: 'token', warmUpSteps: 0, gradientClip: 0, adamBeta1: 0.9 } as const;

/** Tied, with GBA's small scale and schedule, b_pre and refit: all that is left of the difference is how features are selected. */
export function tiedTopKArm(
  sizes: Sizes,
  k: number,
  learningRate = sizes.learningRate,
  preBias: 'zero' | 'mean' = 'zero',
): SaeConfig<TopKConfig> {
  return saeConfig(
    sizes,
    {
      ...gradientFields,
      algorithm: 'topk',
      k,
      tied: true,
      ...outputScales(sizes),
      preBias,
      refit: true,
      auxK: Math.max(1, Math.floor(sizes.data.dIn / 2)),
      auxCoefficient: 0,
      deadAfterTokens: 100 * sizes.batchTokens,
    },
    learningRate,
  );
}

/** Gao et al. 2024: untied, a = 1, b_pre trained, AuxK 1/32; the dead window is a hundred steps, since these runs are short. */
export function ownTopKArm(sizes: Sizes, k: number, learningRate = rivalRates.topk): SaeConfig<TopKConfig> {
  return saeConfig(
    sizes,
    {
      ...gradientFields,
      algorithm: 'topk',
      k,
      tied: false,
      outputScale: 1,
      finalOutputScale: 1,
      preBias: 'trained',
      refit: false,
      auxK: Math.max(1, Math.floor(sizes.data.dIn / 2)),
      auxCoefficient: 1 / 32,
      deadAfterTokens: 100 * sizes.batchTokens,
    },
    learningRate,
  );
}

/** Anthropic's form of April 2024: decoder rows free from length 0.1, b_pre trained, lambda warmed up over a tenth of the steps. */
export function l1Arm(
  sizes: Sizes,
  l1Coefficient = rivalRates.lambda,
  learningRate = rivalRates.l1,
): SaeConfig<L1Config> {
  return saeConfig(
    sizes,
    {
      ...gradientFields,
      algorithm: 'l1',
      l1Coefficient,
      sparsityWarmUpSteps: Math.max(1, Math.round(sizes.steps / 10)),
      decoderInitNorm: 0.1,
      preBias: 'trained',
      refit: false,
    },
    learningRate,
  );
}

/** Best of the sweep on the toy, seed 80; `monosema synthetic robustness --seed 80` shows it. */
export const rivalRates: Readonly<Record<'topk' | 'l1' | 'lambda', number>> = {
  topk: 2e-2,
  l1: 1e-2,
  lambda: 0.4,
};

/** LTF for which the mean target over K groups is `mean`, given HTF; as low as 1e-5 where no LTF brings it that far down. */
export function matchedLowest(
  highest: number,
  groups: number,
  mean: number,
): { lowest: number; reached: boolean } {
  const meanOf = (lowest: number): number => {
    let sum = 0;
    for (let k = 0; k < groups; k++)
      sum += highest * (lowest / highest) ** (groups === 1 ? 0 : k / (groups - 1));
    return sum / groups;
  };
  let [low, high] = [1e-5, highest];
  if (meanOf(low) > mean) return { lowest: low, reached: false };
  for (let i = 0; i < 60; i++) {
    const middle = Math.sqrt(low * high);
    if (meanOf(middle) > mean) high = middle;
    else low = middle;
  }
  return { lowest: low, reached: true };
}

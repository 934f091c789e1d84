/**
 * Whole training configurations by algorithm, every derived number written into the fields. Recipes and their sources are those of the
 * configuration types in protocol/training.ts; they come from runs of 10^5 steps, ours have 10^2 to 10^4, so what their authors give in
 * steps is a share of the run here, and learning rates are higher. "DL" is saprmarks/dictionary_learning, "SL" SAELens.
 */
import type {
  AlgorithmConfig,
  AlgorithmName,
  BatchTopKConfig,
  GbaConfig,
  GbaPreset,
  JumpReluConfig,
  L1Config,
  MatryoshkaConfig,
  PresetAlgorithm,
  SaeConfig,
  TopKConfig,
} from '../../../protocol/training.ts';
import { totalSteps } from './algorithmOf.ts';
import { targetFrequencies } from './gba.ts';
import { presetSae, type SaeSizes } from './gbaPresets.ts';

/** @param preset of GBA and BA; the others have one recipe each */
export function algorithmPreset(
  algorithm: PresetAlgorithm,
  sizes: SaeSizes,
  preset: GbaPreset = 'recommended',
): SaeConfig {
  if (algorithm === 'gba') return presetSae(preset, sizes);
  if (algorithm === 'ba') {
    const config = presetSae(preset, sizes);
    return { ...config, algorithm: singleGroup(config.algorithm) };
  }
  const batchTokens = sizes.batchTokens ?? 1024;
  const run = { ...sizes, batchTokens };
  return {
    dSae: sizes.dSae,
    batchTokens,
    trainingTokens: sizes.trainingTokens,
    learningRate: rivalLearningRate(run),
    finalLearningRateShare: 0.01,
    seed: sizes.seed ?? 0,
    algorithm: rivalConfig(algorithm, run),
  };
}

/** The paper's BA: one group, whose target is the mean of the targets, so that as many neurons are to fire in all. */
export function singleGroup(config: GbaConfig): GbaConfig {
  const targets = targetFrequencies(config);
  const mean = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  return { ...config, groups: 1, highestTargetFrequency: mean, lowestTargetFrequency: mean };
}

type RunSizes = SaeSizes & { batchTokens: number };

function rivalConfig(algorithm: Exclude<AlgorithmName, 'gba'>, sizes: RunSizes): AlgorithmConfig {
  switch (algorithm) {
    case 'topk':
      return topkPreset(sizes);
    case 'batchtopk':
      return batchtopkPreset(sizes);
    case 'matryoshka':
      return matryoshkaPreset(sizes);
    case 'l1':
      return l1Preset(sizes);
    case 'jumprelu':
      return jumpreluPreset(sizes);
    default:
      return algorithm satisfies never;
  }
}

/** Gao et al. 2024; AuxK and clipping as in DL. k is sparsify's default. */
export function topkPreset(sizes: RunSizes): TopKConfig {
  return {
    algorithm: 'topk',
    k: Math.min(32, sizes.dSae),
    tied: false,
    outputScale: 1,
    finalOutputScale: 1,
    ...gradientFields(sizes),
    ...auxKFields(sizes),
  };
}

/** Bussmann et al. 2024; DL's momentum of 0.999 outlasts a short run, SL's is 0.99. */
export function batchtopkPreset(sizes: RunSizes): BatchTopKConfig {
  return {
    algorithm: 'batchtopk',
    k: Math.min(32, sizes.dSae),
    thresholdMomentum: 0.99,
    ...gradientFields(sizes),
    ...auxKFields(sizes),
  };
}

/** Bussmann et al. 2025: prefixes that double up to the whole. */
export function matryoshkaPreset(sizes: RunSizes): MatryoshkaConfig {
  const prefixShares = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1].filter((share) => share * sizes.dSae >= 1);
  return { ...batchtopkPreset(sizes), algorithm: 'matryoshka', prefixShares };
}

/**
 * Anthropic's form of April 2024; the length of the first rows is DL's. The coefficient belongs to rows of norm 1, as DL's 0.1 does: on the
 * starter model 0.1 led to an L0 of 51 and 0.3 to 11.
 */
export function l1Preset(sizes: RunSizes): L1Config {
  return {
    algorithm: 'l1',
    l1Coefficient: 0.15,
    sparsityWarmUpSteps: sparsityWarmUp(sizes),
    decoderInitNorm: 0.1,
    ...gradientFields(sizes),
  };
}

/**
 * Rajamanoharan et al. 2024, with the plain L0 penalty. DL has 0.001 for bandwidth and first threshold and a rate of 7e-5, which moves a
 * threshold by 0.07 at most in a thousand steps. On the starter model, bandwidths of 0.01, 0.03 and 0.1 led to an explained variance of
 * 0.803, 0.805 and 0.800 at an L0 of 34, 33 and 28; a coefficient of 1e-3 led to an L0 of 109, 3e-3 to 33.
 */
export function jumpreluPreset(sizes: RunSizes): JumpReluConfig {
  return {
    algorithm: 'jumprelu',
    penalty: 'l0',
    sparsityCoefficient: 3e-3,
    sparsityWarmUpSteps: sparsityWarmUp(sizes),
    tanhScale: 4,
    bandwidth: 0.03,
    initialThreshold: 0.03,
    ...gradientFields(sizes),
  };
}

function gradientFields(sizes: RunSizes) {
  return {
    normalisation: 'token',
    preBias: 'trained',
    refit: false,
    // DL: 1,000 steps.
    warmUpSteps: Math.min(1_000, Math.ceil(0.05 * totalSteps(sizes))),
    // DL has 0 for JumpReLU alone.
    adamBeta1: 0.9,
    gradientClip: 1,
  } as const;
}

function auxKFields({ dIn, trainingTokens }: RunSizes) {
  return {
    auxK: Math.max(1, Math.round(dIn / 2)),
    auxCoefficient: 1 / 32,
    // Gao et al.: 10^7 tokens of 10^10.
    deadAfterTokens: Math.min(1e7, Math.max(1, Math.ceil(0.1 * trainingTokens))),
  };
}

/**
 * Measured on the starter model (dIn 192, 1,024 features, steps of 512 tokens, one seed), explained variance at the L0 in brackets. 600 steps:
 * TopK 0.736, 0.781, 0.800, 0.799 (16) at rates of 2e-3, 5e-3, 1e-2, 2e-2, where a tenth of the features died; JumpReLU 0.805 (33),
 * 0.812 (32) at 5e-3, 1e-2; L1 0.628 (11), 0.641 (8) at 5e-3, 1e-2. 2,500 steps: TopK 0.850, 0.877, 0.881 (32) at 2e-3, 6e-3, 1e-2.
 * As with GBA, a step turns a row by about lr sqrt(dIn). Beyond 3,000 steps the rate falls with their root, untested, towards DL's
 * 2e-4 / sqrt(dSae / 2^14) for 10^5 steps.
 */
export function rivalLearningRate(run: RunSizes): number {
  return 1e-2 * Math.sqrt(192 / run.dIn) * Math.min(1, Math.sqrt(3_000 / totalSteps(run)));
}

/** DL: 2,000 steps. */
function sparsityWarmUp(sizes: RunSizes): number {
  return Math.min(2_000, Math.ceil(0.2 * totalSteps(sizes)));
}

/** The two presets of GBA, and whole training configurations around them. */
import type { GbaConfig, SaeConfig } from '../../../protocol/training.ts';

/**
 * What works best in short runs: a small fixed output scale; biases from quantiles; b_pre at the data mean; a refit at the end. Scale and
 * target frequencies were chosen on the starter model, see docs/decisions.md; on synthetic data with known features, halving the scale late
 * (finalOutputScale) recovers more of them.
 */
export function recommendedGba(overrides: Partial<GbaConfig> = {}): GbaConfig {
  return {
    algorithm: 'gba',
    preset: 'recommended',
    groups: 10,
    highestTargetFrequency: 0.01,
    lowestTargetFrequency: 0.0003,
    adaptEverySteps: 10,
    adaptation: 'published',
    biasStepDown: 0.01,
    biasStepUp: 0.01,
    activation: 'jumprelu',
    outputScale: 0.3,
    finalOutputScale: 0.3,
    trainOutputScale: false,
    initialBias: 'quantile',
    polishSteps: 0,
    preBias: 'mean',
    normalisation: 'token',
    refit: true,
    ...overrides,
  };
}

/** The paper's settings: a = 1 trained, b = 0, a period of 50 steps. It needs thousands of steps before the biases arrive. */
export function paperGba(overrides: Partial<GbaConfig> = {}): GbaConfig {
  return {
    algorithm: 'gba',
    preset: 'paper',
    groups: 10,
    highestTargetFrequency: 0.5,
    lowestTargetFrequency: 0.001,
    adaptEverySteps: 50,
    adaptation: 'published',
    biasStepDown: 0.01,
    biasStepUp: 0.01,
    activation: 'jumprelu',
    outputScale: 1,
    finalOutputScale: 1,
    trainOutputScale: true,
    initialBias: 'zero',
    polishSteps: 0,
    preBias: 'trained',
    normalisation: 'token',
    refit: false,
    ...overrides,
  };
}

/**
 * Adam's step on the unit sphere is about lr sqrt(dIn), so the rate falls with 1/sqrt(dIn).
 * 2e-2 at dIn 128 was best on synthetic data; the paper's rate is not published (its library's default is 1e-3).
 */
export function defaultLearningRate(preset: GbaConfig['preset'], dIn: number): number {
  return preset === 'paper' ? 1e-3 : 2e-2 * Math.sqrt(128 / dIn);
}

export interface SaeSizes {
  dIn: number;
  dSae: number;
  trainingTokens: number;
  batchTokens?: number;
  seed?: number;
}

/** A whole training configuration for a preset, with its learning rate. */
export function presetSae(preset: GbaConfig['preset'], sizes: SaeSizes): SaeConfig<GbaConfig> {
  return {
    dSae: sizes.dSae,
    batchTokens: sizes.batchTokens ?? (preset === 'paper' ? 512 : 1024),
    trainingTokens: sizes.trainingTokens,
    learningRate: defaultLearningRate(preset, sizes.dIn),
    finalLearningRateShare: 0.01,
    seed: sizes.seed ?? 0,
    algorithm: preset === 'paper' ? paperGba() : recommendedGba(),
  };
}

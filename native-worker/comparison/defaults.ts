/**
 * Each algorithm's own recipe (sources at its configuration in protocol/training.ts), scaled to runs of a thousand steps: what its authors
 * give in steps of runs a hundred times longer is a share of the run here. Learning rates are the middle of those that tuning tries.
 */
import type { AlgorithmConfig, AlgorithmName } from '../../protocol/training.ts';
import { defaultLearningRate as gbaLearningRate, recommendedGba } from '../sae/algorithms/gbaPresets.ts';

export interface RunSizes {
  dIn: number;
  dSae: number;
  steps: number;
  tokens: number;
}

/** Warm-up of the learning rate and of penalties, shares of the steps. */
const WARM_UP = 0.05;
const SPARSITY_WARM_UP = 0.2;
/** A feature that did not fire in this share of the run's tokens is dead to AuxK. */
const DEAD_AFTER = 0.1;

/** The knob (k, coefficient, target frequencies) stands anywhere; `withKnob` sets it. */
export function algorithmDefaults(
  algorithm: AlgorithmName,
  { dIn, dSae, steps, tokens }: RunSizes,
): AlgorithmConfig {
  const gradient = {
    normalisation: 'token',
    preBias: 'trained',
    refit: false,
    warmUpSteps: Math.ceil(WARM_UP * steps),
    adamBeta1: 0.9,
    gradientClip: 1,
  } as const;
  const auxK = {
    auxK: Math.max(1, Math.min(dSae, Math.round(dIn / 2))),
    auxCoefficient: 1 / 32,
    deadAfterTokens: Math.max(1, Math.ceil(DEAD_AFTER * tokens)),
  };
  const sparsityWarmUpSteps = Math.ceil(SPARSITY_WARM_UP * steps);
  switch (algorithm) {
    case 'gba':
      return recommendedGba();
    case 'topk':
      return { algorithm, k: 32, tied: false, outputScale: 1, finalOutputScale: 1, ...gradient, ...auxK };
    case 'batchtopk':
      return { algorithm, k: 32, thresholdMomentum: 0.99, ...gradient, ...auxK };
    case 'matryoshka':
      return {
        ...{ algorithm, k: 32, thresholdMomentum: 0.99, prefixShares: [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1] },
        ...{ ...gradient, ...auxK },
      };
    case 'l1':
      return { algorithm, l1Coefficient: 0.03, sparsityWarmUpSteps, decoderInitNorm: 0.1, ...gradient };
    case 'jumprelu':
      return {
        ...{ algorithm, penalty: 'l0', sparsityCoefficient: 3e-4, sparsityWarmUpSteps, tanhScale: 4 },
        ...{ bandwidth: 0.03, initialThreshold: 0.01, ...gradient },
      };
    default:
      return algorithm satisfies never;
  }
}

/** TopK in the paper's tied form: GBA's small fixed scale, b_pre and refit, with k in place of adapted biases. */
export function tiedTopK(sizes: RunSizes): AlgorithmConfig {
  const { outputScale, finalOutputScale, preBias, refit } = recommendedGba();
  const own = algorithmDefaults('topk', sizes);
  if (own.algorithm !== 'topk') throw new Error(`The defaults of topk are of ${own.algorithm}.`);
  return {
    ...own,
    ...{ tied: true, auxCoefficient: 0, gradientClip: 0, warmUpSteps: 0 },
    ...{ outputScale, finalOutputScale, preBias, refit },
  };
}

/**
 * Steps are about lr sqrt(dIn) long on the unit sphere, so rates fall with 1/sqrt(dIn). In runs of hundreds of steps every algorithm wants
 * rates some ten times those published for runs of a hundred thousand: short runs on the starter model placed the middles.
 */
export function defaultLearningRate(algorithm: AlgorithmName, dIn: number): number {
  const at192 = (rate: number): number => rate * Math.sqrt(192 / dIn);
  switch (algorithm) {
    case 'gba':
      return gbaLearningRate('recommended', dIn);
    case 'topk':
    case 'batchtopk':
    case 'matryoshka':
      return at192(1.5e-2);
    case 'l1':
    case 'jumprelu':
      return at192(1e-2);
    default:
      return algorithm satisfies never;
  }
}

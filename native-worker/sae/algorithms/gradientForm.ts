/** What TopK, BatchTopK, Matryoshka, L1 and JumpReLU share: an untied encoder with biases, z = max(y, 0), and ||xhat - x||^2. */
import type { BackendOptions } from '../../compute/backend.ts';
import type { AlgorithmConfig, GbaConfig, SaeConfig } from '../../../protocol/training.ts';
import { learningRateAt, warmUpShare } from './schedules.ts';

export type GradientAlgorithmConfig = Exclude<AlgorithmConfig, GbaConfig>;

/** Rows from which b_pre is set: its mean is then within a hundredth of the data's spread. */
export const gradientSampleRows = 16_384;

/** How b_pre is trained; `mean` and `zero` only say where it stays. */
export function preBiasGradient(preBias: AlgorithmConfig['preBias']): BackendOptions['trains']['preBias'] {
  switch (preBias) {
    case 'mean':
    case 'zero':
      return 'fixed';
    case 'decoder':
      return 'decoder';
    case 'trained':
      return 'full';
    default:
      return preBias satisfies never;
  }
}

/** Options of such an SAE; the algorithm says what differs. */
export function gradientForm(config: SaeConfig<GradientAlgorithmConfig>, dIn: number) {
  const { algorithm, dSae, batchTokens } = config;
  return {
    dIn,
    dSae,
    batchTokens,
    tied: false,
    activation: 'relu',
    errorWeight: 1,
    penalty: null,
    prefixes: [dSae],
    auxiliary: null,
    trains: { decoder: true, scales: false, biases: true, preBias: preBiasGradient(algorithm.preBias) },
    decoderRows: 'unit',
    gradientClip: algorithm.gradientClip === 0 ? null : algorithm.gradientClip,
    // Gradients are means over rows of norm 1, so epsilon must lie far below 1e-8 for rare features (Gao et al. use 6.25e-10).
    adam: { beta1: algorithm.adamBeta1, beta2: 0.999, epsilon: 1e-9 },
  } as const satisfies Partial<BackendOptions>;
}

/** Warm-up times cosine. */
export function gradientLearningRate(
  { learningRate, finalLearningRateShare, algorithm }: SaeConfig<GradientAlgorithmConfig>,
  step: number,
  steps: number,
): number {
  return (
    learningRateAt(learningRate, finalLearningRateShare, step / steps) *
    warmUpShare(step, algorithm.warmUpSteps)
  );
}

/**
 * JumpReLU (Rajamanoharan et al. 2024, arXiv 2407.14435): each feature learns its own threshold through a straight-through estimator,
 * under a penalty on the number of active features or, as Anthropic's of January 2025, on sum tanh(c z ||w||).
 */
import type { JumpReluConfig, SaeConfig } from '../../../protocol/training.ts';
import { firstState } from '../firstState.ts';
import type { Algorithm } from './algorithm.ts';
import { gradientForm, gradientLearningRate, gradientSampleRows } from './gradientForm.ts';
import { GradientRun } from './gradientRun.ts';
import { warmUpShare } from './schedules.ts';

export function jumprelu(config: SaeConfig<JumpReluConfig>, steps: number): Algorithm {
  const { algorithm } = config;
  const { penalty, tanhScale, bandwidth, initialThreshold, sparsityCoefficient, sparsityWarmUpSteps } =
    algorithm;
  return {
    backendOptions: (dIn) => ({
      ...gradientForm(config, dIn),
      selection: { kind: 'learnedThreshold', bandwidth },
      penalty: penalty === 'l0' ? { kind: 'l0' } : { kind: 'tanh', scale: tanhScale },
      // The count of active features does not see the norms of the rows, so they must be fixed; tanh holds them itself.
      decoderRows: penalty === 'l0' ? 'unit' : 'free',
    }),
    sampleRows: gradientSampleRows,
    keepsSample: false,
    firstState: (backend, sample, random) => {
      const first = { sample, preBias: algorithm.preBias, random, threshold: initialThreshold };
      return backend.load(firstState(backend.options, first));
    },
    firstMemory: () => ({ values: {}, arrays: {} }),
    run: () =>
      new GradientRun({
        schedule: (step) => ({
          learningRate: gradientLearningRate(config, step, steps),
          penaltyWeight: sparsityCoefficient * warmUpShare(step, sparsityWarmUpSteps),
        }),
      }),
    deployed: ({ biases, thresholds }) => ({ activation: 'relu', biases, cuts: thresholds, k: null }),
  };
}

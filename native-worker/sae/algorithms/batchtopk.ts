/** BatchTopK (Bussmann et al. 2024, arXiv 2412.06410): k features a token on average over the batch, one threshold for all at inference. */
import type { BatchTopKConfig, MatryoshkaConfig, SaeConfig } from '../../../protocol/training.ts';
import { firstState } from '../firstState.ts';
import type { Algorithm } from './algorithm.ts';
import { auxiliaryOf, deadTracker, firstDeadArrays } from './auxK.ts';
import { gradientForm, gradientLearningRate, gradientSampleRows } from './gradientForm.ts';
import { GradientRun } from './gradientRun.ts';
import { numberOrNull } from './memory.ts';
import { ThresholdAverage } from './thresholdAverage.ts';

/** @param prefixes widths that each reconstruct the input; Matryoshka has more than the whole */
export function batchtopk(
  config: SaeConfig<BatchTopKConfig | MatryoshkaConfig>,
  steps: number,
  prefixes: readonly number[] = [config.dSae],
): Algorithm {
  const { algorithm, dSae } = config;
  const { k, thresholdMomentum } = algorithm;
  return {
    backendOptions: (dIn) => ({
      ...gradientForm(config, dIn),
      selection: { kind: 'batchtopk', k },
      prefixes,
      auxiliary: auxiliaryOf(algorithm, dSae),
    }),
    sampleRows: gradientSampleRows,
    keepsSample: false,
    firstState: (backend, sample, random) =>
      backend.load(firstState(backend.options, { sample, preBias: algorithm.preBias, random })),
    firstMemory: () => ({ values: { threshold: null }, arrays: firstDeadArrays(dSae) }),
    run: (_, memory) =>
      new GradientRun({
        schedule: (step) => ({ learningRate: gradientLearningRate(config, step, steps) }),
        dead: deadTracker(config, memory),
        tellsDead: algorithm.auxCoefficient > 0,
        threshold: new ThresholdAverage(thresholdMomentum, numberOrNull(memory, 'threshold')),
      }),
    deployed: ({ biases }, memory) => {
      const cuts = new Float32Array(dSae).fill(numberOrNull(memory, 'threshold') ?? 0);
      return { activation: 'relu', biases, cuts, k: null };
    },
  };
}

/**
 * L1 in Anthropic's form of April 2024 (Transformer Circuits updates): ||xhat - x||^2 + lambda sum z ||w||, lambda warmed up, decoder rows
 * free: their norms stand in the penalty, so that shrinking z by growing w gains nothing.
 */
import type { L1Config, SaeConfig } from '../../../protocol/training.ts';
import { firstState } from '../firstState.ts';
import type { Algorithm } from './algorithm.ts';
import { gradientForm, gradientLearningRate, gradientSampleRows } from './gradientForm.ts';
import { GradientRun } from './gradientRun.ts';
import { warmUpShare } from './schedules.ts';

export function l1(config: SaeConfig<L1Config>, steps: number): Algorithm {
  const { algorithm, dSae } = config;
  const { l1Coefficient, sparsityWarmUpSteps, decoderInitNorm } = algorithm;
  return {
    backendOptions: (dIn) => ({
      ...gradientForm(config, dIn),
      selection: { kind: 'threshold' },
      penalty: { kind: 'l1' },
      decoderRows: 'free',
    }),
    sampleRows: gradientSampleRows,
    keepsSample: false,
    firstState: (backend, sample, random) => {
      const first = { sample, preBias: algorithm.preBias, random, rowNorm: decoderInitNorm };
      return backend.load(firstState(backend.options, first));
    },
    firstMemory: () => ({ values: {}, arrays: {} }),
    run: () =>
      new GradientRun({
        schedule: (step) => ({
          learningRate: gradientLearningRate(config, step, steps),
          penaltyWeight: l1Coefficient * warmUpShare(step, sparsityWarmUpSteps),
        }),
      }),
    deployed: ({ biases }) => ({ activation: 'relu', biases, cuts: new Float32Array(dSae), k: null }),
  };
}

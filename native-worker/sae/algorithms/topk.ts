/**
 * TopK (Gao et al. 2024, arXiv 2406.04093): the k largest pre-activations of a token are its code; dead features learn through AuxK.
 * The tied form, with a small output scale on GBA's schedule and neither biases nor AuxK, is there to be compared with GBA.
 */
import type { SaeConfig, TopKConfig } from '../../../protocol/training.ts';
import { firstState } from '../firstState.ts';
import type { Algorithm } from './algorithm.ts';
import { auxiliaryOf, deadTracker, firstDeadArrays } from './auxK.ts';
import { gradientForm, gradientLearningRate, gradientSampleRows } from './gradientForm.ts';
import { GradientRun } from './gradientRun.ts';
import { outputScaleAt } from './schedules.ts';

export function topk(config: SaeConfig<TopKConfig>, steps: number): Algorithm {
  const { algorithm, dSae } = config;
  const { k, tied } = algorithm;
  return {
    backendOptions: (dIn) => {
      const form = gradientForm(config, dIn);
      return {
        ...form,
        tied,
        selection: { kind: 'topk', k },
        auxiliary: auxiliaryOf(algorithm, dSae),
        trains: { ...form.trains, biases: !tied },
      };
    },
    sampleRows: gradientSampleRows,
    keepsSample: false,
    firstState: (backend, sample, random) => {
      const first = { sample, preBias: algorithm.preBias, random, scale: algorithm.outputScale };
      return backend.load(firstState(backend.options, first));
    },
    firstMemory: () => ({ values: {}, arrays: firstDeadArrays(dSae) }),
    run: (_, memory) =>
      new GradientRun({
        schedule: (step) => ({
          learningRate: gradientLearningRate(config, step, steps),
          scale: outputScaleAt(algorithm, step / steps),
        }),
        dead: deadTracker(config, memory),
        tellsDead: algorithm.auxCoefficient > 0,
      }),
    deployed: ({ biases }) => ({ activation: 'relu', biases, cuts: new Float32Array(dSae), k }),
  };
}

/**
 * Group Bias Adaptation (arXiv 2506.14002) as the trainer sees it; one group is the paper's BA. Weights learn by gradient, biases by how
 * often and how strongly neurons fire (biasAdaptation.ts), or, re-quantiled, from a sample of training rows kept for the run.
 */
import { gbaForm } from '../../compute/backend.ts';
import type { Backend, BackendOptions, FiringStats, StepSettings } from '../../compute/backend.ts';
import type { StateVectors } from '../../compute/stateReader.ts';
import type { GbaConfig, SaeConfig } from '../../../protocol/training.ts';
import { initialise, lowestBias, quantileBiases, sampleRows } from '../initialise.ts';
import type { Algorithm, AlgorithmMemory, AlgorithmReport, AlgorithmRun } from './algorithm.ts';
import { BiasAdaptation } from './biasAdaptation.ts';
import { gbaMemory, gbaMemoryOf } from './gbaMemory.ts';
import { preBiasGradient } from './gradientForm.ts';
import { learningRateAt, outputScaleAt } from './schedules.ts';

export function groupBiasAdaptation(config: SaeConfig<GbaConfig>, steps: number): Algorithm {
  const { algorithm, dSae } = config;
  return {
    backendOptions: (dIn) => gbaOptions(config, dIn),
    sampleRows: sampleRows(algorithm),
    keepsSample: algorithm.adaptation === 'requantile',
    firstState: (backend, sample, random) => initialise(config, backend, sample, random),
    firstMemory: (sample, dIn) => {
      const lowest = lowestBias(algorithm, sample, dIn);
      return gbaMemory({ lowestBias: lowest, windows: new BiasAdaptation(config, lowest).state() });
    },
    run: (state, memory, sample) => new GbaRun({ config, steps, state, memory, sample }),
    deployed: ({ biases }) => ({
      activation: algorithm.activation,
      biases,
      cuts: new Float32Array(dSae),
      k: null,
    }),
  };
}

function gbaOptions({ algorithm, dSae, batchTokens }: SaeConfig<GbaConfig>, dIn: number): BackendOptions {
  return {
    dIn,
    dSae,
    batchTokens,
    ...gbaForm,
    activation: algorithm.activation,
    prefixes: [dSae],
    trains: {
      ...gbaForm.trains,
      scales: algorithm.trainOutputScale,
      preBias: preBiasGradient(algorithm.preBias),
    },
  };
}

interface GbaRunOptions {
  config: SaeConfig<GbaConfig>;
  steps: number;
  state: StateVectors;
  memory: AlgorithmMemory;
  /** Normalised rows to re-quantile on; null under the published rule. */
  sample: Float32Array | null;
}

class GbaRun implements AlgorithmRun {
  readonly adaptEverySteps: number;
  private readonly options: GbaRunOptions;
  private readonly adaptation: BiasAdaptation;
  private readonly lowestBias: number;
  private readonly biases: Float32Array;

  constructor(options: GbaRunOptions) {
    const { config, state, memory } = options;
    const { lowestBias: lowest, windows } = gbaMemoryOf(memory, config);
    this.options = options;
    this.adaptEverySteps = config.algorithm.adaptEverySteps;
    this.lowestBias = lowest;
    this.biases = state.biases.slice();
    this.adaptation = new BiasAdaptation(moving(config), lowest, windows);
  }

  settings(step: number): StepSettings {
    const { config, steps } = this.options;
    const { algorithm } = config;
    const fraction = step / steps;
    const learningRate = learningRateAt(config.learningRate, config.finalLearningRateShare, fraction);
    return algorithm.trainOutputScale
      ? { learningRate }
      : { learningRate, scale: outputScaleAt(algorithm, fraction) };
  }

  observe(): void {
    // Biases move by firings, which come in by `absorb`.
  }

  absorb(firings: FiringStats): void {
    this.adaptation.absorb(firings);
  }

  async adapt(backend: Backend): Promise<void> {
    const closed = this.adaptation.adapt(this.biases);
    const { sample, config } = this.options;
    if (sample) this.biases.set(await quantileBiases(config.algorithm, backend, sample, 'all'));
    if (sample || closed.length > 0) await backend.setBiases(this.biases);
  }

  report(): AlgorithmReport {
    const { targets } = this.adaptation;
    return {
      groups: this.adaptation.reports().map((report, group) => ({ target: targets[group] ?? 0, ...report })),
    };
  }

  memory(): AlgorithmMemory {
    return gbaMemory({ lowestBias: this.lowestBias, windows: this.adaptation.state() });
  }
}

/** What the windows move biases by: under re-quantiling nothing, they only measure. */
function moving(config: SaeConfig<GbaConfig>): SaeConfig<GbaConfig> {
  const { algorithm } = config;
  if (algorithm.adaptation === 'published') return config;
  return { ...config, algorithm: { ...algorithm, biasStepDown: 0, biasStepUp: 0 } };
}

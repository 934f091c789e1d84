/** Made-up runs and their metrics. */
import type { MetricsLine, RunStatus, RunSummary } from '../../../protocol/run.ts';
import type { AlgorithmConfig } from '../../../protocol/training.ts';
import { SAMPLE_FEATURES } from './sampleFeatures.ts';

const GROUPS = 10;
const STEPS = 3000;
const BATCH = 1024;
const target = (group: number) => 0.05 * 0.01 ** (group / (GROUPS - 1));

export function sampleMetrics(untilStep: number): MetricsLine[] {
  return Array.from({ length: Math.floor(untilStep / 20) }, (_, i) => metricsAt((i + 1) * 20));
}

export function metricsAt(step: number): MetricsLine {
  const done = 1 - Math.exp(-step / 600);
  const wobble = Math.sin(step * 1.7) * 0.006 + Math.cos(step * 0.31) * 0.004;
  return {
    step,
    tokens: step * BATCH,
    nmse: 0.92 - 0.74 * done + wobble,
    explainedVariance: step % 100 === 0 ? 0.05 + 0.74 * done + wobble : null,
    l0: 220 - 120 * done + 400 * wobble,
    notSeen: Math.round(9000 * Math.exp(-step / 350)),
    learningRate: 1e-3,
    outputScale: 0.3,
    groups: Array.from({ length: GROUPS }, (_, group) => ({
      target: target(group),
      realised: target(group) * (1.6 - 0.75 * done + Math.sin(step + group) * 0.05),
      aboveCap: 0.5 * Math.exp(-step / 700) + 0.02 * group,
    })),
    denseShare: Math.round(10 * Math.exp(-step / 400)) / 10,
    timing: {
      seconds: step * 0.08,
      tokensPerSecond: 12_400 + 900 * Math.sin(step),
      screenedShare: Math.round(10 * 0.8 * done) / 10,
    },
  };
}

export function sampleRun(id: string, status: RunStatus, change: Partial<RunSummary> = {}): RunSummary {
  return {
    id,
    name: id,
    folder: `/home/ada/runs/${id}`,
    status,
    problem: null,
    createdAt: '2026-11-20T10:00:00Z',
    request: {
      modelFolder: '/home/ada/models/SmolLM2-135M',
      hookPoint: 'blocks.13.hook_mlp_out',
      corpus: { kind: 'folder', path: '/home/ada/code/compiler' },
      contextSize: 256,
      sae: {
        dSae: SAMPLE_FEATURES,
        batchTokens: BATCH,
        trainingTokens: STEPS * BATCH,
        learningRate: 1e-3,
        finalLearningRateShare: 0.1,
        seed: 1,
        algorithm: {
          algorithm: 'gba',
          preset: 'recommended',
          groups: GROUPS,
          highestTargetFrequency: 0.05,
          lowestTargetFrequency: 0.0005,
          adaptEverySteps: 50,
          adaptation: 'published',
          polishSteps: 0,
          biasStepDown: 0.1,
          biasStepUp: 0.1,
          activation: 'jumprelu',
          outputScale: 0.3,
          finalOutputScale: 0.15,
          trainOutputScale: false,
          initialBias: 'quantile',
          preBias: 'mean',
          normalisation: 'token',
          refit: true,
        },
      },
      llmDevice: 'auto',
      saeDevice: 'auto',
      checkpointEverySteps: 500,
    },
    modelName: 'SmolLM2-135M',
    dIn: 576,
    corpus: {
      hash: 'ab12',
      documents: 1204,
      characters: 8_600_000,
      tokens: 2_140_000,
      trainRows: 8000,
      heldOutRows: 400,
      skipped: [],
      duplicates: 31,
    },
    devices: null,
    progress: null,
    lastMetrics: null,
    indexStep: STEPS,
    readOnly: false,
    ...change,
  };
}

export function trainingRun(status: RunStatus, problem: string | null = null): RunSummary {
  const step = 1340;
  return sampleRun('compiler-mlp13', status, {
    problem,
    indexStep: null,
    lastMetrics: metricsAt(step),
    devices: {
      llm: {
        requested: 'auto',
        chosen: 'webgpu',
        reason: 'Measured 4100 GFLOP/s of matrix products on webgpu against 180 on the CPU.',
        rejected: [],
      },
      sae: {
        requested: 'cpu',
        chosen: 'cpu',
        reason:
          'It was asked for. 2 workers on 2 free cores. int8 screening: its products are 2.4 times as fast here.',
        rejected: [],
        int8: true,
      },
      activations: {
        on: 'host',
        reason: 'They pass through memory, because the language model computes on webgpu and the SAE on cpu.',
      },
    },
    progress: {
      phase: 'train',
      fraction: 0.46,
      step,
      steps: STEPS,
      tokens: step * BATCH,
      tokensPerSecond: 12_400,
      secondsLeft: 134,
    },
  });
}

/** An SAE made elsewhere that does not fit. */
export function importedRun(): RunSummary {
  const warnings = [
    'It was trained on gemma-2-2b, and the model chosen is gemma-3-270m. Unless they have the same weights, its features mean nothing here.',
    'On a sample of this text it explains -0.42 of the variance, worse than the mean would. Its model, its hook point or the scale of its inputs is probably another. Check them before reading its features.',
  ];
  return sampleRun('average-l0-82', 'finished', {
    warnings,
    imported: {
      format: 'gemmaScope',
      kind: 'Gemma Scope, JumpReLU',
      source: '/home/me/gemma-scope-2b-pt-res/layer_12/width_16k/average_l0_82/params.npz',
      k: null,
      origin: { model: 'gemma-2-2b', hook: 'blocks.12.hook_resid_post', contextSize: 1024, dataset: null },
      inputScale: null,
      sample: { tokens: 16_384, explainedVariance: -0.42, l0: 91.3, dead: 212 },
      warnings,
    },
    progress: {
      phase: 'done',
      fraction: 1,
      step: 0,
      steps: 0,
      tokens: 0,
      tokensPerSecond: null,
      secondsLeft: 0,
    },
  });
}

/** As `trainingRun`, by an algorithm without groups. */
export function rivalRun(algorithm: AlgorithmConfig): RunSummary {
  const run = trainingRun('running');
  const { request, lastMetrics } = run;
  return {
    ...run,
    request: { ...request, sae: { ...request.sae, algorithm } },
    lastMetrics: lastMetrics && rivalMetrics(lastMetrics, algorithm),
  };
}

export function rivalMetrics(line: MetricsLine, { algorithm }: AlgorithmConfig): MetricsLine {
  const done = 1 - Math.exp(-line.step / 600);
  const selects = algorithm === 'topk' || algorithm === 'batchtopk' || algorithm === 'matryoshka';
  const { seconds = 0, tokensPerSecond = 0 } = line.timing ?? {};
  return {
    ...line,
    groups: [],
    outputScale: 1,
    // Selections by rank are never dense, and neither they nor learned thresholds are screened.
    denseShare: selects ? 0 : (line.denseShare ?? 0),
    timing: { seconds, tokensPerSecond },
    ...(selects
      ? { l0: 32, positive: 900 - 600 * done, dead: 0.2 * (1 - done), auxiliary: 0.004 * (1 - done / 2) }
      : { penalty: 40 - 20 * done, penaltyWeight: 0.001 * Math.min(1, line.step / 400) }),
    ...(selects && algorithm !== 'topk' ? { threshold: 0.9 * done } : {}),
  };
}

const gradient = {
  normalisation: 'token',
  preBias: 'trained',
  refit: false,
  warmUpSteps: 100,
  adamBeta1: 0.9,
  gradientClip: 1,
} as const;

export const RIVALS = {
  batchtopk: {
    algorithm: 'batchtopk',
    k: 32,
    thresholdMomentum: 0.99,
    auxK: 288,
    auxCoefficient: 1 / 32,
    deadAfterTokens: 500_000,
    ...gradient,
  },
  jumprelu: {
    algorithm: 'jumprelu',
    penalty: 'l0',
    sparsityCoefficient: 0.001,
    sparsityWarmUpSteps: 400,
    tanhScale: 4,
    bandwidth: 0.03,
    initialThreshold: 0.03,
    ...gradient,
  },
} as const satisfies Record<string, AlgorithmConfig>;

/** Plain values of the protocol for tests of the extension host. */
import type { FeatureRow } from '../../../protocol/feature.ts';
import type { InspectedToken } from '../../../protocol/inspection.ts';
import type { HookPoint, ModelSummary } from '../../../protocol/model.ts';
import type { RunSummary } from '../../../protocol/run.ts';
import type { PresetAlgorithm, SaeConfig, TrainRequest } from '../../../protocol/training.ts';
import { algorithmPreset } from '../../../native-worker/sae/algorithms/presets.ts';

export const exampleRequest: TrainRequest = {
  modelFolder: '/models/starter',
  hookPoint: 'blocks.2.hook_resid_post',
  corpus: { kind: 'starter' },
  contextSize: 256,
  sae: {
    dSae: 2048,
    batchTokens: 1024,
    trainingTokens: 1_800_000,
    learningRate: 0.001,
    finalLearningRateShare: 0.1,
    seed: 0,
    algorithm: {
      algorithm: 'gba',
      preset: 'recommended',
      groups: 10,
      highestTargetFrequency: 0.05,
      lowestTargetFrequency: 0.0005,
      adaptEverySteps: 50,
      adaptation: 'published',
      polishSteps: 0,
      biasStepDown: 0.1,
      biasStepUp: 0.1,
      activation: 'jumprelu',
      outputScale: 0.2,
      finalOutputScale: 0.1,
      trainOutputScale: false,
      initialBias: 'quantile',
      preBias: 'mean',
      normalisation: 'token',
      refit: true,
    },
  },
  llmDevice: 'cpu',
  saeDevice: 'cpu',
  checkpointEverySteps: 500,
};

export function exampleRun(changes: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 'first',
    name: 'First run',
    folder: '/storage/runs/first',
    status: 'finished',
    problem: null,
    createdAt: '2026-01-02T03:04:05.000Z',
    request: exampleRequest,
    modelName: 'starter',
    dIn: 192,
    corpus: null,
    devices: null,
    progress: null,
    lastMetrics: null,
    indexStep: 1800,
    readOnly: false,
    ...changes,
  };
}

export function exampleHook(layer: number, kind: HookPoint['kind']): HookPoint {
  return {
    ...{ name: `blocks.${layer}.${kind}`, kind, layer, tensor: `t${layer}`, op: 'Add', width: 192 },
    ...{ shape: ['batch', 'position', 192], cost: (layer + 1) / 5, weightShare: (layer + 1) / 4 },
  };
}

export function exampleModel(changes: Partial<ModelSummary> = {}): ModelSummary {
  return {
    folder: '/models/starter',
    name: 'starter',
    architecture: 'llama',
    layers: 4,
    width: 192,
    vocabularySize: 4096,
    maxContext: 256,
    onnxFile: 'onnx/model.onnx',
    bytes: 5_200_000,
    hash: 'abc',
    hookPoints: [
      exampleHook(1, 'hook_mlp_out'),
      exampleHook(2, 'hook_mlp_out'),
      exampleHook(2, 'hook_resid_post'),
      exampleHook(3, 'hook_resid_post'),
    ],
    warnings: [],
    ...changes,
  };
}

export function exampleRow(changes: Partial<FeatureRow> = {}): FeatureRow {
  return {
    index: 7,
    group: 3,
    density: 0.01,
    targetFrequency: 0.01,
    maxActivation: 10,
    meanActivation: 4,
    threshold: 2,
    clusterSize: 1,
    topTokens: ['import'],
    label: null,
    pinned: false,
    ...changes,
  };
}

export function exampleToken(
  text: string,
  range: InspectedToken['range'],
  changes: Partial<InspectedToken> = {},
): InspectedToken {
  return {
    text,
    id: 1,
    range,
    masked: false,
    maskReason: null,
    norm: 1,
    loss: 1,
    predictions: [],
    dimensions: [],
    ...changes,
  };
}

/** The engine's preset of 2,048 features, with numbers that tests know, however presets are tuned. */
export function exampleSae(algorithm: PresetAlgorithm): SaeConfig {
  const sae = algorithmPreset(algorithm, { dIn: 192, dSae: 2048, trainingTokens: 600_000 });
  return { ...sae, algorithm: { ...sae.algorithm, ...exampleNumbers(algorithm) } };
}

function exampleNumbers(algorithm: PresetAlgorithm): object {
  switch (algorithm) {
    case 'gba':
      return { groups: 10, highestTargetFrequency: 0.01, lowestTargetFrequency: 0.0003 };
    case 'ba':
      return { highestTargetFrequency: 0.003, lowestTargetFrequency: 0.003 };
    case 'topk':
    case 'batchtopk':
    case 'matryoshka':
      return { k: 32 };
    case 'l1':
      return { l1Coefficient: 0.03 };
    case 'jumprelu':
      return { sparsityCoefficient: 0.001 };
    default:
      return algorithm satisfies never;
  }
}

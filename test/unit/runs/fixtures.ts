/** Small requests and storages for tests of runs. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RunStore } from '../../../native-worker/runs/runStore.ts';
import type { MetricsLine } from '../../../protocol/run.ts';
import type { GbaConfig, TrainRequest } from '../../../protocol/training.ts';

export function someRequest(change?: Partial<Omit<TrainRequest, 'sae'>>): TrainRequest<GbaConfig>;
export function someRequest(change: Partial<TrainRequest>): TrainRequest;
export function someRequest(change: Partial<TrainRequest> = {}): TrainRequest {
  return {
    modelFolder: '/models/tiny',
    hookPoint: 'blocks.0.hook_resid_post',
    corpus: { kind: 'starter' },
    contextSize: 32,
    sae: {
      dSae: 64,
      batchTokens: 32,
      trainingTokens: 3200,
      learningRate: 1e-3,
      finalLearningRateShare: 0.1,
      seed: 7,
      algorithm: {
        algorithm: 'gba',
        preset: 'recommended',
        groups: 4,
        highestTargetFrequency: 0.1,
        lowestTargetFrequency: 0.01,
        adaptEverySteps: 5,
        adaptation: 'published',
        polishSteps: 0,
        biasStepDown: 0.01,
        biasStepUp: 0.01,
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
    checkpointEverySteps: 10,
    ...change,
  };
}

export function metricsAt(step: number): MetricsLine {
  return {
    step,
    tokens: step * 32,
    nmse: 0.5,
    explainedVariance: null,
    l0: 4,
    notSeen: 0,
    learningRate: 1e-3,
    outputScale: 0.2,
    groups: [{ target: 0.1, realised: 0.09, aboveCap: 0 }],
  };
}

export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'monosema-test-'));
}

export function openStore(folder: string, shipped: string[] = []): RunStore {
  return new RunStore({
    folder,
    shipped,
    modelFolderNames: { store: (real) => real, resolve: (stored) => stored },
    version: '0.0.0-test',
  });
}

export const someModel = { name: 'tiny', hash: 'abc', dIn: 16 };

/** The part of a metrics line that must repeat bit for bit. */
export function withoutTiming(line: MetricsLine): MetricsLine {
  const { timing, ...rest } = line;
  if (timing === undefined) throw new Error(`The line of step ${line.step} lacks its timing.`);
  return rest;
}

/** Arms as if they had been trained: figures given, everything else filled in. */
import type { Measured } from '../../../native-worker/comparison/armResult.ts';
import type { FinishedArm } from '../../../native-worker/comparison/runArms.ts';
import type { CompareSettings } from '../../../native-worker/comparison/compareSettings.ts';
import { recommendedGba } from '../../../native-worker/sae/algorithms/gbaPresets.ts';

export interface Figures {
  label?: string;
  purpose?: FinishedArm['arm']['purpose'];
  point?: number;
  knob?: number;
  seed?: number;
  learningRate?: number;
  l0: number;
  explainedVariance: number;
  nmse?: number;
  distinct?: number;
  twinShare?: number;
}

export function someSettings(change: Partial<CompareSettings> = {}): CompareSettings {
  return {
    kind: 'frontier',
    modelFolder: '/model',
    hookPoint: 'blocks.0.hook_resid_post',
    corpus: { kind: 'starter' },
    contextSize: 32,
    algorithms: ['gba', 'topk'],
    seeds: 2,
    points: 5,
    lowestL0: 10,
    highestL0: 200,
    targetL0: 25,
    dSae: 2048,
    batchTokens: 1024,
    trainingTokens: 1_024_000,
    tuningTokens: 256_000,
    longTokens: 10_240_000,
    mostHeldOut: 1000,
    llmDevice: 'cpu',
    saeDevice: 'cpu',
    ...change,
  };
}

export function finishedArm(figures: Figures): FinishedArm {
  const { label = 'gba', purpose = 'point', point = 0, knob = 10, seed = 1, learningRate = 0.01 } = figures;
  const sae = {
    ...{ dSae: 100, batchTokens: 10, trainingTokens: 100, learningRate, finalLearningRateShare: 0.01, seed },
    algorithm: recommendedGba(),
  };
  const result: FinishedArm['result'] = {
    ...{ key: `${label}-${point}-${seed}-${learningRate}`, sae, steps: 10, device: 'cpu' },
    measured: measured(figures),
    seconds: { train: 1, finish: 1, evaluate: 1 },
  };
  return { arm: { purpose, label, knob: { name: 'L0', value: knob }, point, sae }, result };
}

function measured({ l0, explainedVariance, nmse, distinct = 100, twinShare = 0 }: Figures): Measured {
  const diversity = {
    ...{ features: 100, distinct, distinctShare: distinct / 100, twins: 100 * twinShare, twinShare },
    ...{ twinClusters: 0, largestCluster: 1, zeroRows: 0, threshold: 0.9 },
  };
  return {
    ...{ heldOutTokens: 1000, explainedVariance, nmse: nmse ?? 1 - explainedVariance, cosine: 1, l2Ratio: 1 },
    ...{
      relativeReconstructionBias: 1,
      l0,
      activeFraction: l0 / 100,
      activeFractionBeforeSelection: l0 / 100,
    },
    dead: { verdict: 'not seen', features: 0, share: 0, tokens: 1000, windowTokens: 1e6 },
    ...{ diversity, firing: diversity, targets: null },
    ...{ maxActivation: { median: 1, most: 2 }, z: { median: 1, most: 2 } },
  };
}

/** The rungs of the ladder: GBA with its parts taken away or changed one at a time, and tied and untied TopK beside it. */
import type { AlgorithmConfig, GbaConfig } from '../../protocol/training.ts';
import { defaultLearningRate, recommendedGba } from '../sae/algorithms/gbaPresets.ts';
import { rivalLearningRate, topkPreset } from '../sae/algorithms/presets.ts';
import type { CompareSettings } from './compareSettings.ts';
import { tiedTopK } from './defaults.ts';
import { RATES } from './recipes.ts';
import type { Recipe } from './recipes.ts';
import { summedTargets } from './sparsityKnob.ts';

export interface Rung extends Recipe {
  /** Tokens that it is trained on. */
  tokens: number;
}

/** The rung that all others are compared with. */
export const BASE = 'gba';
/** Place of a rung's point at the target; GBA's line over L0 has others. */
export const BASE_POINT = 1;
/** A lowest frequency this many times below the highest is as low as a rung goes. */
const WIDEST = 1e-4;

/** LTF such that the targets sum to this L0 with HTF as it is; the least there is where even that is too much. */
export function ltfAtL0(config: GbaConfig, targetL0: number, dSae: number): GbaConfig {
  let [low, high] = [
    Math.log(WIDEST * config.highestTargetFrequency),
    Math.log(config.highestTargetFrequency),
  ];
  const at = (log: number): GbaConfig => ({ ...config, lowestTargetFrequency: Math.exp(log) });
  if (summedTargets(at(low), dSae) >= targetL0) return at(low);
  if (summedTargets(at(high), dSae) <= targetL0) return at(high);
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (summedTargets(at(middle), dSae) < targetL0) low = middle;
    else high = middle;
  }
  return at(high);
}

export function ladderRungs(settings: CompareSettings, dIn: number): Rung[] {
  const { targetL0, trainingTokens, longTokens, dSae, batchTokens } = settings;
  const sizes = { dIn, dSae, batchTokens, trainingTokens };
  const ownRate = defaultLearningRate('recommended', dIn);
  const gba = (label: string, change: Partial<GbaConfig>, extra: Partial<Rung> = {}): Rung => ({
    label,
    config: () => recommendedGba(change),
    rates: RATES.map((factor) => factor * ownRate),
    knobs: [targetL0],
    tokens: trainingTokens,
    ...extra,
  });
  const topk = (label: string, config: (sizes: Sizes) => AlgorithmConfig, rate: number): Rung => ({
    label,
    config: (tokens) => config({ ...sizes, trainingTokens: tokens }),
    rates: RATES.map((factor) => factor * rate),
    knobs: [targetL0],
    tokens: trainingTokens,
  });
  const frozen = { biasStepDown: 0, biasStepUp: 0 };
  const steps = Math.floor(longTokens / batchTokens).toLocaleString('en');
  return [
    gba(BASE, {}),
    gba('gamma 0', frozen),
    gba('K 1', { groups: 1 }),
    gba('K 1, gamma 0', { groups: 1, ...frozen }),
    gba(
      `a 1 trained, ${steps} steps`,
      { outputScale: 1, finalOutputScale: 1, trainOutputScale: true },
      { tokens: longTokens },
    ),
    gba('b_pre decoder-only', { preBias: 'decoder' }),
    gba('b_pre full', { preBias: 'trained' }),
    ...[0.05, 0.1, 0.5].map((highestTargetFrequency) =>
      gba(`HTF ${highestTargetFrequency}`, { highestTargetFrequency }, { turn: heldHighest }),
    ),
    topk('topk tied', tiedTopK, ownRate),
    topk('topk untied', topkPreset, rivalLearningRate(sizes)),
  ];
}

type Sizes = Parameters<typeof tiedTopK>[0];

function heldHighest(config: AlgorithmConfig, targetL0: number, dSae: number): AlgorithmConfig {
  if (config.algorithm !== 'gba') throw new Error(`${config.algorithm} has no target frequencies.`);
  return ltfAtL0(config, targetL0, dSae);
}

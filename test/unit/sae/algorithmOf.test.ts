import { expect, it } from 'vitest';
import { zeroState } from '../../../native-worker/compute/saeState.ts';
import { readerOf } from '../../../native-worker/compute/stateReader.ts';
import { algorithmOf, parametersOf } from '../../../native-worker/sae/algorithms/algorithmOf.ts';
import { recommendedGba } from '../../../native-worker/sae/algorithms/gbaPresets.ts';
import { MemoryMismatchError } from '../../../native-worker/sae/algorithms/memory.ts';
import { algorithmPreset } from '../../../native-worker/sae/algorithms/presets.ts';
import {
  targetL0,
  UnreachableSparsityError,
  withTargetL0,
} from '../../../native-worker/sae/algorithms/targetL0.ts';
import type { PresetAlgorithm, SaeConfig } from '../../../protocol/training.ts';

const sizes = { dIn: 2, dSae: 4, trainingTokens: 4_096 };
const config = (name: PresetAlgorithm): SaeConfig => algorithmPreset(name, sizes);
const normaliser = { kind: 'token' } as const;

it.each([
  ['gba', 'jumprelu', [0, 0, 0, 0], null],
  ['topk', 'relu', [0, 0, 0, 0], 4],
  ['batchtopk', 'relu', [0.25, 0.25, 0.25, 0.25], null],
  ['matryoshka', 'relu', [0.25, 0.25, 0.25, 0.25], null],
  ['l1', 'relu', [0, 0, 0, 0], null],
  ['jumprelu', 'relu', [0.5, 1, 0, 2], null],
] as const)('%s is deployed as %s, above %j, and at most %j a row', async (name, activation, cuts, k) => {
  const state = zeroState({ dIn: 2, dSae: 4, tied: name === 'gba' });
  state.thresholds.set([0.5, 1, 0, 2]);
  const memory = { values: { threshold: 0.25 }, arrays: {} };
  const parameters = await parametersOf({ state: readerOf(state), memory, normaliser }, config(name));
  expect({ ...parameters, cuts: [...parameters.cuts] }).toMatchObject({ activation, cuts, k });
  expect(parameters.encoder === null).toBe(name === 'gba');
});

it('A memory of another algorithm is refused by name, in place of a run that goes on wrongly', () => {
  const state = zeroState({ dIn: 2, dSae: 4, tied: false });
  const none = { values: {}, arrays: {} };
  for (const name of ['gba', 'topk', 'batchtopk'] as const) {
    expect(() => algorithmOf(config(name)).run(state, none, null)).toThrow(MemoryMismatchError);
  }
  const wide = { values: {}, arrays: { lastFired: new Float64Array(9), dead: new Float32Array(9) } };
  expect(() => algorithmOf(config('topk')).run(state, wide, null)).toThrow("4 float64 numbers 'lastFired'");
});

it('Target frequencies sum to an L0, and scale to another, up to a highest frequency of 0.95', () => {
  const gba = recommendedGba({ groups: 3, highestTargetFrequency: 0.16, lowestTargetFrequency: 0.01 });
  // 0.16, 0.04 and 0.01 in equal groups of 300 features.
  expect(targetL0(gba, 300)).toBeCloseTo(100 * 0.21, 9);
  const scaled = withTargetL0(gba, 42, 300);
  expect([scaled.highestTargetFrequency, scaled.lowestTargetFrequency]).toEqual([
    expect.closeTo(0.32, 12),
    expect.closeTo(0.02, 12),
  ]);
  expect(targetL0(withTargetL0(gba, 124, 300), 300)).toBeCloseTo(124, 9);
  expect(() => withTargetL0(gba, 125, 300)).toThrow(UnreachableSparsityError);
  expect(() => withTargetL0(gba, 125, 300)).toThrow('sum to between 0 and 125');
});

import { describe, expect, test } from 'vitest';
import { ltfAtL0 } from '../../../native-worker/comparison/ladderRungs.ts';
import {
  coefficientForL0,
  gbaAtL0,
  summedTargets,
  UnreachableSparsityError,
  withKnob,
} from '../../../native-worker/comparison/sparsityKnob.ts';
import { recipeOf } from '../../../native-worker/comparison/recipes.ts';
import { ALGORITHMS } from '../../../native-worker/comparison/compareSettings.ts';
import { algorithmSchema, contradictions } from '../../../native-worker/sae/algorithms/algorithmSchema.ts';
import { someSettings } from './finishedArm.ts';
import { recommendedGba } from '../../../native-worker/sae/algorithms/gbaPresets.ts';

describe('target frequencies scaled to an L0', () => {
  test('sum to it, and keep their ratios', () => {
    const config = recommendedGba({ highestTargetFrequency: 0.01, lowestTargetFrequency: 0.0001 });
    const scaled = gbaAtL0(config, 40, 1000);
    expect(summedTargets(scaled, 1000)).toBeCloseTo(40, 9);
    expect(scaled.highestTargetFrequency / scaled.lowestTargetFrequency).toBeCloseTo(100, 9);
  });

  test('of one group are all the L0 over the features', () => {
    expect(gbaAtL0(recommendedGba({ groups: 1 }), 40, 1000).highestTargetFrequency).toBeCloseTo(0.04, 12);
  });

  test('cannot be certainties', () => {
    expect(() => gbaAtL0(recommendedGba(), 40, 64)).toThrow(UnreachableSparsityError);
    expect(() => gbaAtL0(recommendedGba(), 40, 64)).toThrow(/--l0.*--features/u);
  });

  test('leave the highest where it is when the lowest alone is moved', () => {
    const config = ltfAtL0(recommendedGba({ highestTargetFrequency: 0.1 }), 40, 2048);
    expect(config.highestTargetFrequency).toBe(0.1);
    expect(summedTargets(config, 2048)).toBeCloseTo(40, 6);
  });

  test('go as low as they can where the highest alone is too much', () => {
    const config = ltfAtL0(recommendedGba({ highestTargetFrequency: 0.5 }), 40, 2048);
    expect(config.lowestTargetFrequency).toBeCloseTo(0.5e-4, 12);
    expect(summedTargets(config, 2048)).toBeGreaterThan(100);
  });
});

describe('the coefficient for an L0', () => {
  /** L0 = 1 / coefficient. */
  const readings = [
    { value: 0.1, l0: 10 },
    { value: 0.01, l0: 100 },
    { value: 0.001, l0: 1000 },
  ];
  test.each([
    [100, 0.01],
    [10 ** 1.5, 10 ** -1.5],
    [5, 0.2],
    [2000, 0.0005],
  ])(
    'an L0 of %f is read off in both logarithms, between readings and a little beyond',
    (l0, coefficient) => {
      expect(coefficientForL0(readings, l0)).toBeCloseTo(coefficient, 9);
    },
  );

  test('goes no further beyond than its reach', () => {
    expect(coefficientForL0(readings, 1e-9, 30)).toBeCloseTo(3, 9);
  });

  test('passes over readings that do not fall, and those where nothing fired', () => {
    const odd = [...readings, { value: 0.05, l0: 500 }, { value: 1, l0: 0 }];
    expect(coefficientForL0(odd, 10)).toBeCloseTo(0.1, 9);
  });

  test('is the only one there is where there is one reading', () => {
    expect(coefficientForL0([{ value: 0.1, l0: 10 }], 50)).toBe(0.1);
    expect(() => coefficientForL0([{ value: 0.1, l0: 0 }], 50)).toThrow(RangeError);
  });
});

describe('the recipe of every algorithm', () => {
  test.each(ALGORITHMS)('%s is a configuration that the trainer takes, wherever its knob stands', (name) => {
    const config = recipeOf(name, someSettings(), 192).config(1e6);
    for (const value of [0.001, 10, 200]) {
      const turned = withKnob(config, value, 2048);
      expect(algorithmSchema.parse(turned)).toEqual(turned);
      expect(contradictions(turned, 2048)).toEqual([]);
    }
  });
});

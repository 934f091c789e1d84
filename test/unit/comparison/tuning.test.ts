import { describe, expect, test } from 'vitest';
import type { Recipe } from '../../../native-worker/comparison/recipes.ts';
import { recipeOf, TUNING_RUNS } from '../../../native-worker/comparison/recipes.ts';
import { chooseRate, knobForL0, sharedRange, tuningArms } from '../../../native-worker/comparison/tuning.ts';
import { ALGORITHMS, TUNING_SEED } from '../../../native-worker/comparison/compareSettings.ts';
import { finishedArm, someSettings } from './finishedArm.ts';

const recipe: Recipe = { ...recipeOf('gba', someSettings(), 192), rates: [0.001, 0.01, 0.1] };
const range = { lowestL0: 10, highestL0: 200 };
const runs = (learningRate: number, l0s: readonly number[], shift: number) =>
  l0s.map((l0, point) =>
    finishedArm({ learningRate, point, l0, explainedVariance: 0.1 * Math.log(Math.max(0.1, l0)) + shift }),
  );

describe('tuning', () => {
  test('gives every algorithm the same number of runs, at a seed that no reported run has', () => {
    for (const algorithm of ALGORITHMS) {
      const arms = tuningArms(recipeOf(algorithm, someSettings(), 192), someSettings());
      expect(arms).toHaveLength(TUNING_RUNS);
      expect(arms.every(({ sae }) => sae.seed === TUNING_SEED && sae.trainingTokens === 256_000)).toBe(true);
    }
  });

  test('takes the rate that explains most at matched L0, not the one that came out denser', () => {
    const finished = [
      ...runs(0.001, [10, 100], 0),
      ...runs(0.01, [12, 120], 0.05),
      // The most explained variance of all, by its L0 alone.
      ...runs(0.1, [60, 900], 0),
    ];
    const tuning = chooseRate(recipe, finished, range);
    expect(tuning.learningRate).toBe(0.01);
    expect(tuning.matchedL0[0]).toBeCloseTo(60, 9);
    expect(tuning.matchedL0.at(-1)).toBeCloseTo(100, 9);
    const [first, second, third] = tuning.rates.map(({ score }) => score ?? NaN);
    expect((second ?? NaN) - (first ?? NaN)).toBeCloseTo(0.05, 9);
    expect(third).toBeCloseTo(first ?? NaN, 9);
    expect(tuning.note).toBeNull();
  });

  test('says when the best rate is at the edge', () => {
    const finished = [0.001, 0.01, 0.1].flatMap((rate, i) => runs(rate, [10, 100], i));
    expect(chooseRate(recipe, finished, range).note).toContain('at the edge');
  });

  test('leaves a rate at which training collapsed without a score, and says so', () => {
    const finished = [...runs(0.001, [10, 100], 0), ...runs(0.01, [11, 110], 1), ...runs(0.1, [0, 0.5], 9)];
    const tuning = chooseRate(recipe, finished, range);
    expect(tuning.learningRate).toBe(0.01);
    expect(tuning.rates.map(({ score }) => score === null)).toEqual([false, false, true]);
    expect(tuning.note).toContain('no score for 0.1');
  });

  test('takes the middle rate where nothing can be compared, and says that it is untuned', () => {
    const tuning = chooseRate(recipe, runs(0.001, [0, 0], 0), range);
    expect(tuning.learningRate).toBe(0.01);
    expect(tuning.note).toContain('untuned');
  });

  test.each([
    [
      'what all share',
      [
        [1, 10],
        [2, 20],
      ],
      [2, 10],
    ],
    [
      'one that shares nothing is left out, whatever its place',
      [
        [500, 900],
        [10, 100],
        [20, 300],
      ],
      [20, 100],
    ],
    ['nothing known', [null, null], null],
  ] as [string, ([number, number] | null)[], [number, number] | null][])('%s', (_, spans, shared) => {
    expect(sharedRange(spans, [10, 200])).toEqual(shared);
  });

  test('sets a penalty by what its own runs at the chosen rate came out at', () => {
    const l1 = { ...recipeOf('l1', someSettings(), 192), rates: [0.001, 0.01] };
    const finished = [
      [0.01, 0.1, 10],
      [0.01, 0.001, 1000],
      [0.001, 0.1, 77],
    ].map(([learningRate = 0, knob = 0, l0 = 0]) =>
      finishedArm({ label: 'l1', learningRate, knob, l0, explainedVariance: 0.5 }),
    );
    const tuning = { ...chooseRate(l1, finished, range), learningRate: 0.01 };
    expect(knobForL0(l1, tuning, finished, 100)).toBeCloseTo(0.01, 9);
    expect(knobForL0(recipe, tuning, finished, 33)).toBe(33);
  });
});

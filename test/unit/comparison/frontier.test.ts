import { describe, expect, test } from 'vitest';
import { matchedL0s, matchedLines } from '../../../native-worker/comparison/frontier.ts';
import { coverageChecks, matchedTable } from '../../../native-worker/comparison/frontierTables.ts';
import { logSpaced } from '../../../native-worker/comparison/compareSettings.ts';
import { finishedArm } from './finishedArm.ts';

/** Explained variance 0.1 ln L0, so that interpolation in log L0 is exact. */
const line = (label: string, seed: number, l0s: readonly number[], shift = 0) =>
  l0s.map((l0, point) =>
    finishedArm({ label, seed, point, l0, explainedVariance: 0.1 * Math.log(l0) + shift }),
  );

describe('points over L0', () => {
  test('are even in the logarithm, ends included', () => {
    expect(logSpaced(10, 1000, 3).map((l0) => Math.round(l0))).toEqual([10, 100, 1000]);
    expect(logSpaced(4, 9, 1)).toEqual([6]);
  });

  test('are compared at round L0 inside of the range', () => {
    expect(matchedL0s({ lowestL0: 10, highestL0: 200 })).toEqual([20, 50, 100]);
    expect(matchedL0s({ lowestL0: 1.6, highestL0: 6.4 })).toEqual([2, 5]);
    expect(matchedL0s({ lowestL0: 6, highestL0: 8 })).toEqual([Math.sqrt(48)]);
  });

  test('are read by each seed between its own points, in log L0', () => {
    const [one, other] = matchedLines(
      [...line('gba', 1, [9, 40, 180]), ...line('gba', 2, [30, 120], 1)],
      [20],
    );
    expect(one?.at[0]?.explainedVariance).toBeCloseTo(0.1 * Math.log(20), 12);
    expect(other).toEqual({ label: 'gba', seed: 2, at: [{ l0: 20, explainedVariance: null, nmse: null }] });
  });

  test('give no range over some of the seeds', () => {
    const points = [...line('gba', 1, [9, 180]), ...line('gba', 2, [30, 120]), ...line('topk', 1, [10, 200])];
    const matched = matchedLines(points, [20, 50]);
    const [gba, topk] = matchedTable(matched).rows;
    expect(gba?.slice(0, 2)).toEqual(['gba', null]);
    expect(gba?.[2]).toMatchObject({ mean: expect.closeTo(0.1 * Math.log(50), 12) as number });
    expect(topk?.[1]).not.toBeNull();
    expect(coverageChecks(matched)).toEqual([
      { expected: 'gba covers the matched L0 in every seed', found: 'not 20', held: false },
      { expected: 'topk covers the matched L0 in every seed', found: 'it does', held: true },
    ]);
  });
});

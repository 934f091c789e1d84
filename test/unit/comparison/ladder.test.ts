import { describe, expect, test } from 'vitest';
import { groupArms } from '../../../native-worker/comparison/armGroups.ts';
import { convergenceNotes } from '../../../native-worker/comparison/groupTable.ts';
import { ladderArms } from '../../../native-worker/comparison/ladder.ts';
import { ladderRungs } from '../../../native-worker/comparison/ladderRungs.ts';
import { againstBase, ladderChecks, ladderTable } from '../../../native-worker/comparison/ladderReport.ts';
import { armSchema } from '../../../native-worker/comparison/arm.ts';
import { finishedArm, someSettings } from './finishedArm.ts';

const settings = someSettings({ kind: 'ladder', seeds: 5 });

/** GBA's line 0.1 ln L0 over two seeds (the second 0.5 higher), and rungs at other L0. */
const groups = groupArms([
  ...[10, 25, 50, 100].flatMap((l0, point) =>
    [1, 2].map((seed) =>
      finishedArm({ seed, point, l0, explainedVariance: 0.1 * Math.log(l0) + seed / 2, distinct: l0 }),
    ),
  ),
  ...[1, 2].map((seed) =>
    finishedArm({
      ...{ label: 'gamma 0', seed, point: 1, l0: 40, distinct: 60 },
      explainedVariance: 0.1 * Math.log(40) + seed / 2 - 0.02 * seed,
    }),
  ),
  ...[1, 2].map((seed) => finishedArm({ label: 'K 1', seed, point: 1, l0: 500, explainedVariance: 1 })),
]).map((group) => ({ ...group, consistency: null }));

describe('convergence', () => {
  test('is doubted where groups fire more than twice their target, and such points are named', () => {
    const withTargets = groups.slice(0, 2).map((group, i) => ({
      ...group,
      arms: group.arms.map(({ arm, result }) => {
        const part = { target: 0.01, aboveCap: 0, clearlyAboveCap: 0, features: 50 };
        const parts = [
          { ...part, realised: 0.015 },
          { ...part, realised: i === 0 ? 0.021 : 0.005 },
        ];
        const targets = { all: { ...part, realised: 0.01 }, groups: parts };
        return { arm, result: { ...result, measured: { ...result.measured, targets } } };
      }),
    }));
    expect(convergenceNotes(withTargets)).toEqual([
      'Not converged, for groups fire more than 2 times their target: gba, L0 10 (1 of 2 groups). Train on more tokens.',
    ]);
    expect(convergenceNotes(groups)).toEqual([]);
  });
});

describe('the ladder', () => {
  test('compares each rung with the same seed of GBA at the L0 it came out at', () => {
    const [base, frozen, single] = againstBase(groups);
    expect(base?.explainedVariance).toEqual([0, 0]);
    expect(frozen?.explainedVariance.map((value) => value?.toFixed(9))).toEqual([
      '-0.020000000',
      '-0.040000000',
    ]);
    expect(frozen?.distinct).toBeCloseTo(60 - (25 + (25 * Math.log(40 / 25)) / Math.log(2)), 9);
    expect(frozen?.matched).toBeNull();
    expect(single?.explainedVariance).toEqual([null, null]);
  });

  test('says of each part that was taken away whether less was explained, and not where it cannot be compared', () => {
    const checks = ladderChecks(groups);
    expect(checks.map(({ held }) => held)).toEqual([true, false]);
    expect(checks[0]?.found).toContain('-0.0300 (-0.0400 to -0.0200)');
    expect(checks[1]?.found).toContain('– against GBA');
  });

  test('has a row for every rung, GBA once', () => {
    expect(ladderTable(groups).rows.map(([label]) => label)).toEqual(['gba', 'gamma 0', 'K 1']);
  });

  test('has every rung of the question, each a configuration that the trainer takes', () => {
    const rungs = ladderRungs(settings, 192);
    expect(rungs.map(({ label }) => label)).toEqual([
      ...['gba', 'gamma 0', 'K 1', 'K 1, gamma 0', 'a 1 trained, 10,000 steps', 'b_pre decoder-only'],
      ...['b_pre full', 'HTF 0.05', 'HTF 0.1', 'HTF 0.5', 'topk tied', 'topk untied'],
    ]);
    const arms = ladderArms(rungs, settings);
    for (const arm of arms) expect(armSchema.parse(arm)).toEqual(arm);
    const tuned = (label: string): number =>
      arms.filter((arm) => arm.purpose === 'tuning' && arm.label === label).length;
    expect(tuned('gamma 0')).toBe(tuned('topk untied'));
    expect(arms.filter(({ purpose, label }) => purpose === 'ladder' && label === 'K 1')).toHaveLength(5);
  });
});

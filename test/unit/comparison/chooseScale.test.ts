import { describe, expect, test } from 'vitest';
import { applyRule, chooseScale, unreadScales } from '../../../native-worker/comparison/chooseScale.ts';
import { finishedArm } from './finishedArm.ts';

/** Scales with their error and share of twins. */
const figures = (...given: [scale: number, nmse: number | null, twinShare: number][]) =>
  given.map(([scale, nmse, twinShare]) => ({
    ...{ scale, nmse: [nmse], explainedVariance: [0], twinShare: [twinShare], distinct: [1] },
  }));
const picked = (...given: Parameters<typeof figures>): number | undefined =>
  applyRule(figures(...given)).find((one) => one.picked)?.scale;

describe('the output scale without ground truth', () => {
  test('is the largest with twins among those near the least error', () => {
    // The independent check of notes/gba_proto.md: 0.3 recovers most.
    expect(
      picked([0.2, 0.151, 0.44], [0.3, 0.113, 0.3], [0.45, 0.119, 0], [0.7, 0.179, 0], [1, 0.259, 0]),
    ).toBe(0.3);
    expect(picked([0.2, 0.12, 0.4], [0.3, 0.119, 0.3], [0.45, 0.118, 0.1])).toBe(0.45);
  });

  test('is the smallest of them where none has twins', () => {
    expect(picked([0.3, 0.2, 0.5], [0.45, 0.1, 0.001], [0.7, 0.105, 0])).toBe(0.45);
  });

  test('passes over scales that a seed has no reading of, and picks none where fewer than half are read', () => {
    expect(picked([0.1, null, 0.9], [0.2, 0.1, 0.2], [0.3, 0.1, 0.1])).toBe(0.3);
    expect(picked([0.1, null, 0.9], [0.2, 0.1, 0.2])).toBeUndefined();
    expect(
      picked([0.05, null, 0], [0.1, null, 0.9], [0.15, null, 0.9], [0.2, 0.1, 0.2], [0.3, 0.1, 0.1]),
    ).toBeUndefined();
  });

  test('is read at one L0, seed by seed', () => {
    const arms = [0.1, 0.2, 0.3, 0.45].flatMap((scale) =>
      [10, 40].map((l0, point) =>
        finishedArm({
          ...{ label: `a ${scale}`, purpose: 'scale' as const, point, l0 },
          explainedVariance: 0.1 * Math.log(l0),
          nmse: scale * Math.log(l0),
          twinShare: 0.1,
        }),
      ),
    );
    const figuresRead = chooseScale(arms, 20, 1);
    const read = figuresRead.filter(({ nmse }) => nmse[0] !== null);
    expect(read.map(({ scale }) => scale)).toEqual([0.1, 0.2, 0.3, 0.45]);
    expect(unreadScales(figuresRead)).toEqual([0.05, 0.7, 1]);
    expect(read[1]?.nmse[0]).toBeCloseTo(0.2 * Math.log(20), 12);
    expect(read.map((one) => one.picked)).toEqual([true, false, false, false]);
  });
});

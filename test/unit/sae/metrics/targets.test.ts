import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../../../native-worker/compute/errors.ts';
import { NoRowsError, UnknownGroupError } from '../../../../native-worker/sae/metrics/errors.ts';
import { targetReport } from '../../../../native-worker/sae/metrics/targets.ts';

describe('Target against realised frequency', () => {
  it('gives the share above the cap, and the share above it by more than chance', () => {
    // Two standard deviations at p = 0.1 and 900 rows are 0.02.
    const densities = Float32Array.of(0.05, 0.115, 0.13, 0.1, 0, 0);
    const { all, groups } = targetReport(densities, 900, [0.1, 0.01], [0, 0, 0, 0, 1, 1]);
    expect(groups[0]).toMatchObject({ features: 4, target: 0.1, aboveCap: 0.75, clearlyAboveCap: 0.25 });
    expect(groups[0]?.realised).toBeCloseTo(0.09875, 6);
    expect(groups[1]).toEqual({ features: 2, target: 0.01, realised: 0, aboveCap: 0, clearlyAboveCap: 0 });
    expect(all.target).toBeCloseTo((4 * 0.1 + 2 * 0.01) / 6, 12);
    expect(all.realised).toBeCloseTo(0.395 / 6, 6);
    expect(all.aboveCap).toBe(0.5);
  });

  it('has null for a group that lost all its features', () => {
    const { groups } = targetReport(Float32Array.of(0.1), 10, [0.5, 0.1], [1]);
    expect(groups[0]).toBeNull();
    expect(groups[1]?.features).toBe(1);
  });

  it('is refused without rows, without groups for all, and for a group without a target', () => {
    const densities = Float32Array.of(0.1, 0.2);
    expect(() => targetReport(densities, 0, [0.5], [0, 0])).toThrow(NoRowsError);
    expect(() => targetReport(densities, 10, [0.5], [0])).toThrow(ShapeError);
    expect(() => targetReport(densities, 10, [0.5], [0, 1])).toThrow(UnknownGroupError);
  });
});

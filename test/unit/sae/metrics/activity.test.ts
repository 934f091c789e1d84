import { describe, expect, it } from 'vitest';
import type { SparseCodes } from '../../../../native-worker/compute/backend.ts';
import {
  ActivityMeter,
  countPositivePairs,
  densities,
  meanActive,
} from '../../../../native-worker/sae/metrics/activity.ts';
import { ShapeError } from '../../../../native-worker/compute/errors.ts';
import { NoRowsError } from '../../../../native-worker/sae/metrics/errors.ts';

const codes: SparseCodes = {
  rows: 4,
  rowPointers: Uint32Array.of(0, 2, 3, 3, 4),
  features: Uint32Array.of(0, 2, 2, 2),
  values: Float32Array.of(1, 0.5, 3, 2),
};

/** Rows [from, to) of the codes above. */
function part(from: number, to: number): SparseCodes {
  const [first, last] = [codes.rowPointers[from] ?? 0, codes.rowPointers[to] ?? 0];
  return {
    rows: to - from,
    rowPointers: codes.rowPointers.slice(from, to + 1).map((pointer) => pointer - first),
    features: codes.features.slice(first, last),
    values: codes.values.slice(first, last),
  };
}

describe('Activity', () => {
  it('counts active pairs a row and rows a feature', () => {
    expect(meanActive(codes)).toBe(1);
    expect([...densities(codes, 3)]).toEqual([0.25, 0, 0.75]);
    const meter = new ActivityMeter(3);
    meter.add(codes, 6);
    expect(meter.result()).toEqual({
      rows: 4,
      l0: 1,
      activeFraction: 1 / 3,
      activeFractionBeforeSelection: 0.5,
      counts: Float64Array.of(1, 0, 3),
      densities: Float32Array.of(0.25, 0, 0.75),
      maxActivations: Float32Array.of(1, 0, 3),
    });
  });

  it.each([1, 2, 3])('does not depend on a cut of the rows at %i', (cut) => {
    const [whole, parts] = [new ActivityMeter(3), new ActivityMeter(3)];
    whole.add(codes, 6);
    parts.add(part(0, cut), 4);
    parts.add(part(cut, 4), 2);
    expect(parts.result()).toEqual(whole.result());
  });

  it('knows no fraction before selection where one batch came without it', () => {
    const meter = new ActivityMeter(3);
    meter.add(codes, 6);
    meter.add(codes);
    expect(meter.result().activeFractionBeforeSelection).toBeNull();
  });

  it('before selection counts what lies above zero with its bias, not at it', () => {
    const u = Float32Array.of(0.5, -1, 0.25, 2, 3, -0.25);
    expect(countPositivePairs(u, Float32Array.of(0, -3, 0))).toBe(3);
    expect(countPositivePairs(u, Float32Array.of(-0.5, 1, 0.25))).toBe(3);
    expect(() => countPositivePairs(u, new Float32Array(4))).toThrow(ShapeError);
  });

  it('of nothing is refused', () => {
    expect(() => new ActivityMeter(3).result()).toThrow(NoRowsError);
  });
});

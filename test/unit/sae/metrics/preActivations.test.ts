import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NoRowsError } from '../../../../native-worker/sae/metrics/errors.ts';
import { PreActivationMeter } from '../../../../native-worker/sae/metrics/preActivations.ts';
import { Random } from '../../../../native-worker/sae/random.ts';

const dSae = 3;

/** Feature 0 is 0 but for one 10 in four rows, feature 1 never varies, feature 2 alternates between -1 and 1. */
const u = Float32Array.of(0, 7, 1, 10, 7, -1, 0, 7, 1, 0, 7, -1);

function measure(...batches: Float32Array[]): ReturnType<PreActivationMeter['result']> {
  const meter = new PreActivationMeter(dSae);
  for (const batch of batches) meter.add(batch);
  return meter.result();
}

describe('Z', () => {
  it('is the distance of the largest u from the mean in standard deviations', () => {
    const { means, deviations, maxima, zScores, rows } = measure(u);
    expect(rows).toBe(4);
    expect([...means]).toEqual([2.5, 7, 0]);
    expect([...maxima]).toEqual([10, 7, 1]);
    expect(deviations[0]).toBeCloseTo(Math.sqrt(18.75), 5);
    expect(zScores[0]).toBeCloseTo(7.5 / Math.sqrt(18.75), 5);
    expect(zScores[1]).toBe(0);
    expect(zScores[2]).toBe(1);
  });

  it.each([1, 2, 3])('does not depend on a cut of the rows at %i', (cut) => {
    expect(measure(u.subarray(0, cut * dSae), u.subarray(cut * dSae))).toEqual(measure(u));
  });

  it('does not change when u is shifted or stretched', () => {
    const random = new Random(1);
    const rows = Float32Array.from({ length: 50 * dSae }, () => random.normal());
    const before = measure(rows).zScores;
    const changes = fc.tuple(
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: -10, max: 10, noNaN: true }),
    );
    fc.assert(
      fc.property(changes, ([scale, shift]) => {
        const after = measure(rows.map((value) => scale * (value + shift))).zScores;
        after.forEach((z, m) => {
          expect(z).toBeCloseTo(before[m] ?? 0, 3);
        });
      }),
    );
  });

  it('of nothing is refused', () => {
    expect(() => new PreActivationMeter(dSae).result()).toThrow(NoRowsError);
  });
});

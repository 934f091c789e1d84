import { describe, expect, it } from 'vitest';
import { consistency } from '../../../../native-worker/sae/metrics/consistency.ts';
import { TooFewRunsError } from '../../../../native-worker/sae/metrics/errors.ts';
import { nullRows } from '../../../../native-worker/sae/metrics/nullRows.ts';
import { Random } from '../../../../native-worker/sae/random.ts';
import { atAngles, cosine, gaussianRows, permuted, reflected, rescaled } from './dictionaries.ts';

const options = { dIn: 2, nullSeed: 1 };
const [n, dIn] = [60, 16];

describe('Consistency', () => {
  it('of three runs is the mean over six ordered pairs with the least and the greatest', async () => {
    // 0 and 90 degrees in each run, the third 20 degrees off in one feature: pairs with it have a mean of (1 + cos 20) / 2.
    const runs = [atAngles(0, 90), atAngles(90, 0), atAngles(20, 90)].map((rows) => ({ rows }));
    const { raw, matched, orderedPairs, diversity } = await consistency(runs, {
      ...options,
      thresholds: [0.9, 0.95],
    });
    const off = (1 + Math.cos(Math.PI / 9)) / 2;
    expect(orderedPairs).toBe(6);
    expect(raw.mean.mean).toBeCloseTo((2 + 4 * off) / 6, 6);
    expect(raw.mean.least).toBeCloseTo(off, 6);
    expect(raw.mean.most).toBeCloseTo(1, 6);
    expect(raw.sharesAbove).toEqual([
      { mean: 1, least: 1, most: 1 },
      { mean: (2 + 4 * 0.5) / 6, least: 0.5, most: 1 },
    ]);
    expect(matched.method).toBe('assignment');
    expect(matched.mean.mean).toBeCloseTo(raw.mean.mean, 6);
    expect(diversity.map(({ distinct }) => distinct)).toEqual([2, 2, 2]);
  });

  it('rewards collapse in the raw figure alone, and diversity shows it', async () => {
    const collapsed = { rows: atAngles(0, 0, 0, 0, 0, 0) };
    const spread = { rows: atAngles(0, 60, 120, 180, 240, 300) };
    const found = await consistency([collapsed, spread], { ...options, thresholds: [0.9] });
    expect(found.raw.sharesAbove[0]?.most).toBe(1);
    expect(found.matched.sharesAbove[0]?.most).toBeCloseTo(1 / 6, 12);
    expect(found.diversity.map(({ distinct, twinShare }) => [distinct, twinShare])).toEqual([
      [1, 1],
      [6, 0],
    ]);
  });

  it('matched from the larger of two runs counts features left over with cosine 0', async () => {
    const { matched, raw } = await consistency(
      [{ rows: atAngles(0, 90) }, { rows: atAngles(0, 90, 90, 0) }],
      { ...options, thresholds: [0.9] },
    );
    expect(raw.mean.least).toBeCloseTo(1, 6);
    expect(matched.mean.most).toBeCloseTo(1, 6);
    expect(matched.mean.least).toBeCloseTo(0.5, 6);
    expect(matched.sharesAbove[0]).toEqual({ mean: 0.75, least: 0.5, most: 1 });
  });

  it('of the top features reads their MCS, per run, by each measure that all runs brought', async () => {
    const first = {
      rows: atAngles(0, 90),
      maxActivations: Float32Array.of(5, 1),
      zScores: Float32Array.of(0, 1),
    };
    const second = { rows: atAngles(0, 130), maxActivations: Float32Array.of(9, 2) };
    const { selections } = await consistency([first, second], {
      ...options,
      thresholds: [0.9],
      selected: [0.5, 1],
    });
    expect(selections.map(({ by, share, features }) => [by, share, features.mean])).toEqual([
      ['max activation', 0.5, 1],
      ['max activation', 1, 2],
    ]);
    expect(selections.map(({ sharesAbove }) => sharesAbove[0]?.mean)).toEqual([1, 0.5]);
  });

  it('does not change when a run is reordered, stretched or all are turned together', async () => {
    const runs = [gaussianRows(n, dIn, 1), gaussianRows(n, dIn, 2)];
    const changed = runs.map((rows, i) => {
      const order = new Random(3 + i).sample(n, n);
      return reflected(rescaled(permuted(rows, dIn, order), dIn, 5 + i), dIn, 9);
    });
    const settings = { dIn, nullSeed: 1, thresholds: [0.3, 0.5] };
    const before = await consistency(
      runs.map((rows) => ({ rows })),
      settings,
    );
    const after = await consistency(
      changed.map((rows) => ({ rows })),
      settings,
    );
    for (const kind of ['raw', 'matched'] as const) {
      expect(after[kind].mean.mean).toBeCloseTo(before[kind].mean.mean, 5);
      expect(after[kind].sharesAbove).toEqual(before[kind].sharesAbove);
    }
    expect(after.nulls.sphere).toEqual(before.nulls.sphere);
  });

  it('of random dictionaries equals the null, of identical ones exceeds it', async () => {
    const [one, other] = [{ rows: gaussianRows(400, dIn, 1) }, { rows: gaussianRows(400, dIn, 2) }];
    const random = await consistency([one, other], { dIn, nullSeed: 3 });
    for (const kind of ['raw', 'matched'] as const) {
      const found = random[kind].mean.mean;
      expect(Math.abs(found - random.nulls.sphere[kind].mean.mean)).toBeLessThan(0.02);
      expect(Math.abs(found - random.nulls.covariance[kind].mean.mean)).toBeLessThan(0.02);
    }
    const same = await consistency([one, one], { dIn, nullSeed: 3 });
    expect(same.matched.mean.least).toBeCloseTo(1, 5);
    expect(same.nulls.sphere.matched.mean.most).toBeLessThan(0.8);
  });

  it('needs two runs', async () => {
    await expect(consistency([{ rows: atAngles(0) }], options)).rejects.toThrow(TooFewRunsError);
  });
});

describe('The null', () => {
  it('by covariance has the mean and covariance of the unit rows, whatever their lengths', async () => {
    // Rows crowd around (1, 1, 0) and never leave the plane of the first two dimensions.
    const random = new Random(1);
    const rows = Float32Array.from({ length: 20_000 * 3 }, (_, i) =>
      i % 3 === 2 ? 0 : 1 + 0.2 * (i % 3 === 0 ? 2 : 1) * random.normal(),
    );
    const drawn = await nullRows(rescaled(rows, 3, 2), 3, 'covariance', new Random(3));
    const unit = rows.map((value, i) => {
      const [x, y] = [rows[i - (i % 3)] ?? 0, rows[i - (i % 3) + 1] ?? 0];
      return value / Math.hypot(x, y);
    });
    const moments = (of: Float32Array): number[] => {
      const sums = [0, 0, 0, 0, 0, 0];
      for (let start = 0; start < of.length; start += 3) {
        const [x, y, z] = [of[start] ?? 0, of[start + 1] ?? 0, of[start + 2] ?? 0];
        [x, y, z, x * x, x * y, y * y].forEach((value, at) => (sums[at] = (sums[at] ?? 0) + value / 20_000));
      }
      return sums;
    };
    const expected = moments(unit);
    moments(drawn).forEach((value, at) => {
      expect(Math.abs(value - (expected[at] ?? 0))).toBeLessThan(0.01);
    });
  });

  it('by the sphere has no direction of its own', async () => {
    const drawn = await nullRows(atAngles(...new Array<number>(5000).fill(30)), 2, 'sphere', new Random(4));
    const sum = Float32Array.of(0, 0);
    drawn.forEach((value, i) => (sum[i % 2] = (sum[i % 2] ?? 0) + value / 5000));
    expect(Math.hypot(...sum)).toBeLessThan(0.05);
    expect(cosine(drawn.subarray(0, 2), drawn.subarray(2, 4))).not.toBeCloseTo(1, 3);
  });
});

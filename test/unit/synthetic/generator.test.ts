import { describe, expect, it } from 'vitest';
import { frequencies, inclusion } from '../../../native-worker/synthetic/frequencies.ts';
import { rowSampler } from '../../../native-worker/synthetic/coefficients.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import { streamSeed } from '../../../native-worker/synthetic/seeds.ts';
import { SyntheticData } from '../../../native-worker/synthetic/syntheticSource.ts';
import { checkSpec, SyntheticSpecError, toyData } from '../../../native-worker/synthetic/syntheticSpec.ts';
import type { SyntheticSpec } from '../../../native-worker/synthetic/syntheticSpec.ts';

const toy: SyntheticSpec = { ...toyData, seed: 5 };
const plain: SyntheticSpec = { ...toy, features: 40, dIn: 12, sparsity: { kind: 'exact', active: 3 } };

/** Features of each row of H. */
function rowsOf(spec: SyntheticSpec, rows: number) {
  const drawn = rowSampler(spec)(new Random(1), rows);
  const active = Array.from({ length: rows }, (_, row) => [
    ...drawn.features.subarray(drawn.rowPointers[row], drawn.rowPointers[row + 1]),
  ]);
  const counts = new Float64Array(spec.features);
  for (const feature of drawn.features) counts[feature] = (counts[feature] ?? 0) + 1;
  return { drawn, active, shares: counts.map((count) => count / rows) };
}

describe('rows of H', () => {
  it.each([
    ['equal frequencies', 0],
    ['Zipf frequencies', 1],
  ])('have exactly s different features in order, with %s', (_, zipfExponent) => {
    const { active } = rowsOf({ ...plain, zipfExponent }, 2000);
    for (const features of active) {
      expect(features).toHaveLength(3);
      expect(new Set(features).size).toBe(3);
      expect(features).toEqual([...features].sort((p, q) => p - q));
    }
  });

  it.each([
    ['exactly s, equal', { ...plain }],
    ['exactly s, Zipf with features in every row', { ...plain, zipfExponent: 2 }],
    ['Bernoulli, equal', { ...plain, sparsity: { kind: 'bernoulli', active: 2.5 } as const }],
    ['Bernoulli, Zipf', { ...plain, sparsity: { kind: 'bernoulli', active: 4 } as const, zipfExponent: 0.8 }],
    ['a mixture', { ...plain, sparsity: toy.sparsity }],
  ])('have each feature as often as asked: %s', (_, spec) => {
    const rows = 20_000;
    const { shares } = rowsOf(spec, rows);
    frequencies(spec).forEach((frequency, i) => {
      // Five standard deviations of a count, none for what is always on.
      const slack = 5 * Math.sqrt((frequency * (1 - frequency)) / rows) + 1e-9;
      expect(Math.abs((shares[i] ?? 0) - frequency)).toBeLessThanOrEqual(slack);
    });
  });

  it('mix rows of 3 and of 20 features in equal shares', () => {
    const { active } = rowsOf(toy, 4000);
    const lengths = new Set(active.map(({ length }) => length));
    expect([...lengths].sort((p, q) => p - q)).toEqual([3, 20]);
    expect(Math.abs(active.filter(({ length }) => length === 3).length / 4000 - 0.5)).toBeLessThan(0.04);
  });

  it('draw pairs of features as often as chance has it', () => {
    const rows = 40_000;
    const { active } = rowsOf(plain, rows);
    const together = active.filter((features) => features.includes(0) && features.includes(7)).length / rows;
    const expected = (3 * 2) / (40 * 39);
    expect(Math.abs(together - expected)).toBeLessThan(5 * Math.sqrt(expected / rows));
  });

  it.each([
    ['constant', 1, 0],
    ['uniform', 1, 1 / 12],
    ['exponential', 1, 1],
  ] as const)('have %s magnitudes of mean %d and variance %d', (magnitudes, mean, variance) => {
    const { values } = rowsOf({ ...plain, magnitudes }, 20_000).drawn;
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
    expect(average).toBeCloseTo(mean, 1);
    expect(Math.abs(spread - variance)).toBeLessThan(0.05);
    if (magnitudes === 'uniform') expect(values.every((value) => value >= 0.5 && value < 1.5)).toBe(true);
  });
});

describe('inclusion', () => {
  it('is proportional to i^-alpha, keeps its sum and caps at 1, or at a half for coins', () => {
    const equal = inclusion({ features: 4, zipfExponent: 0, sparsity: { kind: 'exact', active: 1 } }, 1);
    expect([...equal]).toEqual([0.25, 0.25, 0.25, 0.25]);
    const zipf = inclusion({ features: 2, zipfExponent: 1, sparsity: { kind: 'exact', active: 1 } }, 1);
    expect(zipf[0]).toBeCloseTo(2 / 3);
    const capped = inclusion({ features: 3, zipfExponent: 3, sparsity: { kind: 'exact', active: 2 } }, 2);
    expect(capped[0]).toBe(1);
    expect(capped.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2);
    const coins = inclusion({ features: 8, zipfExponent: 2, sparsity: { kind: 'bernoulli', active: 2 } }, 2);
    expect(Math.max(...coins)).toBe(0.5);
    expect(coins.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2);
  });
});

describe('SyntheticData', () => {
  it('has unit features, and rows that are sums of them', async () => {
    const data = await SyntheticData.open({ ...plain, sparsity: { kind: 'exact', active: 1 } });
    for (let i = 0; i < plain.features; i++)
      expect(Math.hypot(...data.features.subarray(i * 12, (i + 1) * 12))).toBeCloseTo(1, 5);
    const x = data.heldOut(50);
    for (let row = 0; row < 50; row++) {
      const cosines = Array.from({ length: plain.features }, (_, i) => {
        let sum = 0;
        for (let at = 0; at < 12; at++) sum += (x[row * 12 + at] ?? 0) * (data.features[i * 12 + at] ?? 0);
        return sum;
      });
      expect(Math.max(...cosines)).toBeCloseTo(1, 5);
    }
  });

  it('gives the same rows for the same seed, others for another, and others held out', async () => {
    const [one, again, other] = await Promise.all([
      SyntheticData.open(toy),
      SyntheticData.open(toy),
      SyntheticData.open({ ...toy, seed: 6 }),
    ]);
    const first = await one.source().next(10);
    expect(await again.source().next(10)).toEqual(first);
    expect(await other.source().next(10)).not.toEqual(first);
    expect(one.heldOut(10)).not.toEqual(first);
    expect(one.features).toEqual(again.features);
  });

  it('goes on from any position, whatever the sizes of the reads', async () => {
    const data = await SyntheticData.open(plain);
    const whole = await data.source().next(9000);
    const source = data.source();
    await source.next(4000);
    const at = source.position();
    const part = await source.next(3000);
    expect(part).toEqual(whole?.slice(4000 * 12, 7000 * 12));
    expect(source.position()).toEqual({ epoch: 0, block: 1, offset: 7000 - 4096 });
    await source.seek(at);
    expect(await source.next(3000)).toEqual(part);
    await expect(source.seek({ epoch: 1, block: 0, offset: 0 })).rejects.toThrow('endless epoch');
  });

  it('adds noise of the share of the signal’s norm that was asked for', async () => {
    const quiet = await SyntheticData.open(plain);
    const noisy = await SyntheticData.open({ ...plain, noise: 0.5 });
    const [clean, dirty] = [quiet.heldOut(4000), noisy.heldOut(4000)];
    const energy = (x: Float32Array): number => x.reduce((sum, value) => sum + value * value, 0);
    const added = energy(dirty.map((value, i) => value - (clean[i] ?? 0)));
    expect(Math.sqrt(added / energy(clean))).toBeCloseTo(0.5, 1);
  });

  it('spreads the features of a low-coherence dictionary', async () => {
    const largest = (features: Float32Array, dIn: number): number => {
      let most = 0;
      for (let i = 0; i < features.length; i += dIn)
        for (let j = 0; j < i; j += dIn) {
          let sum = 0;
          for (let at = 0; at < dIn; at++) sum += (features[i + at] ?? 0) * (features[j + at] ?? 0);
          most = Math.max(most, Math.abs(sum));
        }
      return most;
    };
    const gaussian = await SyntheticData.open(toy);
    const spread = await SyntheticData.open({ ...toy, dictionary: 'low-coherence' });
    expect(largest(spread.features, 42)).toBeLessThan(0.65 * largest(gaussian.features, 42));
    expect(largest(spread.features, 42)).toBeGreaterThan(Math.sqrt((128 - 42) / (42 * 127)));
  });
});

describe('checkSpec', () => {
  it.each([
    [{ features: 1 }, 'from 2 up'],
    [{ dIn: 2.5 }, 'The width d is 2.5'],
    [{ seed: -1 }, 'The seed is -1'],
    [{ zipfExponent: -1 }, 'Zipf exponent'],
    [{ noise: Number.NaN }, 'noise is NaN'],
    [{ sparsity: { kind: 'exact', active: 200 } }, '200 active features a row out of n = 128'],
    [{ sparsity: { kind: 'exact', active: 2.5 } }, 'whole number'],
    [{ sparsity: { kind: 'bernoulli', active: 100 } }, 'up to 64'],
    [{ sparsity: { kind: 'mixture', parts: [{ share: 0.7, active: 2 }] } }, 'sum to 1, not 0.7'],
    [{ sparsity: { kind: 'mixture', parts: [] } }, 'sum to 1'],
  ] as [Partial<SyntheticSpec>, string][])('refuses %j and says why', (change, why) => {
    const check = (): void => {
      checkSpec({ ...toy, ...change });
    };
    expect(check).toThrow(SyntheticSpecError);
    expect(check).toThrow(why);
  });
});

describe('streamSeed', () => {
  it('tells seeds, streams and parts apart', () => {
    const seeds = [0, 1, 2, 2 ** 32 + 1].flatMap((seed) =>
      (['dictionary', 'rows', 'heldOut', 'sample', 'start'] as const).flatMap((stream) =>
        [0, 1, 2, 3].map((part) => streamSeed(seed, stream, part)),
      ),
    );
    expect(new Set(seeds).size).toBe(seeds.length);
  });
});

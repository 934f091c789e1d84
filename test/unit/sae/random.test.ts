import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Largest } from '../../../native-worker/sae/largest.ts';
import { Random } from '../../../native-worker/sae/random.ts';

it('A generator goes on from its saved state', () => {
  const random = new Random(3);
  for (let i = 0; i < 10; i++) random.next();
  const copy = new Random(random.state());
  expect(Array.from({ length: 20 }, () => copy.next())).toEqual(
    Array.from({ length: 20 }, () => random.next()),
  );
});

it('xoshiro128** gives the published sequence from the state 1, 2, 3, 4', () => {
  const random = new Random([1, 2, 3, 4]);
  expect([random.next(), random.next(), random.next(), random.next()]).toEqual([11520, 0, 5927040, 70819200]);
});

it('Uniform, normal and exponential draws have their means and variances', () => {
  const random = new Random(1);
  const moments = (draw: () => number): [number, number] => {
    const values = Array.from({ length: 40_000 }, draw);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length];
  };
  const expected: [() => number, number, number][] = [
    [() => random.uniform(), 0.5, 1 / 12],
    [() => random.normal(), 0, 1],
    [() => random.exponential(), 1, 1],
  ];
  for (const [draw, mean, variance] of expected) {
    const [gotMean, gotVariance] = moments(draw);
    expect(gotMean).toBeCloseTo(mean, 1);
    expect(gotVariance).toBeCloseTo(variance, 1);
  }
});

it('A sample has no repetitions and stays in range', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 50 }), (seed, limit) => {
      const drawn = new Random(seed).sample(Math.ceil(limit / 2), limit);
      expect(new Set(drawn).size).toBe(drawn.length);
      expect(drawn.every((value) => value >= 0 && value < limit)).toBe(true);
    }),
  );
});

it('Largest keeps the n-th largest of any stream', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true }), { minLength: 1 }),
      fc.integer({ min: 1, max: 8 }),
      (values, size) => {
        const largest = new Largest(size);
        for (const value of values) largest.add(value);
        const sorted = [...values].sort((p, q) => q - p);
        expect(largest.threshold + 0).toBe((sorted[size - 1] ?? -Infinity) + 0);
      },
    ),
  );
});

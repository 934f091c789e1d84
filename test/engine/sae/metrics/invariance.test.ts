/** What MCS, matching, recovery and diversity must not see: the axes, the order of features, the lengths of rows. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bestMatches } from '../../../../native-worker/sae/metrics/bestMatches.ts';
import { diversity } from '../../../../native-worker/sae/metrics/diversity.ts';
import { oneToOne } from '../../../../native-worker/sae/metrics/oneToOne.ts';
import { Random } from '../../../../native-worker/sae/random.ts';
import { expectClose, gaussianRows, permuted, reflected, rescaled } from './dictionaries.ts';

const cases = fc.record({
  dIn: fc.integer({ min: 2, max: 7 }),
  n: fc.integer({ min: 1, max: 12 }),
  m: fc.integer({ min: 1, max: 12 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

/** A dictionary as another run might hold it: reordered, each row at a length of its own, seen in turned axes. */
function disguised(rows: Float32Array, dIn: number, order: readonly number[], seed: number): Float32Array {
  return reflected(rescaled(permuted(rows, dIn, order), dIn, seed), dIn, 17);
}

it('Best matches follow their features through every disguise', async () => {
  const property = fc.asyncProperty(cases, async ({ dIn, n, m, seed }) => {
    const [rows, others] = [gaussianRows(n, dIn, seed), gaussianRows(m, dIn, seed + 1)];
    const [order, otherOrder] = [new Random(seed).sample(n, n), new Random(seed + 1).sample(m, m)];
    const before = await bestMatches(rows, others, dIn);
    const after = await bestMatches(
      disguised(rows, dIn, order, seed),
      disguised(others, dIn, otherOrder, seed + 1),
      dIn,
    );
    expectClose(
      after.forward.cosines,
      order.map((row) => before.forward.cosines[row] ?? NaN),
      1e-4,
    );
    expectClose(
      after.backward.cosines,
      otherOrder.map((row) => before.backward.cosines[row] ?? NaN),
      1e-4,
    );
    const back = await bestMatches(others, rows, dIn);
    expectClose(back.forward.cosines, before.backward.cosines);
  });
  await fc.assert(property, { numRuns: 40, seed: 1 });
});

it.each(['assignment', 'greedy'] as const)(
  'The cosines matched by %s are the same in every disguise and from either side',
  async (method) => {
    const sorted = (cosines: Float32Array): Float32Array => cosines.slice().sort();
    const property = fc.asyncProperty(cases, async ({ dIn, n, m, seed }) => {
      const [rows, others] = [gaussianRows(n, dIn, seed), gaussianRows(m, dIn, seed + 1)];
      const order = new Random(seed).sample(n, n);
      const before = await oneToOne(rows, others, dIn, method);
      const after = await oneToOne(
        disguised(rows, dIn, order, seed),
        disguised(others, dIn, [...Array(m).keys()], seed + 1),
        dIn,
        method,
      );
      expectClose(sorted(after.cosines), sorted(before.cosines), 1e-4);
      const back = await oneToOne(others, rows, dIn, method);
      const paired = [...back.partners].filter((partner) => partner >= 0);
      expect(paired.length).toBe(Math.min(n, m));
      paired.forEach((partner) => {
        expect(back.partners[before.partners[partner] ?? -1]).toBe(partner);
      });
    });
    await fc.assert(property, { numRuns: 40, seed: 1 });
  },
);

it('No matching beats the best match, feature by feature, and none beats the assignment in sum', async () => {
  const property = fc.asyncProperty(cases, async ({ dIn, n, m, seed }) => {
    const [rows, others] = [gaussianRows(n, dIn, seed), gaussianRows(m, dIn, seed + 1)];
    const best = (await bestMatches(rows, others, dIn)).forward.cosines;
    const sums: number[] = [];
    for (const method of ['assignment', 'greedy'] as const) {
      const { cosines, partners } = await oneToOne(rows, others, dIn, method);
      cosines.forEach((cosine, row) => {
        if ((partners[row] ?? -1) >= 0) expect(cosine).toBeLessThanOrEqual((best[row] ?? 0) + 1e-6);
      });
      sums.push(cosines.reduce((sum, cosine) => sum + cosine, 0));
    }
    expect(sums[0]).toBeGreaterThanOrEqual((sums[1] ?? 0) - 1e-5);
  });
  await fc.assert(property, { numRuns: 40, seed: 1 });
});

it('Twins are counted alike in every disguise; distinct features never outnumber features', async () => {
  const property = fc.asyncProperty(cases, async ({ n, seed }) => {
    const rows = gaussianRows(n, 2, seed);
    const before = await diversity(rows, 2);
    const after = await diversity(disguised(rows, 2, new Random(seed).sample(n, n), seed), 2);
    expect(after.twins).toBe(before.twins);
    expect(before.distinct).toBeLessThanOrEqual(n);
    expect(before.distinct).toBeGreaterThanOrEqual(n - before.twins);
    if (before.twins === 0) expect(before.distinct).toBe(n);
  });
  await fc.assert(property, { numRuns: 40, seed: 1 });
});

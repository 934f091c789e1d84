import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SparseCodes } from '../../../native-worker/compute/backend.ts';
import { coactivations } from '../../../native-worker/sae/coactivations.ts';
import { CodeProducts } from '../../../native-worker/sae/codeProducts.ts';
import { joinCodes } from '../../../native-worker/compute/joinCodes.ts';
import { mostCodes, normalMatrix } from '../../../native-worker/sae/normalMatrix.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import { RefitRows } from '../../../native-worker/sae/refitRows.ts';

/** `active` of the features on every row, at random. */
function codesOf(random: Random, rows: number, dSae: number, active: number): SparseCodes {
  const features = Array.from({ length: rows }, () => random.sample(active, dSae).sort((p, q) => p - q));
  return {
    rows,
    rowPointers: Uint32Array.from({ length: rows + 1 }, (_, row) => active * row),
    features: Uint32Array.from(features.flat()),
    values: Float32Array.from({ length: rows * active }, () => 0.1 + random.uniform()),
  };
}

describe('The normal matrix', () => {
  it('is the same as a product and stored', async () => {
    const sizes = fc.record({
      dIn: fc.integer({ min: 1, max: 40 }),
      dSae: fc.integer({ min: 1, max: 30 }),
      batches: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 3 }),
      density: fc.double({ min: 0, max: 1, noNaN: true }),
      seed: fc.integer({ min: 0, max: 1e6 }),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ dIn, dSae, batches, density, seed }) => {
        const random = new Random(seed);
        const codes = batches.map((rows) => codesOf(random, rows, dSae, Math.round(density * dSae)));
        const weights = Float32Array.from({ length: dSae * dIn }, () => random.normal());
        const vector = Float64Array.from({ length: dSae }, () => random.normal());
        const stored = coactivations(joinCodes(codes), weights, dSae);
        const products = new CodeProducts(codes, weights, dSae);
        products.diagonal.forEach((value, m) => {
          expect(value).toBeCloseTo(stored.diagonal[m] ?? NaN, 3);
        });
        const expected = await stored.times(vector);
        const size = Math.max(1, ...expected.map(Math.abs));
        (await products.times(vector)).forEach((value, m) => {
          expect(Math.abs(value - (expected[m] ?? NaN)) / size).toBeLessThan(1e-5);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('is the same where a batch is more than a chunk of rows', async () => {
    const random = new Random(3);
    const codes = codesOf(random, 2500, 20, 3);
    const weights = Float32Array.from({ length: 20 * 5 }, () => random.normal());
    const vector = Float64Array.from({ length: 20 }, () => random.normal());
    const expected = await coactivations(codes, weights, 20).times(vector);
    (await new CodeProducts([codes], weights, 20).times(vector)).forEach((value, m) => {
      expect(value).toBeCloseTo(expected[m] ?? NaN, 5);
    });
  });

  it.each([
    { what: 'few features, however many fire', rows: 700, dSae: 400, active: 200, stored: true },
    { what: 'many features of which few fire', rows: 100, dSae: 6000, active: 5, stored: true },
    { what: 'many features of which many fire', rows: 100, dSae: 6000, active: 600, stored: false },
  ])('is stored, or not, for $what', ({ rows, dSae, active, stored }) => {
    const random = new Random(4);
    const weights = Float32Array.from({ length: 2 * dSae }, () => random.normal());
    const { matrix } = normalMatrix([codesOf(random, rows, dSae, active)], weights, dSae);
    expect(matrix instanceof CodeProducts).toBe(!stored);
  });
});

it('The refit keeps the first rows whose codes have room, and at least one batch', () => {
  const random = new Random(5);
  const keeps = (most: number, ...batches: number[]): number => {
    const rows = new RefitRows(2, 8, most);
    for (const count of batches) rows.add(new Float32Array(2 * count), codesOf(random, count, 8, 4));
    return rows.rows;
  };
  expect(keeps(20, 3, 2)).toBe(5);
  expect(keeps(20, 3, 3, 1)).toBe(3);
  expect(keeps(20, 6, 1)).toBe(6);
});

it('The refit keeps at most 100 MB of codes, fewer where rows are wide', () => {
  expect(mostCodes(64)).toBe(12_500_000);
  expect(mostCodes(1536) * 1536 * 4).toBeLessThan(35e9);
});

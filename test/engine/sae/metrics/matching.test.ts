import { describe, expect, it } from 'vitest';
import { bestMatches, maxCosines } from '../../../../native-worker/sae/metrics/bestMatches.ts';
import { MatchingTooLargeError } from '../../../../native-worker/sae/metrics/errors.ts';
import {
  affordableMethod,
  largestAssignment,
  oneToOne,
} from '../../../../native-worker/sae/metrics/oneToOne.ts';
import { Random } from '../../../../native-worker/sae/random.ts';
import {
  atAngles,
  cosine,
  expectClose,
  gaussianRows,
  permuted,
  reflected,
  rescaled,
} from './dictionaries.ts';

const cos = (degrees: number): number => Math.cos((degrees * Math.PI) / 180);

describe('The best match', () => {
  it('of each feature is the one of greatest cosine, both ways; an opposite is none and a row of zeros has none', async () => {
    const rows = Float32Array.of(...atAngles(0, 10), 0, 0);
    const { forward, backward } = await bestMatches(rows, atAngles(12, 180, 40), 2);
    expectClose(forward.cosines, [cos(12), cos(2), 0]);
    expect([...forward.partners]).toEqual([0, 0, -1]);
    expectClose(backward.cosines, [cos(2), cos(170), cos(30)]);
    expect([...backward.partners]).toEqual([1, 1, 1]);
  });

  it('equals the definition over several blocks, whatever the lengths of the rows', async () => {
    const [n, m, dIn] = [300, 70, 9];
    const [rows, others] = [gaussianRows(n, dIn, 1), gaussianRows(m, dIn, 2)];
    const { forward, backward } = await bestMatches(rescaled(rows, dIn, 3), rescaled(others, dIn, 4), dIn);
    const row = (of: Float32Array, at: number): Float32Array => of.subarray(at * dIn, (at + 1) * dIn);
    const all = (from: Float32Array, at: number, to: Float32Array): number =>
      Math.max(...Array.from({ length: to.length / dIn }, (_, j) => cosine(row(from, at), row(to, j))));
    expectClose(
      forward.cosines,
      Array.from({ length: n }, (_, i) => all(rows, i, others)),
    );
    expectClose(
      backward.cosines,
      Array.from({ length: m }, (_, i) => all(others, i, rows)),
    );
    forward.partners.forEach((partner, i) => {
      expect(cosine(row(rows, i), row(others, partner))).toBeCloseTo(forward.cosines[i] ?? 0, 5);
    });
  });

  it('does not change when both dictionaries are turned together or the other one is reordered', async () => {
    const [n, dIn] = [40, 6];
    const [rows, others] = [gaussianRows(n, dIn, 5), gaussianRows(n, dIn, 6)];
    const before = await maxCosines(rows, others, dIn);
    expectClose(await maxCosines(reflected(rows, dIn, 7), reflected(others, dIn, 7), dIn), before);
    const order = new Random(8).sample(n, n);
    expectClose(await maxCosines(rows, permuted(others, dIn, order), dIn), before);
    expectClose(
      await maxCosines(permuted(rows, dIn, order), others, dIn),
      order.map((row) => before[row] ?? 0),
    );
  });

  it('has no partners in a dictionary of zeros', async () => {
    const { forward, backward } = await bestMatches(atAngles(0, 10), new Float32Array(6), 2);
    expect([...forward.partners, ...backward.partners]).toEqual([-1, -1, -1, -1, -1]);
    expect(Math.max(...forward.cosines, ...backward.cosines)).toBe(0);
  });
});

describe.each(['assignment', 'greedy'] as const)('One-to-one matching by %s', (method) => {
  it('undoes a permutation', async () => {
    const [n, dIn] = [80, 12];
    const rows = gaussianRows(n, dIn, 9);
    const order = new Random(10).sample(n, n);
    const { cosines, partners } = await oneToOne(
      permuted(rows, dIn, order),
      rescaled(rows, dIn, 11),
      dIn,
      method,
    );
    expect([...partners]).toEqual(order);
    expectClose(cosines, new Float32Array(n).fill(1));
  });

  it('gives a collapsed dictionary one partner, where the best match gives every feature one', async () => {
    const collapsed = atAngles(0, 0, 0, 0);
    const spread = atAngles(0, 90, 180, 270);
    expectClose(await maxCosines(collapsed, spread, 2), [1, 1, 1, 1]);
    const { cosines, partners } = await oneToOne(collapsed, spread, 2, method);
    expectClose(
      [...cosines].sort((p, q) => q - p),
      [1, 0, 0, -1],
    );
    expect(new Set(partners).size).toBe(4);
  });

  it.each([
    [5, 3],
    [3, 5],
  ])('of %i to %i features leaves the surplus without a partner', async (n, m) => {
    const { cosines, partners } = await oneToOne(gaussianRows(n, 4, 12), gaussianRows(m, 4, 13), 4, method);
    const given = [...partners].filter((partner) => partner >= 0);
    expect(cosines.length).toBe(n);
    expect(given.length).toBe(Math.min(n, m));
    expect(new Set(given).size).toBe(given.length);
  });

  it('leaves rows of zeros alone', async () => {
    const { partners, cosines } = await oneToOne(Float32Array.of(0, 0, 1, 0), atAngles(0, 45), 2, method);
    expect([...partners]).toEqual([-1, 0]);
    expectClose(cosines, [0, 1]);
  });
});

it('Greedy takes the closest pair first, the assignment serves the sum', async () => {
  // 0 and 30 degrees to 20 and 100: greedy joins 30 with 20 and is left with 0 and 100, which point away from each other.
  const [rows, others] = [atAngles(0, 30), atAngles(20, 100)];
  const greedy = await oneToOne(rows, others, 2, 'greedy');
  expect([...greedy.partners]).toEqual([1, 0]);
  expectClose(greedy.cosines, [cos(100), cos(10)]);
  const best = await oneToOne(rows, others, 2, 'assignment');
  expect([...best.partners]).toEqual([0, 1]);
  expectClose(best.cosines, [cos(20), cos(70)]);
});

it('Greedy in rounds equals greedy pair by pair', async () => {
  const [n, m, dIn] = [90, 70, 5];
  const [rows, others] = [gaussianRows(n, dIn, 14), gaussianRows(m, dIn, 15)];
  const pairs = Array.from({ length: n * m }, (_, at) => {
    const [row, other] = [Math.floor(at / m), at % m];
    const [p, q] = [
      rows.subarray(row * dIn, (row + 1) * dIn),
      others.subarray(other * dIn, (other + 1) * dIn),
    ];
    return { row, other, cosine: cosine(p, q) };
  }).sort((p, q) => q.cosine - p.cosine);
  const expected = new Int32Array(n).fill(-1);
  const taken = new Set<number>();
  for (const { row, other } of pairs) {
    if (expected[row] !== -1 || taken.has(other)) continue;
    expected[row] = other;
    taken.add(other);
  }
  expect((await oneToOne(rows, others, dIn, 'greedy')).partners).toEqual(expected);
});

it('An assignment beyond its limit is refused with the way out, and greedy is what is affordable there', async () => {
  const many = new Float32Array(largestAssignment + 1).fill(1);
  await expect(oneToOne(many, Float32Array.of(1), 1, 'assignment')).rejects.toThrow(MatchingTooLargeError);
  await expect(oneToOne(many, Float32Array.of(1), 1, 'assignment')).rejects.toThrow(/greedy/);
  expect(affordableMethod(largestAssignment, 10)).toBe('assignment');
  expect(affordableMethod(10, largestAssignment + 1)).toBe('greedy');
});

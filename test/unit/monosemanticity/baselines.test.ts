import { describe, expect, it } from 'vitest';
import { makeDirections } from '../../../native-worker/monosemanticity/baselines/directions.ts';
import {
  dot,
  principalComponents,
} from '../../../native-worker/monosemanticity/baselines/principalComponents.ts';
import { standInTokens } from '../../../native-worker/monosemanticity/baselines/shuffledDocuments.ts';
import { StrongestTokens } from '../../../native-worker/monosemanticity/baselines/strongestTokens.ts';
import { nearestInDensity } from '../../../native-worker/monosemanticity/evaluation/chooseFeatures.ts';
import { Projections } from '../../../native-worker/monosemanticity/evaluation/projections.ts';
import { ActivityStore } from '../../../native-worker/monosemanticity/measure/activityStore.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import { plantedTable } from './plantedTable.ts';

/** Rows with standard deviation 5, 2 and 1 along the axes of three dimensions, and a mean far from zero. */
function sample(rows: number, random: Random): Float32Array {
  return Float32Array.from({ length: 3 * rows }, (_, i) => 10 + ([5, 2, 1][i % 3] ?? 1) * random.normal());
}

describe('the strongest tokens', () => {
  it('are those that sorting all gives, with their smallest value as the threshold', () => {
    const random = new Random(1);
    const values = Float32Array.from({ length: 1000 }, () => random.normal());
    const strongest = new StrongestTokens(50);
    for (const [token, value] of values.entries()) strongest.offer(value, token);
    const { tokens, threshold } = strongest.strongest(30);
    const sorted = Array.from(values, (value, token) => ({ value, token })).sort((a, b) => b.value - a.value);
    const expected = sorted.slice(0, 30).map(({ token }) => token);
    expect([...tokens]).toEqual(expected.sort((a, b) => a - b));
    expect(threshold).toBe(sorted[29]?.value);
  });

  it('take the earlier of equals, and fewer where there are fewer', () => {
    const strongest = new StrongestTokens(3);
    for (let token = 0; token < 10; token++) strongest.offer(1, token);
    expect([...strongest.strongest(2).tokens]).toEqual([0, 1]);
    const few = new StrongestTokens(3);
    few.offer(1, 7);
    expect([...few.strongest(3).tokens]).toEqual([7]);
  });
});

describe('the directions', () => {
  it('have unit length and are the same for the same seed', async () => {
    const rows = sample(500, new Random(2));
    const first = await makeDirections(rows, 3, 4, 9);
    const again = await makeDirections(rows, 3, 4, 9);
    expect(first).toEqual(again);
    expect(first.map(({ kind }) => kind)).toEqual([
      ...Array<string>(4).fill('directions'),
      ...Array<string>(4).fill('neurons'),
      ...Array<string>(4).fill('pca'),
      ...Array<string>(4).fill('dataPoints'),
    ]);
    for (const { direction } of first) expect(dot(direction, direction)).toBeCloseTo(1, 5);
  });

  it('along principal components are the axes of a sample that is spread along them', async () => {
    const rows = sample(4000, new Random(3)).map((value) => value - 10);
    const components = await principalComponents(rows, 3, 2, new Random(1));
    expect(Math.abs(components[0]?.[0] ?? 0)).toBeGreaterThan(0.99);
    expect(Math.abs(components[1]?.[1] ?? 0)).toBeGreaterThan(0.98);
  });

  it('drawn with the covariance of x lean to where x is spread', async () => {
    const drawn = await makeDirections(sample(2000, new Random(4)), 3, 300, 1);
    const squares = [0, 0, 0];
    for (const { kind, direction } of drawn)
      if (kind === 'directions')
        direction.forEach((value, i) => (squares[i] = (squares[i] ?? 0) + value ** 2));
    expect(squares[0]).toBeGreaterThan(2 * (squares[1] ?? 0));
    expect(squares[1]).toBeGreaterThan(1.5 * (squares[2] ?? 0));
  });
});

describe('a baseline unit', () => {
  it('fires on as many tokens of A as its feature, and on B above the same threshold', async () => {
    const random = new Random(5);
    const [a, b] = [sample(1000, random), sample(1000, random)];
    const direction = Float32Array.from([1, 0, 0]);
    const projections = await Projections.open([{ kind: 'neurons', direction }], 3, 100);
    try {
      await projections.addA(a, 0);
      projections.settle([20]);
      await projections.addB(b, 0);
      const [unit] = projections.activities();
      expect(unit?.a.tokens).toHaveLength(20);
      const threshold = unit?.threshold ?? 0;
      const above = Array.from({ length: 1000 }, (_, row) => row).filter(
        (row) => (b[3 * row] ?? 0) >= threshold,
      );
      expect([...(unit?.b.tokens ?? [])]).toEqual(above);
    } finally {
      await projections.dispose();
    }
  });
});

describe('the stand-in tokens of the null test', () => {
  it('lie in another document, at the same place or begun anew', () => {
    const table = plantedTable(100, 10, () => ({}));
    const standIn = standInTokens(table, new Random(1));
    for (let token = 0; token < 100; token++) {
      expect(table.documentOf(standIn[token] ?? 0)).not.toBe(table.documentOf(token));
      expect((standIn[token] ?? 0) % 10).toBe(token % 10);
    }
  });
});

describe('the store of activity', () => {
  it('gives back each feature’s tokens and values, whatever the batches', () => {
    const codes = {
      rows: 3,
      rowPointers: Uint32Array.from([0, 2, 2, 4]),
      features: Uint32Array.from([0, 4, 1, 4]),
      values: Float32Array.from([1, 2, 3, 4]),
    };
    const store = new ActivityStore(5);
    store.add(codes, 0);
    store.add(codes, 3);
    expect([...store.of(4).tokens]).toEqual([0, 2, 3, 5]);
    expect([...store.of(4).values]).toEqual([2, 4, 2, 4]);
    expect([...store.counts()]).toEqual([2, 2, 0, 0, 4]);
    const some = new ActivityStore(5, [1]);
    some.add(codes, 0);
    expect([...some.counts()]).toEqual([0, 1, 0, 0, 0]);
  });
});

describe('features of the re-initialised model', () => {
  it('are those nearest in density, each taken once', () => {
    const counts = Uint32Array.from([10, 20, 21, 400]);
    const eligible = { features: [0, 1, 2, 3], inRange: 4, silent: 0 };
    expect(nearestInDensity(eligible, counts, 10_000, [0.002, 0.002, 0.001])).toEqual([1, 2, 0]);
    expect(nearestInDensity(eligible, counts, 10_000, [0.04, 0.04, 0.04, 0.04, 0.04])).toHaveLength(4);
  });
});

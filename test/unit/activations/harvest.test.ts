import { describe, expect, test } from 'vitest';
import { activationStatistics, median } from '../../../native-worker/activations/activationNorms.ts';
import {
  harvest,
  harvestTogether,
  medianNorm,
  outlierFactor,
} from '../../../native-worker/activations/harvest.ts';
import type { HarvestedBatch } from '../../../native-worker/activations/harvest.ts';
import { NonFiniteActivationError } from '../../../native-worker/activations/maskBatch.ts';
import { fakeReader, numberedRows, tokensOf } from './fakeReader.ts';

const everything = { rowsPerBatch: 2, outlierNorm: Infinity };

describe('harvest', () => {
  test('masks and counts first positions and padding, and keeps the rest with its place', async () => {
    const reader = fakeReader();
    const rows = numberedRows(4, 2, 3); // tokens 1-4, 5-6, 7-9
    const batches: HarvestedBatch[] = [];
    for await (const batch of harvest(reader, rows, everything)) batches.push(batch);
    const [first, second] = batches;
    expect(tokensOf(first?.activations ?? new Float32Array())).toEqual([2, 3, 4, 6]);
    expect([...(first?.rows ?? [])]).toEqual([0, 0, 0, 1]);
    expect([...(first?.positions ?? [])]).toEqual([1, 2, 3, 1]);
    expect(first?.masked).toEqual({ kept: 4, 'first position': 2, padding: 2, 'outlier norm': 0 });
    expect(tokensOf(second?.activations ?? new Float32Array())).toEqual([8, 9]);
    expect([...(second?.rows ?? [])]).toEqual([2, 2]);
    expect(reader.batches.map((batch) => [batch.rows, batch.length])).toEqual([
      [2, 4],
      [1, 3],
    ]);
  });

  test('masks and counts norms above the limit, and only those', async () => {
    const reader = fakeReader(3, (token) => (token === 3 ? 1000 : 1));
    const batch = await harvestTogether(reader, numberedRows(5), { rowsPerBatch: 1, outlierNorm: 100 });
    expect(tokensOf(batch.activations)).toEqual([2, 4, 5]);
    expect(batch.masked).toEqual({ kept: 3, 'first position': 1, padding: 0, 'outlier norm': 1 });
  });

  test('takes at most as many as asked for and runs no further rows', async () => {
    const reader = fakeReader();
    const batch = await harvestTogether(
      reader,
      numberedRows(4, 4, 4),
      { rowsPerBatch: 1, outlierNorm: Infinity },
      4,
    );
    expect(tokensOf(batch.activations)).toEqual([2, 3, 4, 6]);
    expect(reader.batches).toHaveLength(2);
  });

  test('refuses activations that are not finite, naming the token', async () => {
    const reader = fakeReader(3, (token) => (token === 6 ? Infinity : 1));
    const harvested = harvestTogether(reader, numberedRows(4, 3), everything);
    await expect(harvested).rejects.toThrow(NonFiniteActivationError);
    await expect(harvested).rejects.toThrow(/token 6 \(document 1, position 1\)/);
  });

  test('ends with the reason of an aborted signal', async () => {
    const signal = AbortSignal.abort(new Error('paused'));
    await expect(harvestTogether(fakeReader(), numberedRows(4), { ...everything, signal })).rejects.toThrow(
      'paused',
    );
  });

  test('the median norm leaves out first positions and padding', async () => {
    // Kept tokens 2, 3, 4 at positions 1, 2, 3: norms sqrt(4+1+1), sqrt(9+4+1), sqrt(16+9+1).
    const measured = await medianNorm(fakeReader(), numberedRows(4, 1), { rowsPerBatch: 2 });
    expect(measured).toBeCloseTo(Math.sqrt(14), 6);
    expect(outlierFactor).toBe(10);
  });
});

describe('activation statistics', () => {
  test('of [[3, 4], [0, 1], [0, 2]]', () => {
    const statistics = activationStatistics(Float32Array.of(3, 4, 0, 1, 0, 2), 2);
    expect(statistics).toMatchObject({ count: 3, meanNorm: 8 / 3, medianNorm: 2 });
    expect([...statistics.mean]).toEqual([1, Math.fround(7 / 3)]);
  });

  test.each([
    [[5], 5],
    [[4, 1], 2.5],
    [[9, 1, 5], 5],
    [[], NaN],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

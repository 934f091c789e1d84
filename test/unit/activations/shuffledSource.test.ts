import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activationOrder, cutBlocks, permutation } from '../../../native-worker/activations/shuffleBlocks.ts';
import { SourcePositionError } from '../../../native-worker/activations/blockSource.ts';
import { ShuffledSource } from '../../../native-worker/activations/shuffledSource.ts';
import type { SourceOptions } from '../../../native-worker/activations/shuffledSource.ts';
import type { TokenRow } from '../../../native-worker/corpus/tokenRow.ts';
import { fakeReader, numberedRows, tokensOf } from './fakeReader.ts';

const options: SourceOptions = { seed: 7, rowsPerBatch: 2, blockTokens: 20, medianNorm: 1000 };
const twelveRows = (): TokenRow[] => numberedRows(...new Array<number>(12).fill(6));
const open = (extra: Partial<SourceOptions> = {}, reader = fakeReader()): Promise<ShuffledSource> =>
  ShuffledSource.open(reader, twelveRows(), { ...options, ...extra });

/** Everything from here to the end of the epoch, `count` rows at a time. */
async function drain(source: ShuffledSource, count: number): Promise<number[]> {
  const tokens: number[] = [];
  for (let rows = await source.next(count); rows; rows = await source.next(count))
    tokens.push(...tokensOf(rows));
  return tokens;
}
const ascending = (values: number[]): number[] => [...values].sort((a, b) => a - b);
/** Every token of the twelve rows but the first of each. */
const unmasked = twelveRows().flatMap(({ tokens }) => [...tokens.subarray(1)]);

describe('the shuffled source', () => {
  test('serves every unmasked activation once an epoch, over block borders', async () => {
    const source = await open();
    expect(source.blocks).toBe(4);
    const tokens = await drain(source, 4);
    expect(ascending(tokens)).toEqual(unmasked);
    expect(tokens).not.toEqual(unmasked);
    expect(source.masked()).toEqual({ kept: 60, 'first position': 12, padding: 0, 'outlier norm': 0 });
  });

  test('gives null and stays where it is when fewer rows are left than asked for', async () => {
    const source = await open();
    await source.next(50);
    const before = source.position();
    expect(await source.next(11)).toBeNull();
    expect(source.position()).toEqual(before);
    expect(await source.next(10)).toHaveLength(30);
  });

  test('orders each epoch anew, and each seed', async () => {
    const source = await open();
    const first = await drain(source, 5);
    await source.seek({ epoch: 1, block: 0, offset: 0 });
    const second = await drain(source, 5);
    const other = await drain(await open({ seed: 8 }), 5);
    expect(ascending(second)).toEqual(ascending(first));
    expect(second).not.toEqual(first);
    expect(other).not.toEqual(first);
  });

  test('seeking to a position gives the same rows again, whatever was read before and whatever is cached', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 11 }),
        fc.constantFrom(0, 200, 2 ** 20),
        async (epoch, batches, cacheBytes) => {
          const undisturbed = await open();
          await undisturbed.seek({ epoch, block: 0, offset: 0 });
          for (let i = 0; i < batches; i++) await undisturbed.next(5);
          const position = undisturbed.position();
          const expected = await undisturbed.next(5);
          const resumed = await open({ cacheBytes });
          await resumed.next(17);
          await resumed.seek(position);
          expect(await resumed.next(5)).toEqual(expected);
          expect(resumed.position()).toEqual(undisturbed.position());
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each([
    ['once when the cache holds everything', 2 ** 20, 6],
    // With seed 7 the block that ends epoch 0 also opens epoch 1: it is still at hand.
    ['again each epoch when it holds nothing', 0, 9],
  ])('harvests blocks %s', async (_, cacheBytes, forwardPasses) => {
    const reader = fakeReader();
    const source = await open({ cacheBytes, blockTokens: 36 }, reader);
    await drain(source, 5);
    await source.seek({ epoch: 1, block: 0, offset: 0 });
    await drain(source, 5);
    expect(source.blocks).toBe(2);
    expect(reader.batches).toHaveLength(forwardPasses);
  });

  test('a failed harvest leaves the position, and asking again goes on', async () => {
    const controller = new AbortController();
    const source = await open({ signal: controller.signal });
    await source.next(10);
    const before = source.position();
    controller.abort(new Error('paused'));
    await expect(source.next(40)).rejects.toThrow('paused');
    expect(source.position()).toEqual(before);
  });

  test('tells of progress within a block', async () => {
    const seen: string[] = [];
    const onHarvest: SourceOptions['onHarvest'] = ({ rows, ofRows, tokens }) => {
      seen.push(`${rows}/${ofRows} ${tokens}`);
    };
    await (await open({ blockTokens: 24, onHarvest })).next(1);
    expect(seen).toEqual(['2/4 12', '4/4 24']);
  });

  test('measures the median norm when it is not told, over the first rows of the first block', async () => {
    const { medianNorm: told } = await open();
    const untold = { seed: 7, rowsPerBatch: 2, blockTokens: 300 };
    const { medianNorm: measured } = await ShuffledSource.open(fakeReader(), twelveRows(), untold);
    expect(told).toBe(1000);
    expect(measured).toBeGreaterThan(1);
    expect(measured).toBeLessThan(80);
  });

  test.each([
    [{ epoch: 0, block: 5, offset: 0 }, /it has 4 blocks/],
    [{ epoch: -1, block: 0, offset: 0 }, /whole numbers/],
  ])('refuses the foreign position %j', async (position, message) => {
    const source = await open();
    await expect(source.seek(position)).rejects.toThrow(SourcePositionError);
    await expect(source.seek(position)).rejects.toThrow(message);
  });

  test('refuses an offset past the end of its block', async () => {
    const source = await open();
    await source.seek({ epoch: 0, block: 0, offset: 99 });
    await expect(source.next(1)).rejects.toThrow(/the block has 15 rows/);
  });
});

describe('shuffle blocks', () => {
  test('hold every row once, close to their size, longest rows first', () => {
    const rows = numberedRows(5, 1, 9, 3, 3, 8, 2, 7, 40);
    const blocks = cutBlocks(rows, 12, 3);
    expect(new Set(blocks.flat())).toEqual(new Set(rows));
    expect(blocks.flat()).toHaveLength(rows.length);
    for (const block of blocks) {
      const lengths = block.map(({ tokens }) => tokens.length);
      expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
      if (block.length > 1) expect(lengths.reduce((a, b) => a + b)).toBeLessThanOrEqual(12);
    }
  });

  test('permutations are complete, repeatable and differ by every key', () => {
    const order = activationOrder(100, 1, 2, 3);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(activationOrder(100, 1, 2, 3)).toEqual(order);
    for (const [seed, epoch, block] of [
      [2, 2, 3],
      [1, 3, 3],
      [1, 2, 4],
      [1, 3, 2],
    ] as const) {
      expect(activationOrder(100, seed, epoch, block)).not.toEqual(order);
    }
    expect(permutation(0, 1)).toHaveLength(0);
  });
});

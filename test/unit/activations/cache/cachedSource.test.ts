import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ActivationCache } from '../../../../native-worker/activations/cache/activationCache.ts';
import { CachedSource } from '../../../../native-worker/activations/cache/cachedSource.ts';
import { openOrHarvest } from '../../../../native-worker/activations/cache/openCache.ts';
import { writeCache } from '../../../../native-worker/activations/cache/writeCache.ts';
import { SourcePositionError } from '../../../../native-worker/activations/blockSource.ts';
import { tokensOf } from '../fakeReader.ts';
import { someHarvest } from './cacheFixture.ts';

let cache: ActivationCache;

beforeAll(async () => {
  const harvest = someHarvest();
  ({ cache } = await openOrHarvest(harvest.root, harvest.identity, () => writeCache(harvest)));
});

/** Everything from here to the end of the epoch, `count` rows at a time. */
async function drain(source: CachedSource, count: number): Promise<number[]> {
  const tokens: number[] = [];
  for (let rows = await source.next(count); rows; rows = await source.next(count))
    tokens.push(...tokensOf(rows));
  return tokens;
}
const ascending = (values: number[]): number[] => [...values].sort((a, b) => a - b);

describe('activations served from the cache', () => {
  test('come once an epoch, over shard borders, in another order each epoch and seed', async () => {
    const source = new CachedSource(cache, 7);
    const first = await drain(source, 5);
    expect(ascending(first)).toEqual(ascending(tokensOf(await cache.firstRows('train'))));
    await source.seek({ epoch: 1, block: 0, offset: 0 });
    const second = await drain(source, 5);
    const other = await drain(new CachedSource(cache, 8), 5);
    expect(new Set([first.join(), second.join(), other.join()]).size).toBe(3);
    expect(ascending(second)).toEqual(ascending(first));
  });

  test('are the same for the same seed, whoever reads them', async () => {
    const again = ActivationCache.open(cache.folder, 0);
    expect(again).not.toBeNull();
    const here = await drain(new CachedSource(cache, 3), 8);
    expect(await drain(new CachedSource(again ?? cache, 3), 8)).toEqual(here);
  });

  test('never hold a held-out row', async () => {
    const held = new Set(tokensOf(await cache.firstRows('heldOut')));
    const served = await drain(new CachedSource(cache, 1), 4);
    expect(served.some((token) => held.has(token))).toBe(false);
  });

  test('come again bit for bit from any position, whatever was read before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 110 }),
        fc.integer({ min: 1, max: 9 }),
        async (epoch, skipped, count) => {
          const source = new CachedSource(cache, 5);
          await source.seek({ epoch, block: 0, offset: 0 });
          if (skipped > 0) await source.next(skipped);
          const position = source.position();
          const rows = await source.next(count);
          await drain(source, 7);
          await source.seek(position);
          expect(await source.next(count)).toEqual(rows);
          const fresh = new CachedSource(cache, 5);
          await fresh.seek(position);
          expect(await fresh.next(count)).toEqual(rows);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('stay where they are when fewer are left than asked for', async () => {
    const source = new CachedSource(cache, 2);
    await source.next(118);
    const before = source.position();
    expect(await source.next(3)).toBeNull();
    expect(source.position()).toEqual(before);
    expect(await source.next(2)).toHaveLength(6);
  });

  test('refuse a position that is not in the cache', async () => {
    const source = new CachedSource(cache, 2);
    await expect(source.seek({ epoch: 0, block: 9, offset: 0 })).rejects.toThrow(SourcePositionError);
    await source.seek({ epoch: 0, block: 0, offset: 1000 });
    await expect(source.next(1)).rejects.toThrow(SourcePositionError);
  });
});

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ActivationCache } from '../../../../native-worker/activations/cache/activationCache.ts';
import {
  CacheBusyError,
  NotEnoughDiskError,
  NothingHarvestedError,
} from '../../../../native-worker/activations/cache/cacheErrors.ts';
import { cacheKey } from '../../../../native-worker/activations/cache/cacheIdentity.ts';
import type { CacheIdentity } from '../../../../native-worker/activations/cache/cacheIdentity.ts';
import { listCaches, lockCache } from '../../../../native-worker/activations/cache/openCache.ts';
import { openOrHarvestTogether } from '../../../../native-worker/activations/cache/openCaches.ts';
import { writeCache } from '../../../../native-worker/activations/cache/writeCache.ts';
import { writeCaches } from '../../../../native-worker/activations/cache/writeCaches.ts';
import type { HarvestToCaches } from '../../../../native-worker/activations/cache/writeCaches.ts';
import { fakeReader, tokensOf } from '../fakeReader.ts';
import { someHarvest, someIdentity } from './cacheFixture.ts';

/** Two hook points: one with an outlier at token 3, and a wider one with another at token 8. */
const scales = [(token: number) => (token === 3 ? 1e4 : 1), (token: number) => (token === 8 ? 1e4 : 2)];
const widths = [3, 5];
const identities = ['first', 'second'].map((hookPoint) => someIdentity({ hookPoint }));

function together(change: Partial<HarvestToCaches> = {}): HarvestToCaches & { passes: () => number } {
  const readers = widths.map((width, i) => fakeReader(width, scales[i]));
  const { root, rows, rowsPerBatch, provenance, shardRows = 32 } = someHarvest();
  const [first] = readers;
  if (first === undefined) throw new Error('There is no reader.');
  return {
    ...{ root, rows, rowsPerBatch, provenance, shardRows, identities },
    reader: {
      hookPoints: readers.map((reader, i) => ({ ...reader.hookPoint, name: identities[i]?.hookPoint ?? '' })),
      device: first.device,
      read: (batch) => Promise.all(readers.map((reader) => reader.read(batch))),
      dispose: () => Promise.resolve(),
    },
    passes: () => first.batches.length,
    ...change,
  };
}

function opened(root: string, identity: CacheIdentity): ActivationCache {
  const cache = ActivationCache.open(path.join(root, cacheKey(identity)));
  if (cache === null) throw new Error(`${identity.hookPoint} is not there.`);
  return cache;
}

describe('several caches of one pass', () => {
  test('hold what each would hold alone, byte for byte, masks of their own included', async () => {
    const options = together();
    await writeCaches(options);
    // Twenty-eight rows of tokens, three a pass, in two splits; the first ones once more for the median.
    expect(options.passes()).toBe(8 + 2 + 8);
    for (const [i, identity] of identities.entries()) {
      const cache = opened(options.root, identity);
      const reader = fakeReader(widths[i], scales[i]);
      const alone = someHarvest({ identity, reader });
      await writeCache(alone);
      const expected = opened(alone.root, identity);
      const { provenance } = cache.manifest;
      // Sizes and checksums of all shards are among it.
      expect({ ...cache.manifest, provenance: null }).toEqual({ ...expected.manifest, provenance: null });
      expect(cache.manifest.masked['outlier norm']).toBe(1);
      expect(provenance.together).toEqual(['first', 'second']);
      expect(expected.manifest.provenance).not.toHaveProperty('together');
    }
    const [first = [], second = []] = await Promise.all(
      identities.map(async (identity, i) => {
        const values = await opened(options.root, identity).firstRows('train');
        return Array.from({ length: values.length / (widths[i] ?? 1) }, (_, row) =>
          Math.round(values[row * (widths[i] ?? 1)] ?? 0),
        );
      }),
    );
    expect(first).not.toContain(3);
    expect(first).toContain(8);
    expect(second).not.toContain(16);
    expect(second).toContain(6);
  });

  test('are written for those that are asked for only', async () => {
    const options = together({ identities: [null, identities[1] ?? null] });
    await writeCaches(options);
    expect(listCaches(options.root).map(({ manifest }) => manifest?.identity.hookPoint)).toEqual(['second']);
  });

  test('leave nothing behind when one of them cannot be made', async () => {
    const options = together({ least: { train: 120, heldOut: 1 } });
    await expect(writeCaches(options)).rejects.toThrow(NothingHarvestedError);
    const stopped = together({ signal: AbortSignal.abort(new Error('stop')) });
    await expect(writeCaches(stopped)).rejects.toThrow('stop');
    for (const { root } of [options, stopped]) expect(existsSync(root) ? readdirSync(root) : []).toEqual([]);
  });

  test('need room for all of them, which is said before the model runs', async () => {
    const options = together();
    mkdirSync(options.root, { recursive: true });
    const { bavail, bsize } = statfsSync(options.root);
    const [width] = widths;
    // Each alone would fit.
    const tokens = (bavail * bsize * 0.7) / (2 * (width ?? 1) + 2);
    const row = options.rows.train[0];
    if (row === undefined) throw new Error('There are no rows.');
    const train = [{ ...row, tokens: { length: Math.floor(tokens) } as Int32Array }];
    const wide = together({ root: options.root, rows: { ...options.rows, train } });
    await expect(writeCaches(wide)).rejects.toThrow(NotEnoughDiskError);
    expect(wide.passes()).toBe(0);
  });
});

describe('the activations of one of several', () => {
  const openOwn = (
    options: ReturnType<typeof together>,
    own: number,
    wait: (busy: CacheBusyError) => Promise<void> = () => Promise.reject(new Error('waited')),
  ): ReturnType<typeof openOrHarvestTogether> =>
    openOrHarvestTogether({
      root: options.root,
      identities,
      own,
      wait,
      write: (missing) => writeCaches({ ...options, identities: missing }),
    });

  test('are harvested with all that is missing, by the first to ask', async () => {
    const options = together();
    const { cache, harvested } = await openOwn(options, 1);
    expect([harvested, cache.manifest.identity.hookPoint]).toEqual([true, 'second']);
    const passes = options.passes();
    expect((await openOwn(options, 0)).harvested).toBe(false);
    expect(options.passes()).toBe(passes);
  });

  test('are harvested again without touching what is there', async () => {
    const options = together();
    await openOwn(options, 0);
    const [first, second] = identities.map((identity) => path.join(options.root, cacheKey(identity)));
    const before = readFileSync(path.join(first ?? '', 'manifest.json'), 'utf8');
    const removed = listCaches(options.root).find(({ folder }) => folder === second);
    writeFileSync(path.join(removed?.folder ?? '', 'manifest.json'), 'damaged');
    expect((await openOwn(options, 0)).harvested).toBe(false);
    await expect(openOwn(options, 1)).rejects.toThrow('damaged');
    rmSync(removed?.folder ?? '', { recursive: true });
    const again = await openOwn(options, 1);
    expect(again.harvested).toBe(true);
    expect(tokensOf(await again.cache.firstRows('heldOut', 1))).toHaveLength(1);
    expect(readFileSync(path.join(first ?? '', 'manifest.json'), 'utf8')).toBe(before);
  });

  test('are waited for while another process writes one of them', async () => {
    const options = together();
    const lock = lockCache(options.root, cacheKey(someIdentity({ hookPoint: 'first' })));
    let waits = 0;
    const { harvested } = await openOwn(options, 1, (busy) => {
      expect(busy).toBeInstanceOf(CacheBusyError);
      expect(options.passes()).toBe(0);
      waits += 1;
      if (waits === 2) lock.dispose();
      return Promise.resolve();
    });
    expect([harvested, waits]).toEqual([true, 2]);
  });
});

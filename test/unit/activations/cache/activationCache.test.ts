import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ActivationCache } from '../../../../native-worker/activations/cache/activationCache.ts';
import {
  CacheBusyError,
  CacheDamagedError,
  NotEnoughDiskError,
  NothingHarvestedError,
} from '../../../../native-worker/activations/cache/cacheErrors.ts';
import { cacheKey } from '../../../../native-worker/activations/cache/cacheIdentity.ts';
import {
  deleteCache,
  listCaches,
  openOrHarvest,
} from '../../../../native-worker/activations/cache/openCache.ts';
import { writeCache } from '../../../../native-worker/activations/cache/writeCache.ts';
import type { HarvestToCache } from '../../../../native-worker/activations/cache/writeCache.ts';
import { fakeReader, tokensOf } from '../fakeReader.ts';
import { folderOf, someHarvest, someIdentity } from './cacheFixture.ts';

const open = (harvest: HarvestToCache, fresh = false): ReturnType<typeof openOrHarvest> =>
  openOrHarvest(harvest.root, harvest.identity, () => writeCache(harvest), fresh);
const ascending = (values: number[]): number[] => [...values].sort((a, b) => a - b);
const unmasked = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i).filter((token) => (token - 1) % 6 !== 0);

describe('the activation cache', () => {
  test('gives back every unmasked activation, training and held-out apart, exactly where fp16 suffices', async () => {
    const { cache, harvested } = await open(someHarvest());
    expect(harvested).toBe(true);
    expect(cache.rows('train')).toBe(120);
    expect(cache.rows('heldOut')).toBe(20);
    expect(cache.shardCount('train')).toBe(4);
    expect(ascending(tokensOf(await cache.firstRows('train')))).toEqual(unmasked(1, 145));
    expect(ascending(tokensOf(await cache.firstRows('heldOut')))).toEqual(unmasked(145, 169));
    expect(cache.manifest.masked).toEqual({ kept: 140, 'first position': 28, padding: 0, 'outlier norm': 0 });
    expect(cache.manifest.provenance).toMatchObject({
      modelName: 'fake',
      device: 'reference',
      rowsPerBatch: 3,
    });
  });

  test('runs the model once: the second to ask reads what the first wrote', async () => {
    const harvest = someHarvest();
    await open(harvest);
    const reader = fakeReader();
    const { harvested } = await open({ ...harvest, reader });
    expect(harvested).toBe(false);
    expect(reader.batches).toHaveLength(0);
  });

  test.each([
    ['model', { modelHash: 'other' }],
    ['hook point', { hookPoint: 'other' }],
    ['corpus', { corpusHash: 'other' }],
    ['order of documents', { corpusSeed: 2 }],
    ['context', { contextSize: 7 }],
    ['limit of tokens', { tokens: 999 }],
    ['held-out limit', { mostHeldOut: 999 }],
    ['masks', { masks: { firstPosition: true, outlierFactor: 5 } }],
  ])('has another key for another %s', (_, change) => {
    expect(cacheKey(someIdentity(change))).not.toBe(cacheKey(someIdentity()));
  });

  test('has the same key whatever the order of the fields', () => {
    const identity = someIdentity();
    const reversed = Object.fromEntries(Object.entries(identity).reverse()) as typeof identity;
    expect(cacheKey(reversed)).toBe(cacheKey(identity));
  });

  test('takes no more held-out rows than asked for', async () => {
    const { cache } = await open(someHarvest({ identity: someIdentity({ mostHeldOut: 7 }) }));
    expect(cache.rows('heldOut')).toBe(7);
    expect(await cache.firstRows('heldOut', 3)).toHaveLength(9);
  });

  test('masks norms that are outliers and counts them', async () => {
    const reader = fakeReader(3, (token) => (token === 3 ? 1e4 : 1));
    const { cache } = await open(someHarvest({ reader }));
    expect(cache.manifest.masked['outlier norm']).toBe(1);
    expect(cache.rows('train')).toBe(119);
  });

  test('tells of a changed byte, which file it is in and what to do', async () => {
    const harvest = someHarvest();
    await open(harvest);
    const file = path.join(folderOf(harvest), 'train-00001.safetensors');
    const bytes = readFileSync(file);
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const { cache } = await open(harvest);
    await cache.shard('train', 0);
    await expect(cache.shard('train', 1)).rejects.toThrow(CacheDamagedError);
    await expect(cache.shard('train', 1)).rejects.toThrow(/train-00001.*activations delete .*--fresh/u);
  });

  test.each([
    [
      'a shard that was cut',
      (folder: string) => {
        truncateSync(path.join(folder, 'train-00000.safetensors'), 100);
      },
      'has 100 bytes',
    ],
    [
      'a shard that is gone',
      (folder: string) => {
        rmSync(path.join(folder, 'heldOut-00000.safetensors'));
      },
      'is missing',
    ],
    [
      'a manifest that is no JSON',
      (folder: string) => {
        writeFileSync(path.join(folder, 'manifest.json'), '{');
      },
      'cannot be read',
    ],
  ])('refuses %s as soon as it is opened, and harvests again when asked to', async (_, damage, problem) => {
    const harvest = someHarvest();
    await open(harvest);
    damage(folderOf(harvest));
    await expect(open(harvest)).rejects.toThrow(problem);
    const { cache, harvested } = await open(harvest, true);
    expect(harvested).toBe(true);
    expect(await cache.firstRows('train')).toHaveLength(360);
  });

  test('leaves nothing that is read when the harvest fails in the middle', async () => {
    const harvest = someHarvest();
    const reader = fakeReader();
    const failing = {
      ...reader,
      read: (batch: Parameters<typeof reader.read>[0]) =>
        reader.batches.length < 5 ? reader.read(batch) : Promise.reject(new Error('the model died')),
    };
    await expect(open({ ...harvest, reader: failing })).rejects.toThrow('the model died');
    expect(readdirSync(harvest.root)).toEqual(['.locks']);
    expect((await open(harvest)).harvested).toBe(true);
  });

  test('passes over what a killed harvest left, and removes it with the next', async () => {
    const harvest = someHarvest();
    const left = `${folderOf(harvest)}.partial-12345678`;
    await open(harvest);
    // As a process leaves it that is killed before it renames.
    rmSync(left, { recursive: true, force: true });
    const { mkdirSync } = await import('node:fs');
    mkdirSync(left);
    expect(ActivationCache.open(left)).toBeNull();
    expect(listCaches(harvest.root)).toHaveLength(1);
    await open(harvest, true);
    expect(existsSync(left)).toBe(false);
  });

  test('stops between two batches when told to, and leaves nothing', async () => {
    const harvest = someHarvest();
    const abort = new AbortController();
    const stopping = {
      ...harvest,
      signal: abort.signal,
      onProgress: () => {
        abort.abort(new Error('stopped'));
      },
    };
    await expect(open(stopping)).rejects.toThrow('stopped');
    expect(readdirSync(harvest.root)).toEqual(['.locks']);
  });

  test('lets only one process write', async () => {
    const harvest = someHarvest();
    let second: unknown = null;
    await openOrHarvest(harvest.root, harvest.identity, async () => {
      second = await open(harvest).catch((error: unknown) => error);
      await writeCache(harvest);
    });
    expect(second).toBeInstanceOf(CacheBusyError);
    expect(String(second)).toContain('Wait until it is done');
    expect((await open(harvest)).harvested).toBe(false);
  });

  test('refuses to begin where the disk cannot hold it, with both numbers', async () => {
    const harvest = someHarvest();
    const { bavail, bsize } = statfsSync(harvest.root);
    const width = Math.ceil((bavail * bsize) / 100);
    const reader = fakeReader(3);
    const huge = { ...reader, hookPoint: { ...reader.hookPoint, width } };
    await expect(open({ ...harvest, reader: huge })).rejects.toThrow(NotEnoughDiskError);
    await expect(open({ ...harvest, reader: huge })).rejects.toThrow(
      /need about \d+ MB .* but \d+ MB are free/u,
    );
    expect(reader.batches).toHaveLength(0);
  });

  test('refuses a corpus without held-out text before the training text is run', async () => {
    const harvest = someHarvest();
    const reader = fakeReader();
    const rows = { train: harvest.rows.train, heldOut: [] };
    await expect(open({ ...harvest, rows, reader })).rejects.toThrow(NothingHarvestedError);
    await expect(open({ ...harvest, rows })).rejects.toThrow('0 unmasked held-out tokens');
    // The median of the norms alone was measured.
    expect(reader.batches.length).toBeLessThan(9);
  });

  test('is listed with its size and deleted by its key', async () => {
    const harvest = someHarvest();
    await open(harvest);
    const [stored] = listCaches(harvest.root);
    expect(stored?.key).toBe(cacheKey(harvest.identity));
    expect(stored?.bytes).toBeGreaterThan(140 * 6);
    expect(deleteCache(harvest.root, stored?.key ?? '')).toBe(true);
    expect(listCaches(harvest.root)).toEqual([]);
    expect(deleteCache(harvest.root, stored?.key ?? '')).toBe(false);
  });
});

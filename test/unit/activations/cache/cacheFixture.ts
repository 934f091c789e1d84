/** A small cache without a model: rows of numbered tokens whose activations are known. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CACHE_VERSION, cacheKey } from '../../../../native-worker/activations/cache/cacheIdentity.ts';
import type { CacheIdentity } from '../../../../native-worker/activations/cache/cacheIdentity.ts';
import type { HarvestToCache } from '../../../../native-worker/activations/cache/writeCache.ts';
import { fakeReader, numberedRows } from '../fakeReader.ts';

export function someIdentity(change: Partial<CacheIdentity> = {}): CacheIdentity {
  return {
    version: CACHE_VERSION,
    modelHash: 'model',
    hookPoint: 'fake',
    corpusHash: 'corpus',
    corpusSeed: 1,
    contextSize: 6,
    tokens: 1000,
    mostHeldOut: 1000,
    masks: { firstPosition: true, outlierFactor: 10 },
    ...change,
  };
}

/** Twenty-four training rows and four held-out rows of six tokens, five of them unmasked; shards of 32 activations. */
export function someHarvest(change: Partial<HarvestToCache> = {}): HarvestToCache {
  const rows = numberedRows(...new Array<number>(28).fill(6));
  return {
    root: mkdtempSync(path.join(tmpdir(), 'monosema-cache-')),
    identity: someIdentity(),
    reader: fakeReader(),
    rows: { train: rows.slice(0, 24), heldOut: rows.slice(24) },
    rowsPerBatch: 3,
    provenance: { modelName: 'fake', corpus: 'numbers', documents: 28, monosema: '0.0.0' },
    shardRows: 32,
    ...change,
  };
}

export function folderOf({ root, identity }: HarvestToCache): string {
  return path.join(root, cacheKey(identity));
}

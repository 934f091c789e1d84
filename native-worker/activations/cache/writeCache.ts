/**
 * Runs the model over a corpus once and stores what it gives, training and held-out text apart. Written under a temporary name and
 * renamed at the end: a harvest that was killed leaves nothing that is ever read.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { TokenRow } from '../../corpus/tokenRow.ts';
import type { ActivationReader } from '../../llm/languageModel.ts';
import { explainWriteError, freeBytes, writeFileAtomic } from '../../files/atomicFile.ts';
import { harvest, medianNorm } from '../harvest.ts';
import { addMasks, noMasks } from '../maskCounts.ts';
import type { MaskCounts } from '../maskCounts.ts';
import { cutBlocks } from '../shuffleBlocks.ts';
import { NotEnoughDiskError, NothingHarvestedError } from './cacheErrors.ts';
import { cacheKey } from './cacheIdentity.ts';
import type { CacheIdentity } from './cacheIdentity.ts';
import { MANIFEST } from './cacheManifest.ts';
import type { CacheManifest, CacheSplit, ShardEntry } from './cacheManifest.ts';
import { ShardWriter } from './shardFile.ts';

export interface HarvestToCache {
  /** `<storage>/activations`. */
  root: string;
  identity: CacheIdentity;
  reader: ActivationReader;
  /** Token rows of each split, in any order: they are drawn by the identity's seed. */
  rows: Record<CacheSplit, readonly TokenRow[]>;
  rowsPerBatch: number;
  provenance: Pick<CacheManifest['provenance'], 'modelName' | 'corpus' | 'documents' | 'monosema'>;
  /** Activations a shard; 65,536 when left out, less where they would take over 128 MiB. */
  shardRows?: number;
  /** Unmasked tokens that a split needs. */
  least?: Record<CacheSplit, number>;
  signal?: AbortSignal;
  onProgress?: (progress: { tokens: number; ofTokens: number }) => void;
}

const SHARD_ROWS = 65_536;
const MOST_SHARD_BYTES = 2 ** 27;
/** Headers, the manifest, and what the file system takes for itself. */
const DISK_MARGIN = 1.02;

/** The caller holds the lock of the key. @throws NotEnoughDiskError, DiskFullError, NothingHarvestedError, what harvesting throws */
export async function writeCache(options: HarvestToCache): Promise<void> {
  const { root, identity } = options;
  const folder = path.join(root, cacheKey(identity));
  checkDisk(options);
  const partial = `${folder}.partial-${randomUUID().slice(0, 8)}`;
  try {
    mkdirSync(partial, { recursive: true });
    const manifest = await writeShards(options, partial, performance.now());
    writeFileAtomic(path.join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw explainWriteError(folder, error);
  }
}

function checkDisk({ root, rows, reader, identity }: HarvestToCache): void {
  const held = Math.min(identity.mostHeldOut, tokensOf(rows.heldOut));
  const needed = (tokensOf(rows.train) + held) * (2 * reader.hookPoint.width + 2) * DISK_MARGIN;
  const free = freeBytes(root);
  if (free !== null && free < needed) throw new NotEnoughDiskError(root, needed, free);
}

async function writeShards(options: HarvestToCache, partial: string, start: number): Promise<CacheManifest> {
  const { identity, reader, rows, rowsPerBatch, provenance, least, signal } = options;
  const { width: dIn } = reader.hookPoint;
  const shardRows = options.shardRows ?? Math.min(SHARD_ROWS, Math.floor(MOST_SHARD_BYTES / (2 * dIn)));
  const drawn = {
    train: drawnRows(rows.train, shardRows, identity.corpusSeed),
    heldOut: drawnRows(rows.heldOut, shardRows, identity.corpusSeed),
  };
  const median = await medianNorm(reader, drawn.train, { rowsPerBatch, signal });
  const ofTokens = tokensOf(drawn.train) + Math.min(identity.mostHeldOut, tokensOf(drawn.heldOut));
  let tokens = 0;
  const write = (split: CacheSplit, most: number): Promise<WrittenSplit> =>
    writeSplit(options, drawn[split], {
      partial,
      split,
      most,
      shardRows,
      outlierNorm: identity.masks.outlierFactor * median,
      onTokens: (count) => {
        tokens += count;
        options.onProgress?.({ tokens: Math.min(tokens, ofTokens), ofTokens });
      },
    });
  // The few held-out rows first: a corpus without them is refused at once.
  const heldOut = await write('heldOut', identity.mostHeldOut);
  if (heldOut.rows < (least?.heldOut ?? 1))
    throw new NothingHarvestedError('heldOut', heldOut.rows, least?.heldOut ?? 1);
  const train = await write('train', Infinity);
  if (train.rows < (least?.train ?? 1))
    throw new NothingHarvestedError('train', train.rows, least?.train ?? 1);
  return {
    identity,
    dIn,
    splits: {
      train: { rows: train.rows, shards: train.shards },
      heldOut: { rows: heldOut.rows, shards: heldOut.shards },
    },
    medianNorm: median,
    masked: addMasks(train.masked, heldOut.masked),
    provenance: {
      ...provenance,
      device: reader.device.chosen,
      rowsPerBatch,
      createdAt: new Date().toISOString(),
      seconds: (performance.now() - start) / 1000,
    },
  };
}

interface SplitPlan {
  partial: string;
  split: CacheSplit;
  most: number;
  shardRows: number;
  outlierNorm: number;
  onTokens: (count: number) => void;
}

interface WrittenSplit {
  rows: number;
  shards: ShardEntry[];
  masked: MaskCounts;
}

async function writeSplit(
  { reader, rowsPerBatch, signal }: HarvestToCache,
  rows: readonly TokenRow[],
  { partial, split, most, shardRows, outlierNorm, onTokens }: SplitPlan,
): Promise<WrittenSplit> {
  const writer = new ShardWriter(
    Math.min(shardRows, Math.max(1, Math.min(most, tokensOf(rows)))),
    reader.hookPoint.width,
  );
  const written: WrittenSplit = { rows: 0, shards: [], masked: noMasks() };
  const close = (): void => {
    if (writer.rows > 0) written.shards.push(writeShard(partial, split, written.shards.length, writer));
  };
  for await (const batch of harvest(reader, rows, { rowsPerBatch, outlierNorm, signal })) {
    written.masked = addMasks(written.masked, batch.masked);
    onTokens(batch.count + batch.masked['first position'] + batch.masked['outlier norm']);
    for (let row = 0; row < batch.count && written.rows < most; row++, written.rows++) {
      writer.add(batch.activations, row);
      if (writer.isFull) close();
    }
    if (written.rows >= most) break;
  }
  close();
  return written;
}

function writeShard(partial: string, split: CacheSplit, index: number, writer: ShardWriter): ShardEntry {
  const { rows } = writer;
  const file = `${split}-${String(index).padStart(5, '0')}.safetensors`;
  const bytes = writer.take();
  writeFileAtomic(path.join(partial, file), bytes);
  return { file, rows, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Rows in the seed's order; within each shard's worth the longest first, so that batches pad little. */
function drawnRows(rows: readonly TokenRow[], shardRows: number, seed: number): TokenRow[] {
  return cutBlocks(rows, shardRows, seed).flat();
}

function tokensOf(rows: readonly TokenRow[]): number {
  return rows.reduce((sum, { tokens }) => sum + tokens.length, 0);
}

/**
 * Writes the activations of one hook point, split by split, under a temporary name that is renamed at the end: a harvest that was killed
 * leaves nothing that is ever read.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { HookPoint } from '../../../protocol/model.ts';
import { explainWriteError, writeFileAtomic } from '../../files/atomicFile.ts';
import { keepUnmasked } from '../harvest.ts';
import { addMasks, noMasks } from '../maskCounts.ts';
import type { MaskCounts } from '../maskCounts.ts';
import type { AskedBatch } from '../readBatches.ts';
import { cacheKey } from './cacheIdentity.ts';
import type { CacheIdentity } from './cacheIdentity.ts';
import { MANIFEST } from './cacheManifest.ts';
import type { CacheManifest, CacheSplit, ShardEntry } from './cacheManifest.ts';
import { ShardWriter } from './shardFile.ts';

export interface CacheToWrite {
  /** `<storage>/activations`. */
  root: string;
  identity: CacheIdentity;
  hookPoint: HookPoint;
  /** Of the unmasked tokens of the first rows, raw units. */
  medianNorm: number;
  /** Activations a shard. */
  shardRows: number;
}

interface WrittenSplit {
  rows: number;
  shards: ShardEntry[];
  masked: MaskCounts;
}

interface OpenSplit extends WrittenSplit {
  name: CacheSplit;
  /** Rows at most. */
  most: number;
  writer: ShardWriter;
}

export class CacheWriter {
  private readonly options: CacheToWrite;
  private readonly folder: string;
  private readonly partial: string;
  private readonly written: Partial<Record<CacheSplit, WrittenSplit>> = {};
  private open: OpenSplit | null = null;

  /** @throws DiskFullError */
  constructor(options: CacheToWrite) {
    this.options = options;
    this.folder = path.join(options.root, cacheKey(options.identity));
    this.partial = `${this.folder}.partial-${randomUUID().slice(0, 8)}`;
    this.explained(() => mkdirSync(this.partial, { recursive: true }));
  }

  /** @param tokens that the split has, masked ones included */
  begin(name: CacheSplit, tokens: number, most: number): void {
    const { shardRows, hookPoint } = this.options;
    const rows = Math.min(shardRows, Math.max(1, Math.min(most, tokens)));
    const writer = new ShardWriter(rows, hookPoint.width);
    this.open = { name, most, writer, rows: 0, shards: [], masked: noMasks() };
  }

  /** Whether the split needs more. */
  get wantsMore(): boolean {
    return this.open !== null && this.open.rows < this.open.most;
  }

  /** Takes what is kept of a batch. @throws NonFiniteActivationError, DiskFullError */
  take(asked: AskedBatch, raw: Float32Array): void {
    const { open, options } = this;
    if (open === null || !this.wantsMore) return;
    const outlierNorm = options.identity.masks.outlierFactor * options.medianNorm;
    const batch = keepUnmasked(options.hookPoint, asked, raw, outlierNorm);
    open.masked = addMasks(open.masked, batch.masked);
    for (let row = 0; row < batch.count && open.rows < open.most; row++, open.rows++) {
      open.writer.add(batch.activations, row);
      if (open.writer.isFull) this.closeShard(open);
    }
  }

  /** Rows that the split has got. */
  end(): number {
    const { open } = this;
    if (open === null) return 0;
    if (open.writer.rows > 0) this.closeShard(open);
    const { name, rows, shards, masked } = open;
    this.written[name] = { rows, shards, masked };
    this.open = null;
    return rows;
  }

  /** From now on the cache can be read. @throws DiskFullError */
  finish(provenance: CacheManifest['provenance']): void {
    const { train, heldOut } = this.written;
    if (!train || !heldOut)
      throw new Error(`${this.folder} lacks a split; both are begun and ended before the end.`);
    const manifest: CacheManifest = {
      identity: this.options.identity,
      dIn: this.options.hookPoint.width,
      splits: {
        train: { rows: train.rows, shards: train.shards },
        heldOut: { rows: heldOut.rows, shards: heldOut.shards },
      },
      medianNorm: this.options.medianNorm,
      masked: addMasks(train.masked, heldOut.masked),
      provenance,
    };
    this.explained(() => {
      writeFileAtomic(path.join(this.partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
      renameSync(this.partial, this.folder);
    });
  }

  /** Leaves nothing behind. */
  discard(): void {
    rmSync(this.partial, { recursive: true, force: true });
  }

  private closeShard({ name, shards, writer }: OpenSplit): void {
    const { rows } = writer;
    const file = `${name}-${String(shards.length).padStart(5, '0')}.safetensors`;
    const bytes = writer.take();
    this.explained(() => {
      writeFileAtomic(path.join(this.partial, file), bytes);
    });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    shards.push({ file, rows, bytes: bytes.length, sha256 });
  }

  private explained(write: () => void): void {
    try {
      write();
    } catch (error) {
      throw explainWriteError(this.folder, error);
    }
  }
}

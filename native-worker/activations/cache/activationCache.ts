/**
 * Stored activations, opened for reading: sizes are checked at once, each shard's checksum when it is first read. Shards stay in
 * memory as halves within a budget; the pages behind them are the system's and shared by all processes that read the same cache.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../../link/engineError.ts';
import { CacheDamagedError } from './cacheErrors.ts';
import { readManifest } from './cacheManifest.ts';
import type { CacheManifest, CacheSplit, ShardEntry } from './cacheManifest.ts';
import { decodeShard, readShardRow, rowTarget } from './shardFile.ts';
import type { Shard } from './shardFile.ts';

/** Of shards in memory, bytes. */
const DEFAULT_BUDGET = 2 ** 29;

export class ActivationCache {
  readonly folder: string;
  readonly manifest: CacheManifest;
  private readonly budgetBytes: number;
  private readonly kept = new Map<string, Shard>();
  private readonly verified = new Set<string>();
  private bytes = 0;

  private constructor(folder: string, manifest: CacheManifest, budgetBytes: number) {
    this.folder = folder;
    this.manifest = manifest;
    this.budgetBytes = budgetBytes;
  }

  /** Null where there is no finished cache. @throws CacheDamagedError */
  static open(folder: string, budgetBytes = DEFAULT_BUDGET): ActivationCache | null {
    const manifest = readManifest(folder);
    if (manifest === null) return null;
    for (const { file, bytes } of [...manifest.splits.train.shards, ...manifest.splits.heldOut.shards]) {
      const found = sizeOf(path.join(folder, file));
      if (found !== bytes)
        throw new CacheDamagedError(
          folder,
          found === null ? `${file} is missing` : `${file} has ${found} bytes, not ${bytes}`,
        );
    }
    return new ActivationCache(folder, manifest, budgetBytes);
  }

  /** The folder's name; see cacheIdentity.ts. */
  get key(): string {
    return path.basename(this.folder);
  }

  get dIn(): number {
    return this.manifest.dIn;
  }

  rows(split: CacheSplit): number {
    return this.manifest.splits[split].rows;
  }

  shardCount(split: CacheSplit): number {
    return this.manifest.splits[split].shards.length;
  }

  /** Shard `index` of a split. @throws CacheDamagedError when its checksum is wrong, RangeError when there is none */
  async shard(split: CacheSplit, index: number): Promise<Shard> {
    const entry = this.manifest.splits[split].shards[index];
    if (entry === undefined)
      throw new RangeError(`${this.folder} has no shard ${index} of ${split}: ${this.shardCount(split)}.`);
    const present = this.kept.get(entry.file);
    if (present !== undefined) return present;
    const shard = await this.read(entry);
    if (this.bytes + entry.bytes <= this.budgetBytes) {
      this.bytes += entry.bytes;
      this.kept.set(entry.file, shard);
    }
    return shard;
  }

  /** The first rows of a split in stored order, which is random by row of tokens; raw units, shape [at most `most`, dIn]. */
  async firstRows(split: CacheSplit, most = Infinity): Promise<Float32Array> {
    const count = Math.min(most, this.rows(split));
    const rows = rowTarget(count, this.dIn);
    for (let index = 0, at = 0; at < count; index++) {
      const shard = await this.shard(split, index);
      for (let row = 0; row < shard.rows && at < count; row++, at++)
        readShardRow(shard, row, this.dIn, rows, at * this.dIn);
    }
    return rows.out;
  }

  private async read({ file, rows, sha256 }: ShardEntry): Promise<Shard> {
    const bytes = await readFile(path.join(this.folder, file)).catch((error: unknown) => {
      throw new CacheDamagedError(this.folder, `${file} cannot be read (${messageOf(error)})`);
    });
    if (!this.verified.has(file)) {
      const found = createHash('sha256').update(bytes).digest('hex');
      if (found !== sha256)
        throw new CacheDamagedError(
          this.folder,
          `${file} has the sha256 ${found.slice(0, 12)}…, not ${sha256.slice(0, 12)}…`,
        );
      this.verified.add(file);
    }
    return decodeShard(bytes, rows, this.dIn);
  }
}

function sizeOf(file: string): number | null {
  try {
    return statSync(file).size;
  } catch {
    return null;
  }
}

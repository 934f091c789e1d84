/**
 * The trainer's activations from a cache on disk: its training shards are the blocks. Shards hold rows of tokens drawn at random from the
 * whole corpus, so that shuffling within one is enough.
 */
import { BlockSource } from '../blockSource.ts';
import { noMasks } from '../maskCounts.ts';
import type { MaskCounts } from '../maskCounts.ts';
import type { ActivationCache } from './activationCache.ts';
import { readShardRow } from './shardFile.ts';
import type { Shard } from './shardFile.ts';

export class CachedSource extends BlockSource<Shard> {
  private readonly cache: ActivationCache;

  constructor(cache: ActivationCache, seed: number) {
    super({ dIn: cache.dIn, blocks: cache.shardCount('train'), seed });
    this.cache = cache;
  }

  /** Over the whole cache. */
  masked(): MaskCounts {
    return { ...noMasks(), ...this.cache.manifest.masked };
  }

  /** Lets go of the block in hand; the source can still be used. */
  dispose(): void {
    this.release();
  }

  protected loadBlock(block: number): Promise<Shard> {
    return this.cache.shard('train', block);
  }

  protected rowCount(shard: Shard): number {
    return shard.rows;
  }

  protected copyRows(shard: Shard, rows: Uint32Array, out: Float32Array): void {
    const target = { out, words: new Uint32Array(out.buffer, out.byteOffset, out.length) };
    for (const [i, row] of rows.entries()) readShardRow(shard, row, this.dIn, target, i * this.dIn);
  }
}

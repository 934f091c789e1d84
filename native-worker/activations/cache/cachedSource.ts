/**
 * The trainer's activations from a cache on disk: its training shards in an order of (seed, epoch), each shard's rows in an order of
 * (seed, epoch, shard). Positions are those of `ShuffledSource`; seeking to one gives the same rows again, bit for bit.
 * Shards hold rows of tokens drawn at random from the whole corpus, so that shuffling within one is enough.
 */
import type { ActivationSource, SourcePosition } from '../activationBatch.ts';
import { activationOrder, blockOrder } from '../shuffleBlocks.ts';
import { SourcePositionError } from '../shuffledSource.ts';
import type { ActivationCache } from './activationCache.ts';
import { readShardRow, rowTarget } from './shardFile.ts';
import type { Shard } from './shardFile.ts';

/** A shard with the order in which an epoch serves it. */
interface Serving {
  epoch: number;
  block: number;
  shard: Shard;
  order: Uint32Array;
}

export class CachedSource implements ActivationSource {
  readonly dIn: number;
  /** Training shards. */
  readonly blocks: number;
  private readonly cache: ActivationCache;
  private readonly seed: number;
  private at: SourcePosition = { epoch: 0, block: 0, offset: 0 };
  private serving: Serving | null = null;

  constructor(cache: ActivationCache, seed: number) {
    this.cache = cache;
    this.seed = seed;
    this.dIn = cache.dIn;
    this.blocks = cache.shardCount('train');
  }

  /** Null where fewer than `count` rows are left in the epoch: seek to the next one. The position moves only when rows are given. */
  async next(count: number): Promise<Float32Array | null> {
    const rows = rowTarget(count, this.dIn);
    let at = this.at;
    for (let filled = 0; filled < count;) {
      const here = await this.locate(at);
      if (here === null) return null;
      const { shard, order, position } = here;
      const taken = Math.min(count - filled, order.length - position.offset);
      for (let i = 0; i < taken; i++)
        readShardRow(shard, order[position.offset + i] ?? 0, this.dIn, rows, (filled + i) * this.dIn);
      filled += taken;
      at = { ...position, offset: position.offset + taken };
    }
    this.at = at;
    return rows.out;
  }

  position(): SourcePosition {
    return this.at;
  }

  /** @throws SourcePositionError for a place that this source does not have. */
  seek(position: SourcePosition): Promise<void> {
    const { epoch, block, offset } = position;
    const whole = [epoch, block, offset].every((value) => Number.isSafeInteger(value) && value >= 0);
    if (!whole || block > this.blocks) {
      const problem = whole ? `it has ${this.blocks} blocks.` : 'all three must be whole numbers from 0.';
      return Promise.reject(new SourcePositionError(position, problem));
    }
    this.at = { epoch, block, offset };
    return Promise.resolve();
  }

  /** The shard at a position, or the next one where its own is used up; null at the end of the epoch. */
  private async locate(position: SourcePosition): Promise<(Serving & { position: SourcePosition }) | null> {
    const { epoch } = position;
    for (let { block, offset } = position; block < this.blocks; block++, offset = 0) {
      const serving = await this.serve(epoch, block);
      const { rows } = serving.shard;
      if (offset > rows) throw new SourcePositionError(position, `the block has ${rows} rows.`);
      if (offset < rows) return { ...serving, position: { epoch, block, offset } };
    }
    return null;
  }

  private async serve(epoch: number, block: number): Promise<Serving> {
    if (this.serving?.epoch === epoch && this.serving.block === block) return this.serving;
    this.serving = null;
    const shard = await this.cache.shard('train', blockOrder(this.blocks, this.seed, epoch)[block] ?? 0);
    const order = activationOrder(shard.rows, this.seed, epoch, block);
    this.serving = { epoch, block, shard, order };
    return this.serving;
  }
}

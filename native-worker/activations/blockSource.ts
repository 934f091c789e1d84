/**
 * Activations that come in blocks, served in seeded order: blocks in an order of (seed, epoch), a block's rows in one of (seed, epoch,
 * block). What comes at a position depends on nothing else, so that a resumed run sees the same bits. One block is held at a time; a source
 * may get the next one ready meanwhile.
 */
import type { ActivationSource, SourcePosition } from './activationBatch.ts';
import { activationOrder, blockOrder } from './shuffleBlocks.ts';

export class SourcePositionError extends RangeError {
  constructor(position: SourcePosition, problem: string) {
    super(
      `Position epoch ${position.epoch}, block ${position.block}, offset ${position.offset} is not in this source: ${problem} ` +
        `It belongs to another corpus or other options.`,
    );
    this.name = 'SourcePositionError';
  }
}

/** A block with the order in which an epoch serves it. */
interface Serving<Block> {
  epoch: number;
  place: number;
  block: Block;
  order: Uint32Array;
}

export abstract class BlockSource<Block> implements ActivationSource {
  readonly dIn: number;
  /** Blocks an epoch. */
  readonly blocks: number;
  private readonly seed: number;
  private at: SourcePosition = { epoch: 0, block: 0, offset: 0 };
  private serving: Serving<Block> | null = null;

  protected constructor({ dIn, blocks, seed }: { dIn: number; blocks: number; seed: number }) {
    this.dIn = dIn;
    this.blocks = blocks;
    this.seed = seed;
  }

  protected abstract loadBlock(block: number): Promise<Block>;
  protected abstract rowCount(block: Block): number;
  /** The block that is loaded next, if the rows are asked for that were announced; may be told more than once. */
  protected expectBlock?(block: number): void;
  /** Copies rows of a block to the front of `out`, in their order, as float32. */
  protected abstract copyRows(block: Block, rows: Uint32Array, out: Float32Array): void | Promise<void>;

  /** Null where fewer than `count` rows are left in the epoch: seek to the next one. The position moves only when rows are given. */
  async next(count: number, after = 0): Promise<Float32Array | null> {
    const rows = new Float32Array(count * this.dIn);
    let filled = 0;
    const isServed = await this.serveRows(count, async (block, taken) => {
      await this.copyRows(block, taken, rows.subarray(filled * this.dIn));
      filled += taken.length;
    });
    if (!isServed) return null;
    this.lookAhead(after);
    return rows;
  }

  position(): SourcePosition {
    return this.at;
  }

  /** Costs nothing until the next rows are asked for. @throws SourcePositionError for a place that this source does not have. */
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

  /**
   * Hands the next `count` rows to `take`, block by block in their order; false where fewer are left in the epoch. The position moves only
   * when all of them were taken.
   */
  protected async serveRows(
    count: number,
    take: (block: Block, rows: Uint32Array) => void | Promise<void>,
  ): Promise<boolean> {
    let at = this.at;
    for (let left = count; left > 0;) {
      const here = await this.locate(at);
      if (!here) return false;
      const { block, order, position } = here;
      const taken = order.subarray(position.offset, position.offset + left);
      await take(block, taken);
      left -= taken.length;
      at = { ...position, offset: position.offset + taken.length };
    }
    this.at = at;
    return true;
  }

  /** Lets go of the block in hand; it is loaded again when it is needed. */
  protected release(): void {
    this.serving = null;
  }

  /** The rows at a position, or at the start of the next block with any where its own is used up; null at the end of the epoch. */
  private async locate(
    position: SourcePosition,
  ): Promise<(Serving<Block> & { position: SourcePosition }) | null> {
    const { epoch } = position;
    for (let { block, offset } = position; block < this.blocks; block++, offset = 0) {
      const serving = await this.serve(epoch, block);
      const count = serving.order.length;
      if (offset > count) throw new SourcePositionError(position, `the block has ${count} rows.`);
      if (offset < count) return { ...serving, position: { epoch, block, offset } };
    }
    return null;
  }

  /** The block in hand is not enough for `after` more rows: tells which one comes then, the first of the next epoch after the last. */
  private lookAhead(after: number): void {
    const { serving } = this;
    if (!this.expectBlock || !serving || after <= serving.order.length - this.at.offset) return;
    const isLast = serving.place + 1 >= this.blocks;
    const [epoch, place] = isLast ? [serving.epoch + 1, 0] : [serving.epoch, serving.place + 1];
    this.expectBlock(blockOrder(this.blocks, this.seed, epoch)[place] ?? 0);
  }

  private async serve(epoch: number, place: number): Promise<Serving<Block>> {
    if (this.serving?.epoch === epoch && this.serving.place === place) return this.serving;
    this.serving = null;
    const block = await this.loadBlock(blockOrder(this.blocks, this.seed, epoch)[place] ?? 0);
    const order = activationOrder(this.rowCount(block), this.seed, epoch, place);
    this.serving = { epoch, place, block, order };
    return this.serving;
  }
}

/**
 * The trainer's activations: token rows cut into shuffle blocks, harvested one block at a time, served in seeded order.
 * What comes at a position is a function of (rows, model, options, epoch, block, offset) alone, so a resumed run sees the same bits.
 * Memory: the cache's budget and one block.
 */
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { ActivationReader } from '../llm/languageModel.ts';
import type { ActivationSource, SourcePosition } from './activationBatch.ts';
import { harvestTogether, medianNorm, outlierFactor } from './harvest.ts';
import type { HarvestedBatch } from './harvest.ts';
import { HarvestedBlocks } from './harvestedBlocks.ts';
import type { MaskCounts } from './maskCounts.ts';
import { activationOrder, blockOrder, cutBlocks } from './shuffleBlocks.ts';

export interface SourceOptions {
  seed: number;
  /** Rows a forward pass; see `defaultRowsPerBatch`. Keep it over a resume: a row's last bits depend on its batch. */
  rowsPerBatch: number;
  /** Tokens a shuffle block; `defaultBlockTokens(dIn)` when left out. Keep it over a resume. */
  blockTokens?: number;
  /** Harvested blocks kept for later epochs, bytes; 1 GiB when left out. Changes time, never results. */
  cacheBytes?: number;
  /** Median norm of an earlier part of the same run, raw units; measured over the first rows when left out. */
  medianNorm?: number;
  /** Aborting makes a harvest in progress reject with the signal's reason. */
  signal?: AbortSignal;
  /** Told after every forward pass of a block that has to be harvested. */
  onHarvest?: (progress: HarvestProgress) => void;
}

export interface HarvestProgress {
  /** Rows of the block done, of all its rows. */
  rows: number;
  ofRows: number;
  /** Tokens run through the model since the source was opened. */
  tokens: number;
}

export class SourcePositionError extends RangeError {
  constructor(position: SourcePosition, problem: string) {
    super(
      `Position epoch ${position.epoch}, block ${position.block}, offset ${position.offset} is not in this source: ${problem} ` +
        `It belongs to another corpus or other options.`,
    );
    this.name = 'SourcePositionError';
  }
}

/** 262,144 tokens, less where they would take over 256 MiB. */
export function defaultBlockTokens(dIn: number): number {
  return Math.min(262_144, Math.floor(2 ** 28 / (4 * dIn)));
}

/** A block with the order in which an epoch serves it. */
interface Serving {
  epoch: number;
  block: number;
  batch: HarvestedBatch;
  order: Uint32Array;
}

export class ShuffledSource implements ActivationSource {
  readonly dIn: number;
  /** Raw units; hand it to a resumed run and to inspection, so that they mask alike. */
  readonly medianNorm: number;
  /** Shuffle blocks an epoch. */
  readonly blocks: number;
  private readonly seed: number;
  private readonly harvested: HarvestedBlocks;
  private at: SourcePosition = { epoch: 0, block: 0, offset: 0 };
  /** The block being served and its order; null before it is needed. */
  private serving: Serving | null = null;

  private constructor(
    reader: ActivationReader,
    blocks: readonly TokenRow[][],
    median: number,
    options: SourceOptions,
  ) {
    this.dIn = reader.hookPoint.width;
    this.medianNorm = median;
    this.blocks = blocks.length;
    this.seed = options.seed;
    const harvest = blockHarvester(reader, blocks, median * outlierFactor, options);
    this.harvested = new HarvestedBlocks(options.cacheBytes ?? 2 ** 30, harvest);
  }

  /** Measures the median norm unless it is given; harvests nothing else yet. */
  static async open(
    reader: ActivationReader,
    rows: readonly TokenRow[],
    options: SourceOptions,
  ): Promise<ShuffledSource> {
    const blockTokens = options.blockTokens ?? defaultBlockTokens(reader.hookPoint.width);
    const blocks = cutBlocks(rows, blockTokens, options.seed);
    const { rowsPerBatch, signal } = options;
    const median =
      options.medianNorm ?? (await medianNorm(reader, blocks[0] ?? [], { rowsPerBatch, signal }));
    return new ShuffledSource(reader, blocks, median, options);
  }

  /** Null where fewer than `count` rows are left in the epoch: seek to the next one. The position moves only when rows are given. */
  async next(count: number): Promise<Float32Array | null> {
    const rows = new Float32Array(count * this.dIn);
    let at = this.at;
    for (let filled = 0; filled < count;) {
      const here = await this.locate(at);
      if (!here) return null;
      const { batch, order, position } = here;
      const taken = Math.min(count - filled, order.length - position.offset);
      for (let i = 0; i < taken; i++) {
        const from = (order[position.offset + i] ?? 0) * this.dIn;
        rows.set(batch.activations.subarray(from, from + this.dIn), (filled + i) * this.dIn);
      }
      filled += taken;
      at = { ...position, offset: position.offset + taken };
    }
    this.at = at;
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

  /** Over the blocks harvested by this source, each counted once. */
  masked(): MaskCounts {
    return this.harvested.masked();
  }

  /** Frees the blocks; the source can still be used. */
  dispose(): void {
    this.harvested.clear();
    this.serving = null;
  }

  /** The rows at a position, or at the start of the next block with any where its own is used up; null at the end of the epoch. */
  private async locate(position: SourcePosition): Promise<(Serving & { position: SourcePosition }) | null> {
    const { epoch } = position;
    for (let { block, offset } = position; block < this.blocks; block++, offset = 0) {
      const serving = await this.serve(epoch, block);
      const { count } = serving.batch;
      if (offset > count) throw new SourcePositionError(position, `the block has ${count} rows.`);
      if (offset < count) return { ...serving, position: { epoch, block, offset } };
    }
    return null;
  }

  private async serve(epoch: number, block: number): Promise<Serving> {
    if (this.serving?.epoch === epoch && this.serving.block === block) return this.serving;
    this.serving = null;
    const batch = await this.harvested.get(blockOrder(this.blocks, this.seed, epoch)[block] ?? 0);
    this.serving = { epoch, block, batch, order: activationOrder(batch.count, this.seed, epoch, block) };
    return this.serving;
  }
}

/** Harvests a block by its number, telling of progress. */
function blockHarvester(
  reader: ActivationReader,
  blocks: readonly TokenRow[][],
  outlierNorm: number,
  { rowsPerBatch, signal, onHarvest }: SourceOptions,
): (block: number) => Promise<HarvestedBatch> {
  let tokens = 0;
  return (block) => {
    const rows = blocks[block] ?? [];
    let done = 0;
    const watched: ActivationReader = {
      hookPoint: reader.hookPoint,
      device: reader.device,
      dispose: () => reader.dispose(),
      read: async (batch) => {
        const values = await reader.read(batch);
        done += batch.rows;
        tokens += batch.lengths.reduce((sum, length) => sum + length, 0);
        onHarvest?.({ rows: done, ofRows: rows.length, tokens });
        return values;
      },
    };
    return harvestTogether(watched, rows, { rowsPerBatch, outlierNorm, signal });
  };
}

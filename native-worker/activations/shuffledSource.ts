/**
 * The trainer's activations: token rows cut into shuffle blocks, harvested one block at a time, served in seeded order. Where the reader has
 * a thread of its own, the next block is harvested while one is being served.
 * Memory: the cache's budget and one block, two where the next one is harvested ahead.
 */
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { ActivationReader } from '../llm/languageModel.ts';
import { BlockSource } from './blockSource.ts';
import { harvestTogether, medianNorm, outlierFactor } from './harvest.ts';
import type { HarvestedBatch } from './harvest.ts';
import { HarvestedBlocks } from './harvestedBlocks.ts';
import type { Making } from './harvestedBlocks.ts';
import type { MaskCounts } from './maskCounts.ts';
import { cutBlocks } from './shuffleBlocks.ts';

export interface SourceOptions {
  seed: number;
  /** Rows a forward pass; see `defaultRowsPerBatch`. Keep it over a resume: a row's last bits depend on its batch. */
  rowsPerBatch: number;
  /** Tokens a shuffle block; see `planActivations`. Keep it over a resume. */
  blockTokens: number;
  /** Harvested blocks kept for later epochs, bytes; none when left out. Changes time, never results. */
  cacheBytes?: number;
  /** Median norm of an earlier part of the same run, raw units; measured over the first rows when left out. */
  medianNorm?: number;
  /** Aborting makes a harvest in progress reject with the signal's reason. */
  signal?: AbortSignal;
  /** Whether the next block is harvested while one is being served; for readers with a thread of their own. Changes time, never results. */
  harvestAhead?: boolean;
  /** Awaited before each forward pass of a block: pending while the run is paused. */
  whilePaused?: () => Promise<unknown>;
  /** Told after every forward pass of a block that has to be harvested. */
  onHarvest?: (progress: HarvestProgress) => void;
}

export interface HarvestProgress {
  /** Rows of the block done, of all its rows. */
  rows: number;
  ofRows: number;
  /** Tokens run through the model since the source was opened. */
  tokens: number;
  /** Whether the rows are waited for; not while the block is harvested ahead of time. */
  isAwaited: boolean;
}

export class ShuffledSource extends BlockSource<HarvestedBatch> {
  /** Raw units; hand it to a resumed run and to inspection, so that they mask alike. */
  readonly medianNorm: number;
  private readonly harvested: HarvestedBlocks;
  private readonly harvestsAhead: boolean;

  private constructor(
    reader: ActivationReader,
    blocks: readonly TokenRow[][],
    median: number,
    options: SourceOptions,
  ) {
    super({ dIn: reader.hookPoint.width, blocks: blocks.length, seed: options.seed });
    this.medianNorm = median;
    this.harvestsAhead = options.harvestAhead ?? false;
    const harvest = blockHarvester(reader, blocks, median * outlierFactor, options);
    this.harvested = new HarvestedBlocks(options.cacheBytes ?? 0, harvest);
  }

  /** Measures the median norm unless it is given; harvests nothing else yet. */
  static async open(
    reader: ActivationReader,
    rows: readonly TokenRow[],
    options: SourceOptions,
  ): Promise<ShuffledSource> {
    const { blockTokens, seed, rowsPerBatch, signal } = options;
    const blocks = cutBlocks(rows, blockTokens, seed);
    const median =
      options.medianNorm ?? (await medianNorm(reader, blocks[0] ?? [], { rowsPerBatch, signal }));
    return new ShuffledSource(reader, blocks, median, options);
  }

  /** Over the blocks served by this source, each counted once. */
  masked(): MaskCounts {
    return this.harvested.masked();
  }

  /** Frees the blocks and ends a harvest, whose last forward passes the reader waits for; the source can still be used. */
  async dispose(): Promise<void> {
    this.release();
    await this.harvested.clear();
  }

  protected loadBlock(block: number): Promise<HarvestedBatch> {
    return this.harvested.get(block);
  }

  protected override expectBlock(block: number): void {
    if (this.harvestsAhead) this.harvested.expect(block);
  }

  protected rowCount(batch: HarvestedBatch): number {
    return batch.count;
  }

  protected copyRows({ activations }: HarvestedBatch, rows: Uint32Array, out: Float32Array): void {
    for (const [i, row] of rows.entries())
      out.set(activations.subarray(row * this.dIn, (row + 1) * this.dIn), i * this.dIn);
  }
}

/** Harvests a block by its number, telling of progress. */
function blockHarvester(
  reader: ActivationReader,
  blocks: readonly TokenRow[][],
  outlierNorm: number,
  { rowsPerBatch, signal, whilePaused, onHarvest }: SourceOptions,
): (making: Making) => Promise<HarvestedBatch> {
  let tokens = 0;
  return (making) => {
    const rows = blocks[making.block] ?? [];
    let done = 0;
    const watched: ActivationReader = {
      hookPoint: reader.hookPoint,
      device: reader.device,
      ...(reader.readsAtOnce === undefined ? {} : { readsAtOnce: reader.readsAtOnce }),
      dispose: () => reader.dispose(),
      read: async (batch) => {
        const values = await reader.read(batch);
        done += batch.rows;
        tokens += batch.lengths.reduce((sum, length) => sum + length, 0);
        onHarvest?.({ rows: done, ofRows: rows.length, tokens, isAwaited: making.isAwaited });
        return values;
      },
    };
    const both = signal ? AbortSignal.any([signal, making.signal]) : making.signal;
    return harvestTogether(watched, rows, { rowsPerBatch, outlierNorm, signal: both, whilePaused });
  };
}

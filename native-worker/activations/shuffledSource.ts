/**
 * The trainer's activations: token rows cut into shuffle blocks, harvested one block at a time, served in seeded order.
 * Memory: the cache's budget and one block.
 */
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { ActivationReader } from '../llm/languageModel.ts';
import { BlockSource } from './blockSource.ts';
import { harvestTogether, medianNorm, outlierFactor } from './harvest.ts';
import type { HarvestedBatch } from './harvest.ts';
import { HarvestedBlocks } from './harvestedBlocks.ts';
import type { MaskCounts } from './maskCounts.ts';
import { cutBlocks } from './shuffleBlocks.ts';

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

/** 262,144 tokens, less where they would take over 256 MiB. */
export function defaultBlockTokens(dIn: number): number {
  return Math.min(262_144, Math.floor(2 ** 28 / (4 * dIn)));
}

export class ShuffledSource extends BlockSource<HarvestedBatch> {
  /** Raw units; hand it to a resumed run and to inspection, so that they mask alike. */
  readonly medianNorm: number;
  private readonly harvested: HarvestedBlocks;

  private constructor(
    reader: ActivationReader,
    blocks: readonly TokenRow[][],
    median: number,
    options: SourceOptions,
  ) {
    super({ dIn: reader.hookPoint.width, blocks: blocks.length, seed: options.seed });
    this.medianNorm = median;
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

  /** Over the blocks harvested by this source, each counted once. */
  masked(): MaskCounts {
    return this.harvested.masked();
  }

  /** Frees the blocks; the source can still be used. */
  dispose(): void {
    this.harvested.clear();
    this.release();
  }

  protected loadBlock(block: number): Promise<HarvestedBatch> {
    return this.harvested.get(block);
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

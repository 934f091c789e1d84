/**
 * The trainer's activations where language model and SAE share a card: the same blocks, order and positions as ShuffledSource has, so that a run
 * goes on from either, but block and batches stay on the card. Whoever needs rows on the host still gets them.
 * Memory of the card: the budget, one block, and a second one while its pieces are joined (memoryPlanActivations.ts).
 */
import type { Tensor } from 'onnxruntime-node';
import type { TokenRow } from '../../corpus/tokenRow.ts';
import type { DeviceRowGraphs } from '../../onnx/deviceRows.ts';
import type { RowSource } from '../activationBatch.ts';
import { BlockSource } from '../blockSource.ts';
import { medianNorm, outlierFactor } from '../harvest.ts';
import type { MaskCounts } from '../maskCounts.ts';
import { cutBlocks } from '../shuffleBlocks.ts';
import type { SourceOptions } from '../shuffledSource.ts';
import { harvestOnDevice } from './deviceBlock.ts';
import type { DeviceBlock, DeviceReader } from './deviceBlock.ts';
import { DeviceBlocks } from './deviceBlocks.ts';
import { DeviceRows } from './deviceRows.ts';

export class DeviceSource extends BlockSource<DeviceBlock> {
  /** Raw units; hand it to a resumed run and to inspection, so that they mask alike. */
  readonly medianNorm: number;
  readonly onDevice: RowSource<DeviceRows>;
  private readonly graphs: DeviceRowGraphs;
  private readonly harvested: DeviceBlocks;

  /**
   * Measures the median norm unless it is given; harvests nothing else yet.
   * @param graphs of the reader's width; whoever opened them closes them, after the source
   * @param options `cacheBytes` are the card's; none when left out
   */
  static async open(
    { reader, graphs }: Pick<Parts, 'reader' | 'graphs'>,
    rows: readonly TokenRow[],
    options: SourceOptions,
  ): Promise<DeviceSource> {
    const { rowsPerBatch, signal, seed } = options;
    const blocks = cutBlocks(rows, options.blockTokens, seed);
    const median =
      options.medianNorm ?? (await medianNorm(reader, blocks[0] ?? [], { rowsPerBatch, signal }));
    return new DeviceSource({ reader, graphs, blocks, median }, options);
  }

  private constructor(parts: Parts, options: SourceOptions) {
    super({ dIn: parts.graphs.width, blocks: parts.blocks.length, seed: options.seed });
    this.medianNorm = parts.median;
    this.graphs = parts.graphs;
    this.harvested = new DeviceBlocks(options.cacheBytes ?? 0, blockHarvester(parts, options));
    this.onDevice = {
      next: (count) => this.nextOnDevice(count),
      position: () => this.position(),
      seek: (position) => this.seek(position),
    };
  }

  /** Over the blocks harvested by this source, each counted once. */
  masked(): MaskCounts {
    return this.harvested.masked();
  }

  /** Gives back the card's memory; the source can still be used. */
  dispose(): void {
    this.release();
    this.harvested.dispose();
  }

  protected loadBlock(block: number): Promise<DeviceBlock> {
    return this.harvested.get(block);
  }

  protected rowCount({ norms }: DeviceBlock): number {
    return norms.length;
  }

  protected async copyRows(block: DeviceBlock, rows: Uint32Array, out: Float32Array): Promise<void> {
    out.set(await (await this.pick(block, rows)).toHost());
  }

  private async nextOnDevice(count: number): Promise<DeviceRows | null> {
    const norms = new Float32Array(count);
    const parts: Tensor[] = [];
    let filled = 0;
    try {
      const isServed = await this.serveRows(count, async (block, rows) => {
        parts.push(await this.pickRows(block, rows));
        norms.set(normsOf(block, rows), filled);
        filled += rows.length;
      });
      if (!isServed) return null;
      return new DeviceRows(this.graphs, await this.graphs.join(parts.splice(0)), norms);
    } finally {
      for (const part of parts) part.dispose();
    }
  }

  private async pick(block: DeviceBlock, rows: Uint32Array): Promise<DeviceRows> {
    return new DeviceRows(this.graphs, await this.pickRows(block, rows), normsOf(block, rows));
  }

  private pickRows(block: DeviceBlock, rows: Uint32Array): Promise<Tensor> {
    if (!block.rows) throw new RangeError(`${rows.length} rows were asked of a block that has none.`);
    return this.graphs.pick(block.rows, rows);
  }
}

interface Parts {
  reader: DeviceReader;
  graphs: DeviceRowGraphs;
  blocks: readonly TokenRow[][];
  median: number;
}

function normsOf({ norms }: DeviceBlock, rows: Uint32Array): Float32Array {
  return Float32Array.from(rows, (row) => norms[row] ?? NaN);
}

/** Harvests a block by its number, telling of progress. */
function blockHarvester(
  { reader, graphs, blocks, median }: Parts,
  { rowsPerBatch, signal, onHarvest }: SourceOptions,
): (block: number) => Promise<DeviceBlock> {
  let tokens = 0;
  return (number) => {
    const rows = blocks[number] ?? [];
    let done = 0;
    return harvestOnDevice(rows, {
      reader,
      graphs,
      rowsPerBatch,
      signal,
      outlierNorm: median * outlierFactor,
      onBatch: (batch) => {
        done += batch.rows;
        tokens += batch.lengths.reduce((sum, length) => sum + length, 0);
        onHarvest?.({ rows: done, ofRows: rows.length, tokens, isAwaited: true });
      },
    });
  };
}

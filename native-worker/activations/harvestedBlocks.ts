/** Harvested blocks in memory: the first ones within a budget stay for the epochs to come, the newest other one stays until the next. */
import type { HarvestedBatch } from './harvest.ts';
import { addMasks, noMasks } from './maskCounts.ts';
import type { MaskCounts } from './maskCounts.ts';

export class HarvestedBlocks {
  private readonly kept = new Map<number, HarvestedBatch>();
  private readonly masks = new Map<number, MaskCounts>();
  private passing: { block: number; batch: HarvestedBatch } | null = null;
  private bytes = 0;
  private readonly budgetBytes: number;
  private readonly make: (block: number) => Promise<HarvestedBatch>;

  /** `make` harvests a block; asked again, it must give the same bits. */
  constructor(budgetBytes: number, make: (block: number) => Promise<HarvestedBatch>) {
    this.budgetBytes = budgetBytes;
    this.make = make;
  }

  async get(block: number): Promise<HarvestedBatch> {
    const present = this.kept.get(block) ?? (this.passing?.block === block ? this.passing.batch : null);
    if (present) return present;
    // Let go of the old block before the new one is made: at most one lies outside the budget.
    this.passing = null;
    const batch = await this.make(block);
    this.masks.set(block, batch.masked);
    if (this.bytes + batch.activations.byteLength <= this.budgetBytes) {
      this.bytes += batch.activations.byteLength;
      this.kept.set(block, batch);
    } else {
      this.passing = { block, batch };
    }
    return batch;
  }

  /** Over all blocks harvested so far, each counted once. */
  masked(): MaskCounts {
    return [...this.masks.values()].reduce(addMasks, noMasks());
  }

  clear(): void {
    this.kept.clear();
    this.passing = null;
    this.bytes = 0;
  }
}

/**
 * Harvested blocks in memory: the first ones within a budget stay for the epochs to come, the newest other one stays until the next, and one
 * may be made ahead of time. What a block holds depends on none of that.
 */
import type { HarvestedBatch } from './harvest.ts';
import { addMasks, noMasks } from './maskCounts.ts';
import type { MaskCounts } from './maskCounts.ts';

/** A block in the making. */
export interface Making {
  readonly block: number;
  /** Whether somebody waits for it; not at first where it is made ahead of time. */
  isAwaited: boolean;
  /** Aborted when nobody will ask for it. */
  readonly signal: AbortSignal;
}

interface Ahead extends Making {
  readonly abort: AbortController;
  /** Never rejects: what went wrong is told to whoever asks for the block. */
  readonly outcome: Promise<PromiseSettledResult<HarvestedBatch>>;
}

export class HarvestedBlocks {
  private readonly kept = new Map<number, HarvestedBatch>();
  private readonly masks = new Map<number, MaskCounts>();
  private passing: { block: number; batch: HarvestedBatch } | null = null;
  private ahead: Ahead | null = null;
  private bytes = 0;
  private readonly budgetBytes: number;
  private readonly make: (making: Making) => Promise<HarvestedBatch>;

  /** `make` harvests a block; asked again, it must give the same bits. */
  constructor(budgetBytes: number, make: (making: Making) => Promise<HarvestedBatch>) {
    this.budgetBytes = budgetBytes;
    this.make = make;
  }

  async get(block: number): Promise<HarvestedBatch> {
    const present = this.present(block);
    if (present) return present;
    // Let go of the old block before the new one is made: at most one lies outside the budget, and one that is made ahead.
    this.passing = null;
    const batch = await this.makeOrTake(block);
    this.masks.set(block, batch.masked);
    if (this.bytes + batch.activations.byteLength <= this.budgetBytes) {
      this.bytes += batch.activations.byteLength;
      this.kept.set(block, batch);
    } else {
      this.passing = { block, batch };
    }
    return batch;
  }

  /** Begins to make a block that will be asked for next, unless it is at hand or another one is under way. */
  expect(block: number): void {
    if (this.ahead !== null || this.present(block)) return;
    const abort = new AbortController();
    const making = { block, isAwaited: false, signal: abort.signal };
    const outcome = Promise.allSettled([this.make(making)]).then(([settled]) => settled);
    this.ahead = Object.assign(making, { abort, outcome });
  }

  /** Over all blocks served so far, each counted once. */
  masked(): MaskCounts {
    return [...this.masks.values()].reduce(addMasks, noMasks());
  }

  /** Frees the blocks; none is being made any more when it resolves. */
  async clear(): Promise<void> {
    this.kept.clear();
    this.passing = null;
    this.bytes = 0;
    await this.abandon();
  }

  private present(block: number): HarvestedBatch | null {
    return this.kept.get(block) ?? (this.passing?.block === block ? this.passing.batch : null);
  }

  private async makeOrTake(block: number): Promise<HarvestedBatch> {
    if (this.ahead?.block !== block) {
      await this.abandon();
      return this.make({ block, isAwaited: true, signal: new AbortController().signal });
    }
    this.ahead.isAwaited = true;
    const outcome = await this.ahead.outcome;
    this.ahead = null;
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }

  private async abandon(): Promise<void> {
    const { ahead } = this;
    this.ahead = null;
    ahead?.abort.abort();
    await ahead?.outcome;
  }
}

/** Shuffle blocks on a card: the first ones within a budget stay for the epochs to come, the newest other one stays until the next. */
import { addMasks, noMasks } from '../maskCounts.ts';
import type { MaskCounts } from '../maskCounts.ts';
import type { DeviceBlock } from './deviceBlock.ts';

export class DeviceBlocks {
  private readonly kept = new Map<number, DeviceBlock>();
  private readonly masks = new Map<number, MaskCounts>();
  private passing: { number: number; block: DeviceBlock } | null = null;
  private bytes = 0;
  private readonly budgetBytes: number;
  private readonly make: (number: number) => Promise<DeviceBlock>;

  /** @param make harvests a block by its number; asked again, it must give the same bits */
  constructor(budgetBytes: number, make: (number: number) => Promise<DeviceBlock>) {
    this.budgetBytes = budgetBytes;
    this.make = make;
  }

  async get(number: number): Promise<DeviceBlock> {
    const present = this.kept.get(number) ?? (this.passing?.number === number ? this.passing.block : null);
    if (present) return present;
    // The card gets the old block's memory back before the new one is made.
    this.letPass();
    const block = await this.make(number);
    this.masks.set(number, block.masked);
    const bytes = Float32Array.BYTES_PER_ELEMENT * (block.rows?.size ?? 0);
    if (this.bytes + bytes <= this.budgetBytes) {
      this.bytes += bytes;
      this.kept.set(number, block);
    } else {
      this.passing = { number, block };
    }
    return block;
  }

  /** Over all blocks harvested so far, each counted once. */
  masked(): MaskCounts {
    return [...this.masks.values()].reduce(addMasks, noMasks());
  }

  dispose(): void {
    this.letPass();
    for (const { rows } of this.kept.values()) rows?.dispose();
    this.kept.clear();
    this.bytes = 0;
  }

  private letPass(): void {
    this.passing?.block.rows?.dispose();
    this.passing = null;
  }
}

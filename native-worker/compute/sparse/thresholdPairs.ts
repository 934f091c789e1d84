/** The pairs of a block where the threshold is -b: screened by int8 products where that pays, else found in U. The same pairs either way. */
import { collectBlock } from './collectBlock.ts';
import type { MemberParts } from './member.ts';
import type { OwnBlock } from './memberMemory.ts';

export class ThresholdPairs {
  readonly #parts: MemberParts;

  constructor(parts: MemberParts) {
    this.#parts = parts;
  }

  /** Takes up a batch, once it is centred. */
  begin(): void {
    this.#parts.active.begin();
    this.#parts.screening?.begin();
  }

  /** Appends the block's active pairs to the lists, without its U. False where it has to be encoded. */
  async screen(block: OwnBlock): Promise<boolean> {
    const { active, screening } = this.#parts;
    if (screening?.expects(block) !== true) return false;
    active.prepare(block);
    if (!(await screening.collect(block))) return false;
    this.#raisePeaks(block);
    return true;
  }

  /** Likewise from its U, which is at hand. False, with empty lists, where they would be more than `most`. */
  collect(block: OwnBlock, most: number): boolean {
    const { memory, lists, options, active, screening } = this.#parts;
    active.prepare(block);
    const settings = {
      biases: memory.state.biases + 4 * block.place,
      cuts: active.cuts,
      byToken: true,
      storesY: options.activation === 'relu',
    };
    if (!collectBlock(this.#parts, block, options.batchTokens, lists, settings, most)) {
      screening?.counted(block, Infinity);
      return false;
    }
    const count = active.decide(block, false);
    // So that values, too, do not depend on whether the block was screened.
    if (screening && count <= screening.most(block)) active.decide(block, true);
    screening?.counted(block, count);
    this.#raisePeaks(block);
    return true;
  }

  #raisePeaks({ place, rows }: OwnBlock): void {
    const { kernels, memory, lists, options } = this.#parts;
    const at = 4 * place;
    kernels.call.peaksOfPairs(
      rows,
      lists.pointers + at,
      lists.values,
      memory.state.biases + at,
      options.activation === 'relu' ? 1 : 0,
      memory.peaks + at,
    );
  }
}

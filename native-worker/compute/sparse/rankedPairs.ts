/** Selection by rank within one worker: candidates above bounds that rise on the way, and what the host's cuts leave of them. */
import { collectBlock } from './collectBlock.ts';
import type { MemberParts } from './member.ts';
import type { OwnBlock } from './memberMemory.ts';
import type { PairLists } from './pairLists.ts';
import { RankBounds, type RankSelection } from './rankBounds.ts';
import type { Candidates, RankCuts } from './rankCuts.ts';

/** Neurons after which the bounds are raised: the first ones give all their positive pairs. */
const stretch = 64;

export class RankedPairs {
  readonly #parts: MemberParts;
  readonly #lists: PairLists;
  readonly #bounds: RankBounds;
  readonly #storesY: boolean;

  /** @param storesY whether the lists hold y, else u */
  constructor(parts: MemberParts, lists: PairLists, selection: RankSelection, storesY: boolean) {
    this.#parts = parts;
    this.#lists = lists;
    const { kernels, options } = parts;
    this.#bounds = new RankBounds(kernels, selection, options.batchTokens);
    this.#storesY = storesY;
  }

  begin(): void {
    this.#lists.clear();
    this.#bounds.begin();
  }

  /**
   * All of the block's pairs that may be chosen. Blocks come in the order of their places.
   * @param only address of u32 [own neurons]: those marked 0 take no part, and nobody is counted; all take part when left out
   */
  collect({ place, rows: neurons }: OwnBlock, only?: number): void {
    const { memory, options } = this.#parts;
    const [lists, storesY, { biases }] = [this.#lists, this.#storesY, memory.state];
    for (let from = 0; from < neurons; from += stretch) {
      const part = { place: place + from, rows: Math.min(stretch, neurons - from) };
      const at = 4 * part.place;
      collectBlock(this.#parts, part, options.batchTokens, lists, {
        u: memory.u + 4 * from * options.batchTokens,
        biases: biases + at,
        cuts: this.#bounds.cuts,
        byToken: true,
        storesY,
        ...(only === undefined
          ? { positives: memory.positives + at, peaks: memory.peaks + at }
          : { only: only + at }),
      });
      this.#bounds.raise({ ...part, lists, biases, storesY });
    }
  }

  /** The pairs that are left above the bounds. */
  remaining(): Candidates {
    const { kernels, options } = this.#parts;
    const cuts = kernels.floats(this.#bounds.cuts, options.batchTokens).slice();
    // Exclusive bounds: what lies at one is out, whatever its feature.
    this.keep({ cuts, lastFeatures: new Int32Array(cuts.length).fill(-1), smallest: 0 });
    return this.#pairs();
  }

  /** All pairs in the lists. */
  #pairs(): Candidates {
    const { kernels, memory } = this.#parts;
    const lists = this.#lists;
    const end = memory.neurons;
    const count = lists.before(end);
    const pointers = kernels.words(lists.pointers, end + 1);
    const y = kernels.floats(lists.values, count).slice();
    const features = new Uint32Array(count);
    const biases = kernels.floats(memory.state.biases, end);
    for (const { from, place, rows } of memory.blocks) {
      for (let m = 0; m < rows; m++) {
        const [first, last] = [pointers[place + m] ?? 0, pointers[place + m + 1] ?? 0];
        features.fill(from + m, first, last);
        const bias = biases[place + m] ?? 0;
        if (!this.#storesY) for (let i = first; i < last; i++) y[i] = (y[i] ?? 0) + bias;
      }
    }
    return { tokens: kernels.words(lists.tokens, count).slice(), features, y };
  }

  /** Leaves only the chosen pairs. */
  keep({ cuts, lastFeatures }: RankCuts): void {
    const { kernels, memory, options } = this.#parts;
    const lists = this.#lists;
    kernels.floats(memory.tokenCuts, options.batchTokens).set(cuts);
    kernels.words(memory.lastFeatures, options.batchTokens).set(lastFeatures);
    const { blocks } = memory;
    const starts = blocks.map(({ place }) => lists.before(place));
    let kept = 0;
    blocks.forEach(({ from, place, rows }, i) => {
      kept = kernels.call.keepRanked(
        rows,
        from,
        lists.pointers + 4 * place,
        lists.tokens,
        lists.values,
        memory.state.biases + 4 * place,
        this.#storesY ? 1 : 0,
        memory.tokenCuts,
        memory.lastFeatures,
        starts[i] ?? 0,
        kept,
      );
    });
  }
}

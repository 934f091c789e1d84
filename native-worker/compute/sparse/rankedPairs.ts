/** Selection by rank within one worker: candidates block by block, thinned out on the way, and what the host's cuts leave of them. */
import { collectBlock } from './collectBlock.ts';
import type { MemberParts } from './member.ts';
import type { OwnBlock } from './memberMemory.ts';
import type { PairLists } from './pairLists.ts';
import { rankCuts, type Candidates, type RankCuts } from './rankCuts.ts';

/** Candidates are thinned out when they are more than this many times those that can be chosen. */
const slack = 3;

export class RankedPairs {
  readonly #parts: MemberParts;
  readonly #lists: PairLists;
  readonly #kind: 'topk' | 'batchtopk';
  readonly #k: number;
  readonly #storesY: boolean;
  #thinAt = 0;

  /** @param storesY whether the lists hold y, else u */
  constructor(
    parts: MemberParts,
    lists: PairLists,
    { kind, k, storesY }: { kind: 'topk' | 'batchtopk'; k: number; storesY: boolean },
  ) {
    this.#parts = parts;
    this.#lists = lists;
    this.#kind = kind;
    this.#k = k;
    this.#storesY = storesY;
  }

  begin(): void {
    const { kernels, memory, options } = this.#parts;
    this.#lists.clear();
    kernels.floats(memory.tokenCuts, options.batchTokens).fill(0);
    this.#thinAt = slack * this.#k * options.batchTokens;
  }

  /** All of the block's pairs that may be chosen. Blocks come in the order of their places. */
  collect(block: OwnBlock): void {
    const { memory, options } = this.#parts;
    const at = 4 * block.place;
    collectBlock(this.#parts, block, options.batchTokens, this.#lists, {
      biases: memory.state.biases + at,
      cuts: memory.tokenCuts,
      byToken: true,
      storesY: this.#storesY,
      positives: memory.positives + at,
      peaks: memory.peaks + at,
    });
    if (this.#lists.before(block.place + block.rows) > this.#thinAt) this.#thinOut(block);
  }

  /** Of own blocks up to the last one, or up to another. */
  candidates(end = this.#parts.memory.neurons): Candidates {
    const { kernels, memory } = this.#parts;
    const lists = this.#lists;
    const count = lists.before(end);
    const pointers = kernels.words(lists.pointers, end + 1);
    const y = kernels.floats(lists.values, count).slice();
    const features = new Uint32Array(count);
    const biases = kernels.floats(memory.state.biases, end);
    for (const { from, place, rows } of memory.blocks.filter((block) => block.place < end)) {
      for (let m = 0; m < rows; m++) {
        const [first, last] = [pointers[place + m] ?? 0, pointers[place + m + 1] ?? 0];
        features.fill(from + m, first, last);
        const bias = biases[place + m] ?? 0;
        if (!this.#storesY) for (let i = first; i < last; i++) y[i] = (y[i] ?? 0) + bias;
      }
    }
    return { tokens: kernels.words(lists.tokens, count).slice(), features, y };
  }

  /** Leaves only the chosen pairs of own blocks up to the last one, or up to another. */
  keep({ cuts, lastFeatures }: RankCuts, end = this.#parts.memory.neurons): void {
    const { kernels, memory, options } = this.#parts;
    const lists = this.#lists;
    kernels.floats(memory.tokenCuts, options.batchTokens).set(cuts);
    kernels.words(memory.lastFeatures, options.batchTokens).set(lastFeatures);
    const blocks = memory.blocks.filter((block) => block.place < end);
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

  /** Drops what cannot be chosen any more; equals of the last chosen stay, since another block may hold the one that goes first. */
  #thinOut({ place, rows }: OwnBlock): void {
    const { kernels, memory, options } = this.#parts;
    const end = place + rows;
    const { cuts } = rankCuts(this.candidates(end), this.#kind, this.#k, options.batchTokens);
    this.keep({ cuts, lastFeatures: new Int32Array(cuts.length).fill(2 ** 31 - 1), smallest: 0 }, end);
    kernels.floats(memory.tokenCuts, options.batchTokens).set(cuts.map(justBelow));
    this.#thinAt = Math.max(this.#thinAt, 2 * this.#lists.before(end));
  }
}

const scratch = new DataView(new ArrayBuffer(4));

/** The next smaller float32 of a positive one, so that "above it" means "at least this"; 0 stays. */
function justBelow(value: number): number {
  if (value <= 0) return 0;
  scratch.setFloat32(0, value);
  scratch.setUint32(0, scratch.getUint32(0) - 1);
  return scratch.getFloat32(0);
}

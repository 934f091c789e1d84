/** Codes of one worker's neurons under a rule of deployment, as lists neuron by neuron. */
import type { CodeRule } from '../backend.ts';
import { collectBlock } from './collectBlock.ts';
import type { Forward } from './forward.ts';
import type { MemberParts } from './member.ts';
import { PairLists } from './pairLists.ts';
import { codeCapacity } from './pairRoom.ts';

export interface BlockCodes {
  block: number;
  /** Shape [neurons + 1]. */
  pointers: Uint32Array;
  tokens: Uint32Array;
  /** z of each pair. */
  values: Float32Array;
}

export class RuleCodes {
  readonly #parts: MemberParts;
  readonly #forward: Forward;
  #lists: PairLists | null = null;
  #biases = 0;
  #cuts = 0;

  constructor(parts: MemberParts, forward: Forward) {
    this.#parts = parts;
    this.#forward = forward;
  }

  /** Of the first rows of the shared batch. */
  async run(rows: number, preBias: Float32Array, rule: Omit<CodeRule, 'k'>): Promise<BlockCodes[]> {
    const { kernels, memory } = this.#parts;
    const lists = this.#allocated();
    this.#forward.centre(rows, preBias);
    const found: BlockCodes[] = [];
    for (const block of memory.blocks) {
      const range = [block.from, block.from + block.rows] as const;
      kernels.floats(this.#biases, block.rows).set(rule.biases.subarray(...range));
      kernels.floats(this.#cuts, block.rows).set(rule.cuts.subarray(...range));
      await this.#forward.encode(block, rows);
      lists.clear();
      const settings = { biases: this.#biases, cuts: this.#cuts, storesY: rule.activation === 'relu' };
      collectBlock(this.#parts, { place: 0, rows: block.rows }, rows, lists, settings);
      const count = lists.before(block.rows);
      found.push({
        block: block.index,
        pointers: kernels.words(lists.pointers, block.rows + 1).slice(),
        tokens: kernels.words(lists.tokens, count).slice(),
        values: kernels.floats(lists.values, count).slice(),
      });
    }
    return found;
  }

  #allocated(): PairLists {
    if (this.#lists) return this.#lists;
    const { kernels, memory, options } = this.#parts;
    const { largest } = memory;
    this.#biases = kernels.allocate(4 * largest);
    this.#cuts = kernels.allocate(4 * largest);
    this.#lists = new PairLists(kernels, largest, codeCapacity(largest, options));
    return this.#lists;
  }
}

/**
 * Which of the pairs collected from U are active where the threshold is -b. U comes from a matrix product whose sums may be taken in any
 * order, so pairs whose y may have the wrong sign for that are decided by one dot product (kernels: decide.ts); pairs found by int8
 * products (screening.ts) are decided by the same one. So the active pairs are the same however they were found.
 */
import { decision } from '../../kernels/structures.ts';
import type { MemberParts } from './member.ts';
import type { OwnBlock } from './memberMemory.ts';

/** Rows on the unit sphere are this long at most, for rounding. */
const unitLength = 1.00001;

export class ActivePairs {
  /** Below 0, by how much y may be wrong: f32 [tokens]. Pairs above are collected. */
  readonly cuts: number;
  readonly #parts: Pick<MemberParts, 'kernels' | 'memory' | 'lists' | 'options'>;
  /** ||x||^2 and, of one block, ||w||^2: f64 [tokens], [rows]. */
  readonly #squares: number;
  readonly #rowSquares: number;
  readonly #structure: number;
  /** Length of the longest row of a block, until its rows move. */
  readonly #lengths = new Map<number, number>();
  #cutsAreFor = NaN;

  constructor(parts: Pick<MemberParts, 'kernels' | 'memory' | 'lists' | 'options'>) {
    this.#parts = parts;
    const { kernels, memory, options } = parts;
    this.cuts = kernels.allocate(4 * options.batchTokens);
    this.#squares = kernels.allocate(8 * options.batchTokens);
    this.#rowSquares = kernels.allocate(8 * memory.largest);
    this.#structure = kernels.allocate(decision.size);
  }

  /** Takes up a batch, once it is centred. */
  begin(): void {
    const { kernels, memory, options } = this.#parts;
    kernels.call.squaredNorms(memory.centred, options.batchTokens, memory.bytes, this.#squares);
    this.#cutsAreFor = NaN;
  }

  /** Sets `cuts` for a block. */
  prepare(block: OwnBlock): void {
    const { kernels, memory, options } = this.#parts;
    const longest = this.#longest(block);
    if (longest === this.#cutsAreFor) return;
    this.#cutsAreFor = longest;
    // n products summed in any order are off by n 2^-24 sum |x_i w_i| at most, which ||x|| ||w|| bounds: once for U, once for the dot product
    // in its eight partial sums, and some for the addition of b.
    const share = (2 * memory.stride + 64) * 2 ** -24 * longest;
    const squares = kernels.doubles(this.#squares, options.batchTokens);
    const cuts = kernels.floats(this.cuts, options.batchTokens);
    squares.forEach((squared, t) => (cuts[t] = -(share * Math.sqrt(squared) + 1e-30)));
  }

  /**
   * Leaves the active ones of a block's listed pairs. Returns how many there are.
   * @param all whether every pair's value is set anew by the dot product, or only where it is in doubt
   */
  decide({ place, rows }: OwnBlock, all: boolean): number {
    const { kernels, memory, lists, options } = this.#parts;
    const encoder = options.tied ? memory.state.weights : memory.state.encoder;
    decision.write(kernels.view, this.#structure, {
      neurons: rows,
      bytes: memory.bytes,
      rows: encoder + place * memory.bytes,
      centred: memory.centred,
      biases: memory.state.biases + 4 * place,
      cuts: this.cuts,
      storesY: options.activation === 'relu' ? 1 : 0,
      all: all ? 1 : 0,
      pointers: lists.pointers + 4 * place,
      pairTokens: lists.tokens,
      pairValues: lists.values,
    });
    const before = lists.before(place);
    return kernels.call.decidePairs(this.#structure) - before;
  }

  /** The block's rows were written. */
  written({ index }: OwnBlock): void {
    this.#lengths.delete(index);
  }

  /** The block's rows were moved by a step. */
  moved({ index }: OwnBlock): void {
    const { tied, decoderRows, trains } = this.#parts.options;
    if (tied && decoderRows === 'unit' && trains.decoder) this.#lengths.set(index, unitLength);
    else this.#lengths.delete(index);
  }

  #longest({ index, place, rows }: OwnBlock): number {
    const known = this.#lengths.get(index);
    if (known !== undefined) return known;
    const { kernels, memory, options } = this.#parts;
    const encoder = options.tied ? memory.state.weights : memory.state.encoder;
    kernels.call.squaredNorms(encoder + place * memory.bytes, rows, memory.bytes, this.#rowSquares);
    const squared = kernels.doubles(this.#rowSquares, rows).reduce((most, value) => Math.max(most, value), 0);
    const length = Math.sqrt(squared);
    this.#lengths.set(index, length);
    return length;
  }
}

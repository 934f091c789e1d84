/**
 * Active pairs of a block without its U: an int8 product with a bound on its error tells which pairs may be active (kernels: screen.ts),
 * one dot product each tells which are (activePairs.ts). Only for thresholds known beforehand, and only where so few pairs are active that
 * it pays. Whether a block was screened changes no bit of the results, so nothing of what is kept here has to be recorded.
 */
import { screen } from '../../kernels/structures.ts';
import { Int8Product } from './int8Product.ts';
import type { MemberParts } from './member.ts';
import type { OwnBlock } from './memberMemory.ts';
import { candidateRoom, mostScreened } from './pairRoom.ts';
import { QuantisedRows, type Quantised } from './quantisedRows.ts';

/** Steps for which a block is left alone after it had too many. */
const pause = 16;

export class Screening {
  readonly #parts: Pick<MemberParts, 'kernels' | 'memory' | 'lists' | 'options' | 'active'>;
  readonly #rows: QuantisedRows;
  readonly #product: Int8Product;
  readonly #products: number;
  readonly #structure: number;
  /** By block: the last step's active pairs, and steps left to pause. */
  readonly #counts = new Map<number, number>();
  readonly #pauses = new Map<number, number>();
  #batchIsQuantised = false;
  /** Of the product at hand; see Screen of the kernels. */
  #unit = 0;
  #screened = 0;
  #candidates = 0;

  static async open(parts: Pick<MemberParts, 'kernels' | 'memory' | 'lists' | 'options' | 'active'>) {
    return new Screening(parts, await Int8Product.open());
  }

  private constructor(
    parts: Pick<MemberParts, 'kernels' | 'memory' | 'lists' | 'options' | 'active'>,
    product: Int8Product,
  ) {
    const { kernels, memory, options } = parts;
    this.#parts = parts;
    this.#product = product;
    this.#rows = new QuantisedRows(kernels, memory, options.tied, options.batchTokens);
    this.#products = kernels.allocate(memory.largest * options.batchTokens);
    this.#structure = kernels.allocate(screen.size);
  }

  /** Of the present step: blocks whose pairs were found here, and candidates that were decided for them. */
  get counts(): { blocks: number; candidates: number } {
    return { blocks: this.#screened, candidates: this.#candidates };
  }

  /** Takes up a batch, once it is centred. */
  begin(): void {
    this.#batchIsQuantised = false;
    this.#screened = 0;
    this.#candidates = 0;
    for (const [block, steps] of this.#pauses) {
      if (steps > 1) this.#pauses.set(block, steps - 1);
      else this.#pauses.delete(block);
    }
  }

  /** Most active pairs for values of the dot product. */
  most({ rows }: OwnBlock): number {
    return mostScreened(rows, this.#parts.options);
  }

  /** Whether screening the block is likely to pay in this step. A tenth less than the limit, so that few come out above it. */
  expects(block: OwnBlock): boolean {
    const last = this.#counts.get(block.index);
    return last !== undefined && last <= 0.9 * this.most(block) && !this.#pauses.has(block.index);
  }

  /** How many of the block's pairs were active in this step, however they were found. */
  counted({ index }: OwnBlock, active: number): void {
    this.#counts.set(index, active);
  }

  /** Appends the block's active pairs to the lists; `activePairs` is prepared for it. False, with empty lists, where there were too many. */
  async collect(block: OwnBlock): Promise<boolean> {
    const { kernels, lists, active } = this.#parts;
    const before = lists.before(block.place);
    if ((await this.#multiply(block)) && this.#screen(block, before)) {
      const candidates = lists.before(block.place + block.rows) - before;
      const count = active.decide(block, true);
      if (count <= this.most(block)) {
        this.#screened += 1;
        this.#candidates += candidates;
        this.counted(block, count);
        return true;
      }
    }
    this.#pauses.set(block.index, pause);
    kernels.words(lists.pointers + 4 * block.place, block.rows + 1).fill(before);
    return false;
  }

  /** Address of the Quantisation with which the block's rows are to be written; 0 where no copies are wanted. */
  copying(block: OwnBlock): number {
    const copies = this.expects(block);
    this.#rows.moved(block, copies);
    return copies ? this.#rows.structure(block) : 0;
  }

  /** The block's rows were written without their copies. */
  written(block: OwnBlock): void {
    this.#rows.moved(block, false);
    this.#counts.delete(block.index);
  }

  async dispose(): Promise<void> {
    await this.#product.dispose();
  }

  async #multiply(block: OwnBlock): Promise<boolean> {
    const { kernels, options } = this.#parts;
    const { batchTokens } = options;
    if (!this.#batchIsQuantised) this.#rows.quantiseBatch();
    this.#batchIsQuantised = true;
    const { tokens, width } = this.#rows;
    const neurons = this.#rows.block(block);
    this.#unit = this.#unitOf(block, neurons);
    if (!(this.#unit > 0 && this.#unit < Infinity)) return false;
    const { buffer } = kernels.memory;
    const factors = {
      neurons: kernels.bytes(neurons.codes, block.rows * width),
      tokens: new Int8Array(buffer, tokens.codes, width * batchTokens),
      tokenScales: kernels.floats(tokens.scales, batchTokens),
      rows: block.rows,
      width,
      columns: batchTokens,
    };
    await this.#product.run(factors, this.#unit, kernels.bytes(this.#products, block.rows * batchTokens));
    return true;
  }

  /** So that thresholds come out at 230 at most: the finer the unit, the less rounding widens the bound. Rare high ones may lie above 255. */
  #unitOf({ place, rows }: OwnBlock, { scales }: Quantised): number {
    const { kernels, memory } = this.#parts;
    const biases = kernels.floats(memory.state.biases + 4 * place, rows);
    const own = kernels.floats(scales, rows);
    let [most, sum] = [0, 0];
    biases.forEach((bias, m) => {
      const threshold = Math.max(0, -bias / (own[m] ?? NaN));
      most = Math.max(most, threshold);
      sum += threshold;
    });
    return Math.fround(Math.min(most, (4 * sum) / rows) / 230);
  }

  #screen(block: OwnBlock, before: number): boolean {
    const { kernels, memory, lists, options, active } = this.#parts;
    const { batchTokens } = options;
    const { place, rows } = block;
    const { scales, errors, norms } = this.#rows.block(block);
    const { tokens } = this.#rows;
    // A neuron is refused before its own candidates are counted, so these are at most `room`.
    const room = candidateRoom(rows, options);
    if (lists.capacity < before + room) lists.grow(before + room, before);
    screen.write(kernels.view, this.#structure, {
      products: this.#products,
      neurons: rows,
      tokens: batchTokens,
      biases: memory.state.biases + 4 * place,
      scales,
      errors,
      norms,
      tokenErrors: tokens.errors,
      tokenNorms: tokens.norms,
      cuts: active.cuts,
      unit: this.#unit,
      pointers: lists.pointers + 4 * place,
      pairTokens: lists.tokens,
      capacity: before + room,
    });
    return kernels.call.screenPairs(this.#structure) >= 0;
  }
}

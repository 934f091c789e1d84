/** The int8 copies of one worker's encoder rows and of the batch. A block's copy is made where its rows have just moved, or when it is needed. */
import type { Kernels } from '../../kernels/kernels.ts';
import { quantisation } from '../../kernels/structures.ts';
import type { MemberMemory, OwnBlock } from './memberMemory.ts';

/** Addresses of int8 rows and of what is known of each; see Quantisation of the kernels. */
export interface Quantised {
  codes: number;
  scales: number;
  errors: number;
  norms: number;
}

/** Values of a quantised row: groups of 64 are rotated together. */
export function quantisedWidth(stride: number): number {
  return Math.ceil(stride / 64) * 64;
}

/** Sixteen rows of codes, and two tiles of 16 x 16 for their transposition: scratch of the kernels' quantiseTokens. */
export function slabBytes(width: number): number {
  return 16 * width + 2 * 16 * 16;
}

/** Signs as if at random, times the transform's 1/8. Results do not depend on them, only how many pairs must be looked at. */
export function rotationSigns(width: number): Float32Array {
  return Float32Array.from({ length: width }, (_, i) => {
    // The last steps of MurmurHash3.
    let hash = Math.imul(i + 1, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) & 1) === 0 ? 1 / 8 : -1 / 8;
  });
}

export class QuantisedRows {
  readonly width: number;
  /** s8 [width, batchTokens]. */
  readonly tokens: Quantised;
  readonly #kernels: Kernels;
  readonly #memory: MemberMemory;
  readonly #tied: boolean;
  readonly #batchTokens: number;
  /** u8 [neurons, width]. */
  readonly #neurons: Quantised;
  readonly #ofTokens: number;
  readonly #ofBlock: number;
  readonly #slab: number;
  /** Blocks whose copies are those of their rows. */
  readonly #fresh = new Set<number>();

  constructor(kernels: Kernels, memory: MemberMemory, tied: boolean, batchTokens: number) {
    this.#kernels = kernels;
    this.#memory = memory;
    this.#tied = tied;
    this.#batchTokens = batchTokens;
    this.width = quantisedWidth(memory.stride);
    this.#neurons = this.#allocated(memory.neurons);
    this.tokens = this.#allocated(batchTokens);
    this.#slab = kernels.allocate(slabBytes(this.width));
    this.#ofTokens = kernels.allocate(quantisation.size);
    this.#ofBlock = kernels.allocate(quantisation.size);
    const [signs, rotated] = [kernels.allocate(4 * this.width), kernels.allocate(4 * this.width)];
    kernels.floats(signs, this.width).set(rotationSigns(this.width));
    const common = { bytes: memory.bytes, width: this.width, signs, rotated };
    quantisation.write(kernels.view, this.#ofTokens, { ...common, ...this.tokens });
    quantisation.write(kernels.view, this.#ofBlock, common);
  }

  /** Copies the centred batch. */
  quantiseBatch(): void {
    const { centred } = this.#memory;
    this.#kernels.call.quantiseTokens(this.#ofTokens, centred, this.#batchTokens, this.#slab);
  }

  /** The copy of a block. */
  block(block: OwnBlock): Quantised {
    if (!this.#fresh.has(block.index)) {
      const { state, bytes } = this.#memory;
      const rows = (this.#tied ? state.weights : state.encoder) + block.place * bytes;
      this.#kernels.call.quantiseNeurons(this.structure(block), rows, block.rows);
      this.#fresh.add(block.index);
    }
    return this.#of(block);
  }

  /** Address of a Quantisation for whoever is about to write the block's rows, and makes their copies with them. */
  structure(block: OwnBlock): number {
    quantisation.write(this.#kernels.view, this.#ofBlock, this.#of(block));
    return this.#ofBlock;
  }

  /** The block's rows have moved. @param copied with their copies */
  moved({ index }: OwnBlock, copied: boolean): void {
    if (copied) this.#fresh.add(index);
    else this.#fresh.delete(index);
  }

  #of({ place }: OwnBlock): Quantised {
    const { codes, scales, errors, norms } = this.#neurons;
    const at = 4 * place;
    return {
      codes: codes + place * this.width,
      scales: scales + at,
      errors: errors + at,
      norms: norms + at,
    };
  }

  #allocated(rows: number): Quantised {
    const values = (): number => this.#kernels.allocate(4 * rows);
    const codes = this.#kernels.allocate(rows * this.width);
    return { codes, scales: values(), errors: values(), norms: values() };
  }
}

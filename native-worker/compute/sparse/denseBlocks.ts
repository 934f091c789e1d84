/**
 * Blocks with so many active pairs that whole matrix products are faster than lists: early in training, and groups of high targets. What a
 * block needs again in the second half of the step is kept apart for each.
 */
import type { BackendOptions } from '../backend.ts';
import type { Kernels } from '../../kernels/kernels.ts';
import { neuronSumsStride } from '../../kernels/structures.ts';
import { Product } from './blockProduct.ts';
import type { MemberMemory, OwnBlock } from './memberMemory.ts';

interface Products {
  /** Z^T W' + C, W R^T, and Z R with and without something added. */
  decode: Product;
  along: Product;
  gradient: Product;
  addedGradient: Product;
}

/** Scratch of the largest block. */
interface Room {
  /** a w, later Z R: f32 [rows, stride]. */
  first: number;
  second: number;
  /** f32 [batchTokens, stride]. */
  batch: number;
  /** neuronSumsStride bytes a neuron. */
  sums: number;
}

/** Where a dense block's gradients are, as Update of the kernels takes them. */
export interface DenseGradients {
  decoder: number;
  encoder: number;
  sums: number;
}

export class DenseBlocks {
  readonly #kernels: Kernels;
  readonly #memory: MemberMemory;
  readonly #options: BackendOptions;
  readonly #products: Products;
  /** By block: z, and y where thresholds are learned. */
  readonly #codes = new Map<number, { z: number; y: number }>();
  /** Blocks of the present step. */
  readonly #present = new Set<number>();
  #room: Room | null = null;

  static async open(kernels: Kernels, memory: MemberMemory, options: BackendOptions): Promise<DenseBlocks> {
    const products = {
      decode: await Product.open(kernels, { transA: true, adds: true }),
      along: await Product.open(kernels, { transB: true }),
      gradient: await Product.open(kernels, {}),
      addedGradient: await Product.open(kernels, { adds: true }),
    };
    return new DenseBlocks(kernels, memory, options, products);
  }

  private constructor(kernels: Kernels, memory: MemberMemory, options: BackendOptions, products: Products) {
    this.#kernels = kernels;
    this.#memory = memory;
    this.#options = options;
    this.#products = products;
  }

  /** Neurons of the present step's dense blocks. */
  get neurons(): number {
    return this.#memory.blocks.reduce((sum, block) => sum + (this.has(block) ? block.rows : 0), 0);
  }

  begin(): void {
    this.#present.clear();
  }

  has({ index }: OwnBlock): boolean {
    return this.#present.has(index);
  }

  /** Adds the block's reconstruction to sums, f32 [batchTokens, stride]; U of the block is at hand. */
  async decode(block: OwnBlock, sums: number): Promise<void> {
    const kernels = this.#kernels;
    const { u, state, peaks, positives, bytes, stride } = this.#memory;
    const { batchTokens, activation } = this.#options;
    const { rows, place } = block;
    const room = this.#allocated();
    const { z, y } = this.#codesOf(block);
    const at = 4 * place;
    const thresholds = y === 0 ? 0 : state.thresholds + at;
    const relu = activation === 'relu' ? 1 : 0;
    const biases = state.biases + at;
    kernels.call.denseCodes(u, rows, batchTokens, biases, thresholds, relu, z, peaks + at, positives + at);
    if (y !== 0) kernels.floats(y, rows * batchTokens).set(kernels.floats(u, rows * batchTokens));
    kernels.call.scaledRows(state.weights + place * bytes, state.scales + at, rows, bytes, room.first);
    await this.#products.decode.run(
      { at: z, rows, columns: batchTokens },
      { at: room.first, rows, columns: stride },
      { at: room.batch, rows: batchTokens, columns: stride },
      { at: sums, rows: batchTokens, columns: stride },
    );
    kernels.floats(sums, batchTokens * stride).set(kernels.floats(room.batch, batchTokens * stride));
    this.#present.add(block.index);
  }

  /**
   * Gradients of the block's rows from its selected pairs.
   * @param pairs address of the kernels' PairGradient
   * @param residual address of R, f32 [batchTokens, stride]
   * @param factor c
   */
  async gradients(block: OwnBlock, pairs: number, residual: number, factor: number): Promise<DenseGradients> {
    const kernels = this.#kernels;
    const { u, state, centred, bytes, stride } = this.#memory;
    const { batchTokens, tied } = this.#options;
    const { rows, place } = block;
    const { first, second, sums } = this.#allocated();
    const { z, y } = this.#codesOf(block);
    const weights = state.weights + place * bytes;
    const scales = state.scales + 4 * place;
    const thresholds = y === 0 ? 0 : state.thresholds + 4 * place;
    const batch = (at: number) => ({ at, rows: batchTokens, columns: stride });
    const pairsOf = (at: number) => ({ at, rows, columns: batchTokens });
    const rowsOf = (at: number) => ({ at, rows, columns: stride });
    await this.#products.along.run(rowsOf(weights), batch(residual), pairsOf(u));
    kernels.call.denseCodeGradients(
      pairs,
      u,
      y === 0 ? z : y,
      rows,
      batchTokens,
      weights,
      scales,
      thresholds,
      sums,
    );
    await this.#products.gradient.run(pairsOf(z), batch(residual), rowsOf(first));
    kernels.call.scaleGradients(first, scales, rows, bytes, factor);
    if (tied) {
      await this.#products.addedGradient.run(pairsOf(u), batch(centred), rowsOf(second), rowsOf(first));
      return { decoder: second, encoder: second, sums };
    }
    await this.#products.gradient.run(pairsOf(u), batch(centred), rowsOf(second));
    return { decoder: first, encoder: second, sums };
  }

  async dispose(): Promise<void> {
    for (const product of Object.values(this.#products) as Product[]) await product.dispose();
  }

  #codesOf({ index, rows }: OwnBlock): { z: number; y: number } {
    const known = this.#codes.get(index);
    if (known) return known;
    const size = 4 * rows * this.#options.batchTokens;
    const learned = this.#options.selection.kind === 'learnedThreshold';
    const codes = { z: this.#kernels.allocate(size), y: learned ? this.#kernels.allocate(size) : 0 };
    this.#codes.set(index, codes);
    return codes;
  }

  #allocated(): Room {
    if (this.#room) return this.#room;
    const { largest } = this.#memory;
    this.#room = {
      first: this.#kernels.allocate(largest * this.#memory.bytes),
      second: this.#kernels.allocate(largest * this.#memory.bytes),
      batch: this.#kernels.allocate(this.#options.batchTokens * this.#memory.bytes),
      sums: this.#kernels.allocate(largest * neuronSumsStride),
    };
    return this.#room;
  }
}

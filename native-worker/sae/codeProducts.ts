/**
 * The matrix (Z'Z / N) o (W W') as a product alone: v is decoded by the codes, sum_n z_tn v_n w_n, and read off again, w_m . that, by SIMD
 * kernels, a chunk of rows at a time. Memory: 8 bytes a code and one copy of W; 4 d operations a code, in float32.
 */
import { setImmediate as yieldToEvents } from 'node:timers/promises';
import type { SparseCodes } from '../compute/backend.ts';
import { strideOf } from '../compute/sparse/sharedBatch.ts';
import { Kernels } from '../kernels/kernels.ts';
import type { SymmetricMatrix } from './coactivations.ts';

/** Decoded together: few enough to stay in a cache, enough that each row of W is fetched for several codes. */
const mostChunkRows = 1024;

/** Addresses of the pairs of some rows, neuron by neuron. */
interface Chunk {
  rows: number;
  pointers: number;
  tokens: number;
  values: number;
}

export class CodeProducts implements SymmetricMatrix {
  readonly diagonal: Float64Array;
  readonly #kernels = new Kernels();
  readonly #dSae: number;
  readonly #stride: number;
  readonly #rows: number;
  readonly #chunks: Chunk[];
  readonly #weights: number;
  readonly #factors: number;
  readonly #decoded: number;
  readonly #sums: number;

  /**
   * @param codes batches of rows, copied
   * @param weights rows of any length, shape [dSae, dIn], copied
   * @throws KernelMemoryError where all of it has over 4 GiB
   */
  constructor(codes: readonly SparseCodes[], weights: Float32Array, dSae: number) {
    const dIn = weights.length / dSae;
    this.#dSae = dSae;
    this.#stride = strideOf(dIn);
    this.#rows = codes.reduce((sum, { rows }) => sum + rows, 0);
    const kernels = this.#kernels;
    this.#weights = kernels.allocate(4 * dSae * this.#stride);
    this.#factors = kernels.allocate(4 * dSae);
    this.#sums = kernels.allocate(8 * dSae);
    this.#decoded = kernels.allocate(4 * Math.min(mostChunkRows, this.#rows) * this.#stride);
    const into = kernels.floats(this.#weights, dSae * this.#stride);
    for (let m = 0; m < dSae; m++) into.set(weights.subarray(m * dIn, (m + 1) * dIn), m * this.#stride);
    this.#chunks = codes.flatMap((batch) => [...this.#chunksOf(batch)]);
    this.diagonal = this.#diagonal(codes, weights, dIn);
  }

  async times(vector: Float64Array): Promise<Float64Array> {
    const { call } = this.#kernels;
    const [neurons, bytes] = [this.#dSae, 4 * this.#stride];
    this.#kernels.floats(this.#factors, neurons).set(vector);
    this.#kernels.doubles(this.#sums, neurons).fill(0);
    for (const { rows, pointers, tokens, values } of this.#chunks) {
      this.#kernels.floats(this.#decoded, rows * this.#stride).fill(0);
      const pairs = [pointers, tokens, values] as const;
      call.decodePairs(neurons, bytes, this.#weights, this.#factors, 0, ...pairs, this.#decoded);
      call.alongPairs(neurons, bytes, this.#weights, ...pairs, this.#decoded, this.#sums);
      // A chunk takes some tenths of a second: messages come in between.
      await yieldToEvents();
    }
    return this.#kernels.doubles(this.#sums, neurons).map((sum) => sum / this.#rows);
  }

  *#chunksOf(codes: SparseCodes): Generator<Chunk> {
    for (let from = 0; from < codes.rows; from += mostChunkRows) {
      yield this.#chunk(codes, from, Math.min(codes.rows, from + mostChunkRows));
    }
  }

  #chunk({ rowPointers, features, values }: SparseCodes, from: number, to: number): Chunk {
    const kernels = this.#kernels;
    const [start, end] = [rowPointers[from] ?? 0, rowPointers[to] ?? 0];
    const place = {
      rows: to - from,
      pointers: kernels.allocate(4 * (this.#dSae + 1)),
      tokens: kernels.allocate(4 * (end - start)),
      values: kernels.allocate(4 * (end - start)),
    };
    const pointers = kernels.words(place.pointers, this.#dSae + 1);
    const [ownTokens, ownValues] = [
      kernels.words(place.tokens, end - start),
      kernels.floats(place.values, end - start),
    ];
    for (let pair = start; pair < end; pair++) {
      const after = (features[pair] ?? 0) + 1;
      pointers[after] = (pointers[after] ?? 0) + 1;
    }
    for (let m = 0; m < this.#dSae; m++) pointers[m + 1] = (pointers[m + 1] ?? 0) + (pointers[m] ?? 0);
    const next = pointers.slice();
    for (let row = from; row < to; row++) {
      for (let pair = rowPointers[row] ?? 0; pair < (rowPointers[row + 1] ?? 0); pair++) {
        const feature = features[pair] ?? 0;
        const at = next[feature] ?? 0;
        next[feature] = at + 1;
        ownTokens[at] = row - from;
        ownValues[at] = values[pair] ?? 0;
      }
    }
    return place;
  }

  #diagonal(codes: readonly SparseCodes[], weights: Float32Array, dIn: number): Float64Array {
    const squares = new Float64Array(this.#dSae);
    for (const { features, values } of codes) {
      for (let pair = 0; pair < features.length; pair++) {
        const feature = features[pair] ?? 0;
        squares[feature] = (squares[feature] ?? 0) + (values[pair] ?? 0) ** 2;
      }
    }
    return squares.map((square, m) => {
      let length = 0;
      for (let i = m * dIn; i < (m + 1) * dIn; i++) length += (weights[i] ?? 0) ** 2;
      return (square / this.#rows) * length;
    });
  }
}

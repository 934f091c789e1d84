/**
 * What the refit keeps of its rows, so that they need not be in memory together: each batch is added, multiplied with the decoder's rows
 * that its codes name, and forgotten; its codes stay.
 */
import type { SparseCodes } from '../compute/backend.ts';
import type { StateSizes } from '../compute/saeState.ts';
import { stretches, type StateReader } from '../compute/stateReader.ts';
import { mostCodes } from './normalMatrix.ts';

/** Where the decoder's rows are read, a stretch at a time. */
export type DecoderReader = StateSizes & Pick<StateReader, 'read'>;

/** Bytes of rows that wait for the decoder to be read: it is read once for them all. */
const waitingBytes = 2 ** 25;

export class RefitRows {
  readonly dIn: number;
  readonly dSae: number;
  #rows = 0;
  #pairs = 0;
  #closed = false;
  readonly #codes: SparseCodes[] = [];
  #waiting: WaitingRows[] = [];
  readonly #sumX: Float64Array;
  readonly #sumCodes: Float64Array;
  readonly #sumProducts: Float64Array;

  readonly #most: number;

  /** @param most codes that are kept */
  constructor(dIn: number, dSae: number, most = mostCodes(dIn)) {
    this.#most = most;
    this.dIn = dIn;
    this.dSae = dSae;
    this.#sumX = new Float64Array(dIn);
    this.#sumCodes = new Float64Array(dSae);
    this.#sumProducts = new Float64Array(dSae);
  }

  get rows(): number {
    return this.#rows;
  }

  /** A batch after the other, in the order of the rows. */
  get codes(): readonly SparseCodes[] {
    return this.#codes;
  }

  /** xbar, shape [dIn]. */
  meanX(): Float32Array {
    return Float32Array.from(this.#sumX, (sum) => sum / Math.max(1, this.#rows));
  }

  /** zbar, shape [dSae]. */
  meanCodes(): Float64Array {
    return this.#sumCodes.map((sum) => sum / this.#rows);
  }

  /** mean_t z_tm (w_m . x_t), shape [dSae]. */
  meanProducts(): Float64Array {
    return this.#sumProducts.map((sum) => sum / this.#rows);
  }

  /**
   * Codes beyond the most are not taken, nor any after them: the first rows decide, of which there is at least one batch.
   * @param x normalised rows, shape [codes.rows, dIn]; kept until `settle`
   */
  add(x: Float32Array, codes: SparseCodes): void {
    const { dIn } = this;
    this.#closed ||= this.#rows > 0 && this.#pairs + codes.features.length > this.#most;
    if (this.#closed) return;
    this.#pairs += codes.features.length;
    this.#rows += codes.rows;
    this.#codes.push(codes);
    for (let start = 0; start < x.length; start += dIn) {
      for (let i = 0; i < dIn; i++) this.#sumX[i] = (this.#sumX[i] ?? 0) + (x[start + i] ?? 0);
    }
    for (let pair = 0; pair < codes.features.length; pair++) {
      const feature = codes.features[pair] ?? 0;
      this.#sumCodes[feature] = (this.#sumCodes[feature] ?? 0) + (codes.values[pair] ?? 0);
    }
    this.#waiting.push(new WaitingRows(x, codes));
  }

  /** Whether so many rows wait that the decoder should be read for them. */
  get full(): boolean {
    return this.#waiting.reduce((sum, { x }) => sum + x.byteLength, 0) >= waitingBytes;
  }

  /** Multiplies the rows that wait and forgets them. */
  async settle(decoder: DecoderReader): Promise<void> {
    for (const { from, to } of stretches('weights', decoder)) {
      if (this.#waiting.length === 0) return;
      this.show(from / this.dIn, await decoder.read('weights', from, to));
    }
  }

  /** Shows the rows that wait the decoder's rows from feature `first` on, shape [features, dIn]; after the last feature they are forgotten. */
  show(first: number, weights: Float32Array): void {
    for (const waiting of this.#waiting) waiting.multiply(first, weights, this.dIn, this.#sumProducts);
    if (first + weights.length / this.dIn >= this.dSae) this.#waiting = [];
  }
}

/** Features of a row ascend, and so must what is shown: each sum is over the rows in order, however the decoder is cut. */
class WaitingRows {
  readonly x: Float32Array;
  readonly #codes: SparseCodes;
  /** The next pair of each row. */
  readonly #next: Uint32Array;

  constructor(x: Float32Array, codes: SparseCodes) {
    this.x = x;
    this.#codes = codes;
    this.#next = codes.rowPointers.slice(0, codes.rows);
  }

  multiply(first: number, weights: Float32Array, dIn: number, sums: Float64Array): void {
    const { rows, rowPointers, features, values } = this.#codes;
    const end = first + weights.length / dIn;
    const token = new Float64Array(dIn);
    for (let row = 0; row < rows; row++) {
      token.set(this.x.subarray(row * dIn, (row + 1) * dIn));
      let pair = this.#next[row] ?? 0;
      for (; pair < (rowPointers[row + 1] ?? 0); pair++) {
        const feature = features[pair] ?? 0;
        if (feature >= end) break;
        const along = rowDot(token, weights, (feature - first) * dIn);
        sums[feature] = (sums[feature] ?? 0) + (values[pair] ?? 0) * along;
      }
      this.#next[row] = pair;
    }
  }
}

/** A vector along one row of a matrix, in float64. */
export function rowDot(vector: Float64Array, matrix: Float32Array, offset: number): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] ?? 0) * (matrix[offset + i] ?? 0);
  return sum;
}

/**
 * The state before the first step: random rows of one length, b_pre from a sample of training rows, everything else one value. The rows are
 * drawn as they are read, so that they need not be in memory beside the backend's copy.
 */
import type { AlgorithmConfig } from '../../protocol/training.ts';
import { normaliseRows } from '../compute/reference/unitSphere.ts';
import type { StateArray, StateSizes } from '../compute/saeState.ts';
import type { StateReader } from '../compute/stateReader.ts';
import { meanRow } from './normalisation.ts';
import { Random, type RandomState } from './random.ts';

export interface FirstStateOptions {
  /** Normalised rows, shape [rows, dIn]. */
  sample: Float32Array;
  preBias: AlgorithmConfig['preBias'];
  /** Has made all draws once the weights have been read through. */
  random: Random;
  /** a; 1 when left out. */
  scale?: number | undefined;
  /** Length of the decoder's rows; 1 when left out. An encoder of its own begins as a copy of them. */
  rowNorm?: number;
  /** theta; 0 when left out. */
  threshold?: number;
}

/** Quick where each matrix is read from its first row to its last. */
export function firstState({ dIn, dSae, tied }: StateSizes, options: FirstStateOptions): StateReader {
  const { sample, preBias, random, scale = 1, rowNorm = 1, threshold = 0 } = options;
  const rows = new RandomRows(random, dIn, rowNorm);
  const centre = preBias === 'zero' ? new Float32Array(dIn) : meanRow(sample, dIn);
  const values = (name: StateArray, from: number, to: number): Float32Array => {
    switch (name) {
      case 'weights':
      case 'encoder':
        return rows.read(from, to);
      case 'scales':
        return new Float32Array(to - from).fill(scale);
      case 'thresholds':
        return new Float32Array(to - from).fill(threshold);
      case 'preBias':
        return centre.slice(from, to);
      default:
        return new Float32Array(to - from);
    }
  };
  return { dIn, dSae, tied, step: 0, read: (name, from, to) => Promise.resolve(values(name, from, to)) };
}

/** Rows of independent normal values, brought to one length. What is behind is drawn again, from the start. */
class RandomRows {
  readonly #width: number;
  readonly #norm: number;
  readonly #start: RandomState;
  #random: Random;
  #row: Float32Array;
  /** Rows drawn; the last of them is `#row`. */
  #drawn = 0;

  constructor(random: Random, width: number, norm: number) {
    this.#random = random;
    this.#start = random.state();
    this.#width = width;
    this.#norm = norm;
    this.#row = new Float32Array(width);
  }

  /** Elements `from` up to `to`, row-major. */
  read(from: number, to: number): Float32Array {
    const values = new Float32Array(to - from);
    const width = this.#width;
    for (let at = from; at < to;) {
      const row = Math.floor(at / width);
      this.#drawTo(row);
      const part = this.#row.subarray(at - row * width, Math.min(width, to - row * width));
      values.set(part, at - from);
      at += part.length;
    }
    return values;
  }

  #drawTo(row: number): void {
    if (row < this.#drawn - 1) {
      this.#random = new Random(this.#start);
      this.#drawn = 0;
    }
    for (; this.#drawn <= row; this.#drawn++) {
      for (let i = 0; i < this.#width; i++) this.#row[i] = this.#random.normal();
      normaliseRows(this.#row, this.#width);
      if (this.#norm !== 1) this.#row.forEach((value, i) => (this.#row[i] = value * this.#norm));
    }
  }
}

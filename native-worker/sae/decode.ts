/** From codes back to rows. The decoder's rows may come a stretch at a time, so that they need never be whole in memory. */
import type { SparseCodes } from '../compute/backend.ts';
import { stretches } from '../compute/stateReader.ts';
import type { StateReader } from '../compute/stateReader.ts';
import type { SaeParameters } from './saeParameters.ts';

/** What is added to each decoded row, and by what its features' rows are multiplied. */
type Scaling = Pick<SaeParameters, 'scales' | 'offset'>;

/** xhat of each row in normalised units, shape [codes.rows, dIn]. */
export function decodeCodes(
  codes: SparseCodes,
  { dIn, weights, ...scaling }: Scaling & Pick<SaeParameters, 'dIn' | 'weights'>,
): Float32Array {
  const running = new RunningDecode(codes, dIn, scaling);
  running.add(0, weights);
  return running.decoded;
}

/** Likewise, with the weights read from a state. */
export async function decodeFrom(
  codes: SparseCodes,
  state: StateReader,
  scaling: Scaling,
): Promise<Float32Array> {
  const { dIn } = state;
  const running = new RunningDecode(codes, dIn, scaling);
  for (const { from, to } of stretches('weights', state)) {
    running.add(from / dIn, await state.read('weights', from, to));
  }
  return running.decoded;
}

/** Decodes as the decoder's rows come. Features of a row ascend, and so must the stretches: every pair is added once, in order, however the weights are cut. */
export class RunningDecode {
  readonly decoded: Float32Array;
  readonly #codes: SparseCodes;
  readonly #dIn: number;
  readonly #scales: Float32Array;
  /** The next pair of each row. */
  readonly #next: Uint32Array;

  constructor(codes: SparseCodes, dIn: number, { scales, offset }: Scaling) {
    this.#codes = codes;
    this.#dIn = dIn;
    this.#scales = scales;
    this.#next = codes.rowPointers.slice(0, codes.rows);
    this.decoded = new Float32Array(codes.rows * dIn);
    for (let row = 0; row < codes.rows; row++) this.decoded.set(offset, row * dIn);
  }

  /** Adds what the features from `first` on write. @param weights their rows, shape [features, dIn] */
  add(first: number, weights: Float32Array): void {
    const { features, values, rowPointers } = this.#codes;
    const dIn = this.#dIn;
    const end = first + weights.length / dIn;
    for (let row = 0; row < this.#codes.rows; row++) {
      const start = row * dIn;
      let pair = this.#next[row] ?? 0;
      for (; pair < (rowPointers[row + 1] ?? 0); pair++) {
        const feature = features[pair] ?? 0;
        if (feature >= end) break;
        const factor = (this.#scales[feature] ?? 0) * (values[pair] ?? 0);
        const from = (feature - first) * dIn;
        for (let i = 0; i < dIn; i++) {
          this.decoded[start + i] = (this.decoded[start + i] ?? 0) + factor * (weights[from + i] ?? 0);
        }
      }
      this.#next[row] = pair;
    }
  }
}

/** Rows that a language model might give, without end: each the sum of a few of many random directions, by (seed, place) alone. */
import type { ActivationSource, SourcePosition } from '../../native-worker/activations/activationBatch.ts';
import { normaliseRows } from '../../native-worker/compute/reference/unitSphere.ts';
import { Random } from '../../native-worker/sae/random.ts';

export interface MixtureOptions {
  dIn: number;
  /** Directions, and how many make a row. */
  features: number;
  active: number;
  seed: number;
}

export class SparseMixtures implements ActivationSource {
  readonly dIn: number;
  readonly #options: MixtureOptions;
  readonly #directions: Float32Array;
  #at: SourcePosition = { epoch: 0, block: 0, offset: 0 };

  constructor(options: MixtureOptions) {
    const { dIn, features } = options;
    this.dIn = dIn;
    this.#options = options;
    const random = new Random(1);
    this.#directions = Float32Array.from({ length: features * dIn }, () => random.normal());
    normaliseRows(this.#directions, dIn);
  }

  next(count: number): Promise<Float32Array> {
    const { dIn, features, active, seed } = this.#options;
    const { offset } = this.#at;
    const rows = new Float32Array(count * dIn);
    for (let row = 0; row < count; row++) {
      const random = new Random(seed * 1_000_003 + offset + row);
      for (const feature of random.sample(active, features)) {
        const strength = 0.5 + random.uniform();
        for (let i = 0; i < dIn; i++) {
          rows[row * dIn + i] =
            (rows[row * dIn + i] ?? 0) + strength * (this.#directions[feature * dIn + i] ?? 0);
        }
      }
    }
    this.#at = { ...this.#at, offset: offset + count };
    return Promise.resolve(rows);
  }

  position(): SourcePosition {
    return this.#at;
  }

  seek(position: SourcePosition): Promise<void> {
    this.#at = position;
    return Promise.resolve();
  }
}

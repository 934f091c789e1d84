/** Lists of pairs of all neurons of a worker, one neuron behind the other; they grow when they are full. */
import type { Kernels } from '../../kernels/kernels.ts';

export class PairLists {
  /** u32 [neurons + 1], counted in pairs. */
  readonly pointers: number;
  /** u32 [capacity] and f32 [capacity]. */
  tokens: number;
  values: number;
  capacity: number;
  readonly #kernels: Kernels;

  constructor(kernels: Kernels, neurons: number, capacity: number) {
    this.#kernels = kernels;
    this.pointers = kernels.allocate(4 * (neurons + 1));
    this.capacity = capacity;
    this.tokens = kernels.allocate(4 * capacity);
    this.values = kernels.allocate(4 * capacity);
  }

  /** Pairs of the neurons before this one. */
  before(neuron: number): number {
    return this.#kernels.words(this.pointers, neuron + 1)[neuron] ?? 0;
  }

  clear(): void {
    this.#kernels.words(this.pointers, 1)[0] = 0;
  }

  /** Room for at least this many, keeping the first `used`. The old room is lost, which doubling bounds. */
  grow(needed: number, used: number): void {
    const capacity = Math.max(needed, 2 * this.capacity);
    const [tokens, values] = [this.#kernels.allocate(4 * capacity), this.#kernels.allocate(4 * capacity)];
    this.#kernels.words(tokens, used).set(this.#kernels.words(this.tokens, used));
    this.#kernels.words(values, used).set(this.#kernels.words(this.values, used));
    Object.assign(this, { tokens, values, capacity });
  }
}

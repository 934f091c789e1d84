/** b_pre, which belongs to no neuron: the host keeps it and its moments. */
import type { BackendOptions } from '../backend.ts';
import type { StateArray } from '../saeState.ts';
import { readArray } from '../stateReader.ts';
import type { StateReader } from '../stateReader.ts';
import type { NeuronArray } from './memberMemory.ts';
import { strideOf, type SharedBatch } from './sharedBatch.ts';

/** The state that belongs to no neuron. */
export type PreBiasArray = Exclude<StateArray, NeuronArray>;

const { fround } = Math;

export class PreBias {
  /** Shape [dIn]. */
  values: Float32Array;
  readonly #options: BackendOptions;
  #first: Float32Array;
  #second: Float32Array;

  constructor(options: BackendOptions) {
    this.#options = options;
    this.values = new Float32Array(options.dIn);
    this.#first = new Float32Array(options.dIn);
    this.#second = new Float32Array(options.dIn);
  }

  async load(state: StateReader): Promise<void> {
    this.values = await readArray(state, 'preBias');
    this.#first = await readArray(state, 'preBiasFirstMoment');
    this.#second = await readArray(state, 'preBiasSecondMoment');
  }

  /** b_pre itself, or one of its moments. */
  array(name: PreBiasArray): Float32Array {
    switch (name) {
      case 'preBias':
        return this.values;
      case 'preBiasFirstMoment':
        return this.#first;
      case 'preBiasSecondMoment':
        return this.#second;
      default:
        return name satisfies never;
    }
  }

  /** c sum_t R_t and, in full training, what the encoder's side subtracts; zeros where b_pre is fixed. */
  gradient(
    { columnSums, preBiasGradients }: SharedBatch,
    shards: number,
  ): { values: Float64Array; squaredNorm: number } {
    const { dIn, batchTokens, errorWeight, prefixes, trains } = this.#options;
    const values = new Float64Array(dIn);
    if (trains.preBias === 'fixed') return { values, squaredNorm: 0 };
    const stride = strideOf(dIn);
    for (let at = 0; at < columnSums.length; at += 2 * stride) addTo(values, columnSums, at);
    const factor = (2 * errorWeight) / (batchTokens * prefixes.length);
    values.forEach((value, i) => (values[i] = factor * value));
    if (trains.preBias === 'full') {
      for (let shard = 0; shard < shards; shard++) addTo(values, preBiasGradients, shard * stride);
    }
    return { values, squaredNorm: values.reduce((sum, value) => sum + value * value, 0) };
  }

  /** Adam, in float32 as the kernels do it. */
  move(gradient: Float64Array, clip: number, learningRate: number, step: number): void {
    if (this.#options.trains.preBias === 'fixed') return;
    const { beta1, beta2, epsilon } = this.#options.adam;
    const rate = learningRate / (1 - beta1 ** step);
    const correction = 1 / (1 - beta2 ** step);
    gradient.forEach((unclipped, i) => {
      const g = fround(unclipped * clip);
      const first = fround((this.#first[i] ?? 0) * beta1 + g * (1 - beta1));
      const second = fround((this.#second[i] ?? 0) * beta2 + g * g * (1 - beta2));
      this.#first[i] = first;
      this.#second[i] = second;
      const change = (first * rate) / (Math.sqrt(second * correction) + epsilon);
      this.values[i] = (this.values[i] ?? 0) - change;
    });
  }
}

function addTo(into: Float64Array, values: Float32Array | Float64Array, from: number): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] ?? 0) + (values[from + i] ?? 0);
}

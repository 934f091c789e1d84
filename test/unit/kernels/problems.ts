/** Random problems for kernels: sizes by fast-check, so that failures shrink, data from a seed. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { Random } from '../../../native-worker/sae/random.ts';
import { strideOf } from '../../../native-worker/compute/sparse/sharedBatch.ts';

export interface Lists {
  /** Shape [neurons + 1]. */
  pointers: number[];
  tokens: number[];
  values: number[];
}

export class Problem {
  readonly random: Random;
  readonly neurons: number;
  readonly tokens: number;
  readonly width: number;
  readonly stride: number;
  readonly density: number;

  constructor({ neurons, tokens, width, density, seed }: Sizes) {
    this.random = new Random(seed);
    this.neurons = neurons;
    this.tokens = tokens;
    this.width = width;
    this.stride = strideOf(width);
    this.density = density;
  }

  get bytes(): number {
    return 4 * this.stride;
  }

  /** float32 values, normal. */
  values(count: number, scale = 1): number[] {
    return Array.from({ length: count }, () => Math.fround(scale * this.random.normal()));
  }

  positive(count: number): number[] {
    return this.values(count).map((value) => Math.abs(value) + Math.fround(0.01));
  }

  matrix(count: number, scale = 1): number[][] {
    return Array.from({ length: count }, () => this.values(this.width, scale));
  }

  flag(): boolean {
    return this.random.uniform() < 0.5;
  }

  /** Pairs of each neuron, tokens ascending. */
  lists(density = this.density): Lists {
    const lists: Lists = { pointers: [0], tokens: [], values: [] };
    for (let m = 0; m < this.neurons; m++) {
      for (let token = 0; token < this.tokens; token++) {
        if (this.random.uniform() >= density) continue;
        lists.tokens.push(token);
        lists.values.push(Math.fround(this.random.normal()));
      }
      lists.pointers.push(lists.tokens.length);
    }
    return lists;
  }
}

interface Sizes {
  neurons: number;
  tokens: number;
  width: number;
  density: number;
  seed: number;
}

export const problems = fc
  .record({
    neurons: fc.integer({ min: 1, max: 9 }),
    tokens: fc.integer({ min: 1, max: 70 }),
    width: fc.integer({ min: 1, max: 150 }),
    density: fc.double({ min: 0, max: 0.6, noNaN: true }),
    seed: fc.integer({ min: 0, max: 1e9 }),
  })
  .map((sizes) => new Problem(sizes));

/** Checks a property over random problems. */
export function check(property: (problem: Problem) => void, runs = 60): void {
  fc.assert(fc.property(problems, property), { numRuns: runs });
}

/** Equal up to float32 rounding of sums of about such sizes. */
export function expectClose(
  got: readonly number[] | readonly (readonly number[])[],
  expected: readonly number[] | readonly (readonly number[])[],
  what = '',
  tolerance = 2e-5,
): void {
  const [own, wanted] = [got.flat(), expected.flat()];
  expect(own.length, what).toBe(wanted.length);
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  // One expectation for all: thousands of them would take most of a test's time.
  const apart = own.map((value, i) => Math.abs(value - (wanted[i] ?? NaN)) / scale);
  const worst = apart.findIndex((value) => !(value <= tolerance));
  expect(worst, `${what} [${worst}]: ${own[worst]} instead of ${wanted[worst]}`).toBe(-1);
}

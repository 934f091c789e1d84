/** Bounds of a selection by rank against sorting: never above what will be chosen, and as tight as they promise. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PairLists } from '../../../native-worker/compute/sparse/pairLists.ts';
import { RankBounds } from '../../../native-worker/compute/sparse/rankBounds.ts';
import { Kernels } from '../../../native-worker/kernels/kernels.ts';

const tokens = 4;
const { fround } = Math;
/** Few different values, so that equals are common. */
const y = fc.integer({ min: 1, max: 40 }).map((n) => fround(n / 7));
const neuron = fc.uniqueArray(fc.record({ token: fc.nat(tokens - 1), y }), {
  selector: ({ token }) => token,
});
const pairsOfNeurons = fc.array(neuron, { minLength: 1, maxLength: 40 });

/** Exclusive bounds by token after all neurons, handed over in two goes. */
function boundsOf(
  all: readonly (readonly { token: number; y: number }[])[],
  kind: 'topk' | 'batchtopk',
  k: number,
): number[] {
  const kernels = new Kernels();
  const flat = all.flat();
  const lists = new PairLists(kernels, all.length, flat.length + 1);
  const biases = kernels.allocate(4 * all.length);
  let end = 0;
  all.forEach((own, m) => {
    end += own.length;
    kernels.words(lists.pointers, all.length + 1)[m + 1] = end;
  });
  kernels.words(lists.tokens, flat.length).set(flat.map(({ token }) => token));
  kernels.floats(lists.values, flat.length).set(flat.map((pair) => pair.y));
  const bounds = new RankBounds(kernels, { kind, k }, tokens);
  for (let batch = 0; batch < 2; batch++) {
    bounds.begin();
    const half = Math.floor(all.length / 2);
    for (const [place, rows] of [
      [0, half],
      [half, all.length - half],
    ] as const) {
      bounds.raise({ lists, place, rows, biases, storesY: false });
    }
  }
  return Array.from(kernels.floats(bounds.cuts, tokens));
}

const largest = (values: readonly number[], k: number): number =>
  values.toSorted((p, q) => q - p)[k - 1] ?? 0;

test('by token, exactly the k-th largest and all above it stay', () => {
  fc.assert(
    fc.property(pairsOfNeurons, fc.integer({ min: 1, max: 9 }), (all, k) => {
      const found = boundsOf(all, 'topk', k);
      for (let token = 0; token < tokens; token++) {
        const own = all.flat().flatMap((pair) => (pair.token === token ? [pair.y] : []));
        const cut = found[token] ?? NaN;
        const least = own.length < k ? 0 : largest(own, k);
        expect(own.filter((value) => value > cut)).toEqual(own.filter((value) => value >= least));
      }
    }),
  );
});

test('over the batch, all that can be chosen stay, and nothing more than 1 % below it', () => {
  fc.assert(
    fc.property(pairsOfNeurons, fc.integer({ min: 1, max: 9 }), (all, k) => {
      const values = all.flat().map((pair) => pair.y);
      const [cut = NaN, ...others] = boundsOf(all, 'batchtopk', k);
      expect(others).toEqual(others.map(() => cut));
      const least = values.length < k * tokens ? 0 : largest(values, k * tokens);
      for (const value of values) {
        if (value >= least) expect(value).toBeGreaterThan(cut);
        else if (value < 0.99 * least) expect(value).toBeLessThanOrEqual(cut);
      }
    }),
  );
});

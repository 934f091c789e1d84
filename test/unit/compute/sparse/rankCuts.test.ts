import fc from 'fast-check';
import { expect, it } from 'vitest';
import { selectPairs } from '../../../../native-worker/compute/reference/selectPairs.ts';
import { joinCandidates, rankCuts } from '../../../../native-worker/compute/sparse/rankCuts.ts';
import type { Candidates } from '../../../../native-worker/compute/sparse/rankCuts.ts';

/** Few different values, so that ties are common. */
const problem = fc
  .record({
    tokens: fc.integer({ min: 1, max: 6 }),
    features: fc.integer({ min: 1, max: 12 }),
    k: fc.integer({ min: 1, max: 12 }),
    kind: fc.constantFrom('topk' as const, 'batchtopk' as const),
  })
  .chain((sizes) =>
    fc.record({
      sizes: fc.constant(sizes),
      y: fc.array(fc.constantFrom(-1, 0, 0.25, 0.5, 0.5, 1), {
        minLength: sizes.tokens * sizes.features,
        maxLength: sizes.tokens * sizes.features,
      }),
    }),
  );

/** The positive pairs, feature by feature, as workers list them. */
function positivePairs(y: readonly number[], tokens: number, features: number): Candidates {
  const pairs: { token: number; feature: number; y: number }[] = [];
  for (let feature = 0; feature < features; feature++) {
    for (let token = 0; token < tokens; token++) {
      const value = y[token * features + feature] ?? 0;
      if (value > 0) pairs.push({ token, feature, y: value });
    }
  }
  return {
    tokens: Uint32Array.from(pairs, ({ token }) => token),
    features: Uint32Array.from(pairs, ({ feature }) => feature),
    y: Float32Array.from(pairs, (pair) => pair.y),
  };
}

it('chooses the pairs that the plain selection chooses, ties included', () => {
  fc.assert(
    fc.property(problem, ({ sizes: { tokens, features, k, kind }, y }) => {
      const expected = selectPairs(Float64Array.from(y), new Float32Array(features), { kind, k });
      const candidates = positivePairs(y, tokens, features);
      const { cuts, lastFeatures, smallest } = rankCuts(candidates, kind, k, tokens);
      const chosen = new Uint8Array(y.length);
      candidates.y.forEach((value, i) => {
        const token = candidates.tokens[i] ?? 0;
        const feature = candidates.features[i] ?? 0;
        const cut = cuts[token] ?? 0;
        if (value > cut || (value === cut && feature <= (lastFeatures[token] ?? 0)))
          chosen[token * features + feature] = 1;
      });
      expect(chosen).toEqual(expected);
      expect(smallest).toBe(Math.min(Infinity, ...y.filter((_, pair) => expected[pair] === 1)));
    }),
  );
});

it('joins the candidates of several workers', () => {
  const one = positivePairs([1, 0, 0.5, 0.25], 2, 2);
  const two = positivePairs([0.25], 1, 1);
  const joined = joinCandidates([one, two, positivePairs([-1], 1, 1)]);
  expect([...joined.y]).toEqual([1, 0.5, 0.25, 0.25]);
  expect([...joined.tokens]).toEqual([0, 1, 1, 0]);
  expect([...joined.features]).toEqual([0, 0, 1, 0]);
});

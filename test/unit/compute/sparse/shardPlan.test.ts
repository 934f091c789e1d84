import fc from 'fast-check';
import { expect, it } from 'vitest';
import { planShards, shardsOf } from '../../../../native-worker/compute/sparse/shardPlan.ts';

const prefixes = fc
  .uniqueArray(fc.integer({ min: 1, max: 12_000 }), { minLength: 1, maxLength: 5 })
  .map((widths) => widths.sort((p, q) => p - q));

it('deals every feature to one block, in order, and no block across a prefix', () => {
  fc.assert(
    fc.property(prefixes, (widths) => {
      const dSae = widths.at(-1) ?? 1;
      const plan = planShards({ dSae, prefixes: widths });
      let next = 0;
      for (const { from, rows, shard, segment } of plan.blocks) {
        expect(from).toBe(next);
        expect(rows).toBeGreaterThan(0);
        expect(rows).toBeLessThanOrEqual(1024);
        expect(from).toBeGreaterThanOrEqual(widths[segment - 1] ?? 0);
        expect(from + rows).toBeLessThanOrEqual(widths[segment] ?? 0);
        expect(shard).toBeLessThan(plan.shards);
        next = from + rows;
      }
      expect(next).toBe(dSae);
    }),
  );
});

it('gives each shard to one worker, and every worker its mix of shards', () => {
  const plan = planShards({ dSae: 16_384, prefixes: [16_384] });
  expect(plan.shards).toBe(8);
  for (const members of [1, 2, 3, 4, 8]) {
    const owned = Array.from({ length: members }, (_, member) => shardsOf(member, members, plan));
    expect(owned.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const counts = owned.map(({ length }) => length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
  // Contiguous groups are spread: the first 2,048 features do not all lie with one worker of two.
  const first = plan.blocks.filter(({ from }) => from < 2048).map(({ shard }) => shard % 2);
  expect(new Set(first).size).toBe(2);
});

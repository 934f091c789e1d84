/** Costs and shapes of real exports: in closed form where the sizes are known, in order everywhere. */
import { describe, expect, test } from 'vitest';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fixtureModels } from './golden.ts';

const llama = path.join(fixtureModels, 'tiny-llama');

describe('the hook points of an export', () => {
  test('of a Llama cost what its sizes say', async () => {
    const { summary } = await openLanguageModel(llama);
    // Width 32, MLP 64, a vocabulary of 300: q, k, v and o, scores and weighted sum over 128 positions, then gate, up and down.
    const [attention, mlp, head] = [4 * 32 * 32 + 2 * 128 * 32, 3 * 32 * 64, 300 * 32];
    const whole = 2 * (attention + mlp) + head;
    const costs = Object.fromEntries(summary.hookPoints.map(({ name, cost }) => [name, cost]));
    expect(costs['blocks.0.hook_resid_pre']).toBe(0);
    expect(costs['blocks.0.hook_attn_out']).toBeCloseTo(attention / whole, 12);
    expect(costs['blocks.0.hook_mlp_out']).toBeCloseTo((attention + mlp) / whole, 12);
    expect(costs['blocks.1.hook_resid_mid']).toBeCloseTo((2 * attention + mlp) / whole, 12);
    expect(costs['blocks.1.hook_resid_post']).toBeCloseTo((2 * attention + 2 * mlp) / whole, 12);
    // The logits are the whole pass.
    expect((await openLanguageModel(llama)).hookPoint('tensor:logits')).toMatchObject({
      cost: 1,
      width: 300,
    });
  });

  test.each(readdirSync(fixtureModels))(
    'of %s cost more the later they come, and tell their shape',
    async (name) => {
      const { summary } = await openLanguageModel(path.join(fixtureModels, name));
      for (const kind of ['hook_resid_pre', 'hook_attn_out', 'hook_mlp_out', 'hook_resid_post']) {
        const ofKind = summary.hookPoints.filter((hook) => hook.kind === kind);
        expect(ofKind).toHaveLength(summary.layers);
        const [costs, weights] = [
          ofKind.map(({ cost }) => cost),
          ofKind.map(({ weightShare }) => weightShare),
        ];
        expect(costs).toEqual([...costs].sort((a, b) => a - b));
        expect(new Set(costs).size).toBe(summary.layers);
        expect(weights).toEqual([...weights].sort((a, b) => a - b));
        expect(costs.every((cost) => cost >= 0 && cost < 1)).toBe(true);
      }
      for (const { shape, width } of summary.hookPoints) expect(shape.at(-1)).toBe(width);
    },
  );

  test('state the shape that the graph really gives, rows of all positions under each other too', async () => {
    const { summary } = await openLanguageModel(path.join(fixtureModels, 'tiny-opt'));
    const shapes = Object.fromEntries(summary.hookPoints.map(({ name, shape }) => [name, shape]));
    expect(shapes['blocks.0.hook_mlp_out']).toEqual(['batch × position', 32]);
    expect(shapes['blocks.0.hook_resid_post']).toEqual(['batch × position', 32]);
    expect(shapes['blocks.0.hook_resid_mid']).toEqual(['batch', 'position', 32]);
  });
});

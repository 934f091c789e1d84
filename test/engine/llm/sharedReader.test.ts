/** Several hook points from one forward pass: the same values as one by one, wherever the model runs. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { UnknownHookPointError } from '../../../native-worker/llm/hookPoints.ts';
import { fixtureModels, largestDifference, readGolden } from './golden.ts';

/** Those whose weights are not rounded; formats.test.ts has the others. */
const exact = readdirSync(fixtureModels).filter((name) => !/-(formats|int4)$/u.test(name));

describe.each(exact)('a shared reader of %s', (name) => {
  test('gives every hook point as PyTorch computed it, to 1e-4, from one pass', async () => {
    const golden = readGolden(name);
    const model = await openLanguageModel(golden.folder);
    const hooks = model.summary.hookPoints.map((hook) => hook.name);
    const reader = await model.openSharedReader(hooks, { device: 'cpu', threads: 1 });
    const values = await reader.read(golden.batch);
    await reader.dispose();
    expect(reader.hookPoints.map((hook) => hook.name)).toEqual(hooks);
    expect(values).toHaveLength(hooks.length);
    for (const [place, hook] of hooks.entries())
      expect(
        largestDifference(golden.batch, values[place] ?? new Float32Array(0), golden.values(hook)),
      ).toBeLessThan(1e-4);
  });
});

describe('a shared reader', () => {
  const golden = readGolden('tiny-llama');

  test('reads two names of one tensor, and any tensor beside them', async () => {
    const model = await openLanguageModel(golden.folder);
    const names = [
      'blocks.0.hook_resid_post',
      'blocks.1.hook_resid_pre',
      'tensor:/model/layers.1/mlp/Mul_output_0',
    ];
    const reader = await model.openSharedReader(names, { device: 'cpu', threads: 1 });
    const [post, pre, gate] = await reader.read(golden.batch);
    await reader.dispose();
    expect(post).toEqual(pre);
    expect(gate).toHaveLength(golden.batch.rows * golden.batch.length * 64);
  });

  test('in a thread of its own gives the same bits', async () => {
    const model = await openLanguageModel(golden.folder);
    const names = ['blocks.0.hook_mlp_out', 'blocks.1.hook_resid_mid'];
    const here = await model.openSharedReader(names, { device: 'cpu', threads: 1 });
    const there = await model.openSharedReader(names, { device: 'cpu', threads: 1, ownThread: true });
    expect(there.readsAtOnce).toBe(2);
    expect(await there.read(golden.batch)).toEqual(await here.read(golden.batch));
    await here.dispose();
    await there.dispose();
  });

  test('refuses a hook point that is not there', async () => {
    const model = await openLanguageModel(golden.folder);
    await expect(
      model.openSharedReader(['blocks.0.hook_mlp_out', 'blocks.7.hook_z'], { device: 'cpu' }),
    ).rejects.toThrow(UnknownHookPointError);
  });
});

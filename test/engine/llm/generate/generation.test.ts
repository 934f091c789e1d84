import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SteerForm } from '../../../../native-worker/llm/generate/steerGraph.ts';
import { openLanguageModel } from '../../../../native-worker/llm/openLanguageModel.ts';
import { fixtureModels } from '../golden.ts';
import { goldenGenerations, goldenVector } from './goldenGenerations.ts';
import { sameBits, writeGreedily } from './writeGreedily.ts';

const options = { device: 'cpu', threads: 1 } as const;

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN))), 0);
}

describe.each(goldenGenerations)('the model %s', (name, golden) => {
  const folder = path.join(fixtureModels, name);

  test('writes the tokens that PyTorch writes', async () => {
    const model = await openLanguageModel(folder);
    const session = await model.openDecoder(null, options);
    expect(session.hasCache).toBe(true);
    const { tokens } = await writeGreedily(session, golden.prompt, golden.tokens.length);
    expect(tokens).toEqual(golden.tokens);
    const inParts = await writeGreedily(session, golden.prompt, golden.tokens.length, null, 3);
    expect(inParts.tokens).toEqual(golden.tokens);
    await session.dispose();
  });

  test('is steered at every hook point as PyTorch is by a forward hook, and by zeros not in a single bit', async () => {
    const model = await openLanguageModel(folder);
    const plain = await model.openDecoder(null, options);
    const unsteered = await writeGreedily(plain, golden.prompt, golden.tokens.length);
    await plain.dispose();
    expect(unsteered.tokens).toEqual(golden.tokens);
    for (const { name: hookPoint, kind, width } of model.summary.hookPoints) {
      // resid_mid is resid_pre plus attn_out, so adding to either is the same; no module of PyTorch gives it out.
      const same = hookPoint.replace('hook_resid_mid', 'hook_attn_out');
      const expected = golden.steered[same];
      if (!expected) throw new Error(`generations.json has no ${same} of ${name} (${kind})`);
      const form: SteerForm = { width, perToken: true, largest: null };
      const session = await model.openDecoder({ hookPoint, form }, options);
      const vectors = { add: goldenVector(width), clamps: null };
      const { tokens, logits } = await writeGreedily(session, golden.prompt, expected.tokens.length, vectors);
      expect(largestDifference(logits[0] ?? [], expected.logits), hookPoint).toBeLessThan(1e-4);
      expect(tokens, hookPoint).toEqual(expected.tokens);
      const zeros = { add: new Float32Array(width), clamps: null };
      for (const nothing of [zeros, null]) {
        const zero = await writeGreedily(session, golden.prompt, golden.tokens.length, nothing);
        expect(zero.tokens, hookPoint).toEqual(unsteered.tokens);
        expect(sameBits(zero.logits[0], unsteered.logits[0]), hookPoint).toBe(true);
      }
      await session.dispose();
    }
  });
});

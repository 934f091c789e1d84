import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DecoderSession, Steered } from '../../../../native-worker/llm/generate/decoderSession.ts';
import { sampleToken } from '../../../../native-worker/llm/generate/sampleToken.ts';
import type { SteerForm } from '../../../../native-worker/llm/generate/steerGraph.ts';
import { openLanguageModel } from '../../../../native-worker/llm/openLanguageModel.ts';
import { fixtureModels } from '../golden.ts';
import { goldenGenerations, goldenVector } from './goldenGenerations.ts';

const greedy = { temperature: 0, topP: 1, topK: null, seed: 1 };
const options = { device: 'cpu', threads: 1 } as const;
const vocabulary = 300;

/** Greedy tokens and the logits after the prompt; each step takes `chunk` prompt tokens at a time, all of them when left out. */
async function write(
  session: DecoderSession,
  prompt: readonly number[],
  count: number,
  steered: Steered = null,
  chunk = prompt.length,
): Promise<{ tokens: number[]; first: Float32Array }> {
  const run = session.begin(steered);
  const isSteered = (position: number): boolean => position > 0;
  let logits = new Float32Array(0);
  for (let from = 0; from < prompt.length; from += chunk) {
    logits = new Float32Array(await run.step(prompt.slice(from, from + chunk), isSteered));
  }
  const first = logits;
  const tokens: number[] = [];
  while (tokens.length < count) {
    const id = sampleToken(logits, vocabulary, greedy, run.length);
    tokens.push(id);
    if (tokens.length < count) logits = new Float32Array(await run.step([id], isSteered));
  }
  run.dispose();
  return { tokens, first };
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN))), 0);
}

const sameBits = (a: Float32Array, b: Float32Array): boolean =>
  Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer)) === 0;

describe.each(goldenGenerations)('the model %s', (name, golden) => {
  const folder = path.join(fixtureModels, name);

  test('writes the tokens that PyTorch writes', async () => {
    const model = await openLanguageModel(folder);
    const session = await model.openDecoder(null, options);
    expect(session.hasCache).toBe(true);
    const { tokens } = await write(session, golden.prompt, golden.tokens.length);
    expect(tokens).toEqual(golden.tokens);
    const inParts = await write(session, golden.prompt, golden.tokens.length, null, 3);
    expect(inParts.tokens).toEqual(golden.tokens);
    await session.dispose();
  });

  test('is steered at every hook point as PyTorch is by a forward hook, and by zeros not in a single bit', async () => {
    const model = await openLanguageModel(folder);
    const plain = await model.openDecoder(null, options);
    const unsteered = await write(plain, golden.prompt, golden.tokens.length);
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
      const { tokens, first } = await write(session, golden.prompt, expected.tokens.length, vectors);
      expect(largestDifference(first, expected.logits), hookPoint).toBeLessThan(1e-4);
      expect(tokens, hookPoint).toEqual(expected.tokens);
      const zeros = { add: new Float32Array(width), clamps: null };
      for (const nothing of [zeros, null]) {
        const zero = await write(session, golden.prompt, golden.tokens.length, nothing);
        expect(zero.tokens, hookPoint).toEqual(unsteered.tokens);
        expect(sameBits(zero.first, unsteered.first), hookPoint).toBe(true);
      }
      await session.dispose();
    }
  });
});

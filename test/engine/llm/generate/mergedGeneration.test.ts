/** Merged decoders write from a cache: the prompt by the one branch, every token after it by the other, steered in both alike. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DecoderSession } from '../../../../native-worker/llm/generate/decoderSession.ts';
import type { SteerForm } from '../../../../native-worker/llm/generate/steerGraph.ts';
import { readModelFolder } from '../../../../native-worker/llm/modelFolder.ts';
import { openLanguageModel } from '../../../../native-worker/llm/openLanguageModel.ts';
import { readOnnxFile } from '../../../../native-worker/onnx/onnxFile.ts';
import { fixtureModels, readGolden } from '../golden.ts';
import { goldenGenerations, goldenVector } from './goldenGenerations.ts';
import { logitsOfCutModel } from './logitsOfCutModel.ts';
import { readByWholePasses, relativeDistance, sameBits, vocabulary, writeGreedily } from './writeGreedily.ts';

const options = { device: 'cpu', threads: 1 } as const;
/** Each with a tensor that is no hook point. */
const merged = [
  ['tiny-gpt2-merged', 'tensor:/transformer/h.0/ln_2/Add_1_output_0'],
  ['tiny-llama-merged', 'tensor:/model/layers.0/post_attention_layernorm/Mul_1_output_0'],
] as const;
const count = 24;
const few = 6;
const isSteered = (position: number): boolean => position > 0;

// The weights of the merged fixture are those of tiny-gpt2, for which PyTorch's texts were recorded.
const unmerged = new Map(goldenGenerations).get('tiny-gpt2');
if (!unmerged) throw new Error('generations.json has nothing of tiny-gpt2');

describe('tiny-gpt2-merged, of the weights of tiny-gpt2', () => {
  const folder = path.join(fixtureModels, 'tiny-gpt2-merged');

  test('writes the tokens that the unmerged file and PyTorch write, however its prompt is cut', async () => {
    const model = await openLanguageModel(folder);
    const session = await model.openDecoder(null, options);
    for (const chunk of [unmerged.prompt.length, 3, 1]) {
      const { tokens } = await writeGreedily(session, unmerged.prompt, count, null, chunk);
      expect(tokens).toEqual(unmerged.tokens);
    }
    await session.dispose();
  });

  test('is steered at every hook point as PyTorch is, token after token', async () => {
    const model = await openLanguageModel(folder);
    for (const { name, width } of model.summary.hookPoints) {
      const expected = unmerged.steered[name.replace('hook_resid_mid', 'hook_attn_out')];
      if (!expected) throw new Error(`generations.json has no ${name} of tiny-gpt2`);
      const form: SteerForm = { width, perToken: true, largest: null };
      const session = await model.openDecoder({ hookPoint: name, form }, options);
      expect(session.hasCache).toBe(true);
      const vectors = { add: goldenVector(width), clamps: null };
      const { tokens } = await writeGreedily(session, unmerged.prompt, expected.tokens.length, vectors);
      expect(tokens, name).toEqual(expected.tokens);
      await session.dispose();
    }
  });
});

describe.each(merged)('%s', (name, normed) => {
  const golden = readGolden(name);
  const prompt = [...golden.batch.tokens.subarray(0, golden.batch.lengths[0])];

  test('gives PyTorch’s logits at every position of a text, from its cache', async () => {
    const session = await (await openLanguageModel(golden.folder)).openDecoder(null, options);
    expect(session.hasCache).toBe(true);
    const run = session.begin();
    const beginning = 4;
    const logits = [await run.step(prompt.slice(0, beginning), isSteered)];
    for (const id of prompt.slice(beginning)) logits.push(await run.step([id], isSteered));
    run.dispose();
    await session.dispose();
    const expected = golden.values('logits');
    for (const [i, found] of logits.entries()) {
      const at = (beginning - 1 + i) * vocabulary;
      const apart = expected
        .subarray(at, at + vocabulary)
        .map((value, id) => Math.abs(value - (found[id] ?? NaN)));
      expect(Math.max(...apart)).toBeLessThan(1e-4);
    }
  });

  test('writes from its cache what whole passes of the branch without one write', async () => {
    const { config, onnxFile } = await readModelFolder(golden.folder);
    const { model, externalDataFolder } = await readOnnxFile(onnxFile);
    const alone = { model, logits: 'logits', config, externalDataFolder, steer: null, continuation: null };
    const whole = await DecoderSession.open(alone, options);
    expect(whole.hasCache).toBe(false);
    const session = await (await openLanguageModel(golden.folder)).openDecoder(null, options);
    const written = await writeGreedily(session, prompt, count);
    const read = await readByWholePasses(whole, prompt, written.tokens);
    await whole.dispose();
    await session.dispose();
    expect(written.tokens).toEqual(read.tokens);
    expect(relativeDistance(written.logits, read.logits)).toBeLessThan(1e-5);
  });

  test('is steered as the model cut there is, in both branches, and by strength 0 in no token', async () => {
    const model = await openLanguageModel(golden.folder);
    const plain = await model.openDecoder(null, options);
    const unsteered = await writeGreedily(plain, prompt, few);
    await plain.dispose();
    for (const { name: hookPoint, width } of model.summary.hookPoints) {
      const form: SteerForm = { width, perToken: true, largest: null };
      const session = await model.openDecoder({ hookPoint, form }, options);
      const zeros = await writeGreedily(session, prompt, few, {
        add: new Float32Array(width),
        clamps: null,
      });
      expect(zeros.tokens, hookPoint).toEqual(unsteered.tokens);
      expect(sameBits(zeros.logits[0], unsteered.logits[0]), hookPoint).toBe(true);
      const add = goldenVector(width);
      const run = session.begin({ add, clamps: null });
      // All but the first two positions through the branch that goes on.
      await run.step(prompt.slice(0, 2), isSteered);
      const logits = Float32Array.from(await run.step(prompt.slice(2), isSteered)).subarray(0, vocabulary);
      run.dispose();
      await session.dispose();
      const changed = (raw: Float32Array): Promise<Float64Array> =>
        Promise.resolve(
          Float64Array.from(raw, (value, i) => value + (i < width ? 0 : (add[i % width] ?? NaN))),
        );
      const [clean, expected] = await logitsOfCutModel(model, hookPoint, prompt, [changed]);
      if (!clean || !expected) throw new Error('no logits');
      expect(relativeDistance([logits], [expected]), hookPoint).toBeLessThan(1e-5);
      expect(relativeDistance([logits], [clean]), hookPoint).toBeGreaterThan(0.01);
    }
  });

  test('keeps its cache at any name of a hook point, and does without where only one branch has the tensor', async () => {
    const model = await openLanguageModel(golden.folder);
    const hasCache = async (hookPoint: string): Promise<boolean> => {
      const form: SteerForm = { width: model.hookPoint(hookPoint).width, perToken: true, largest: null };
      const session = await model.openDecoder({ hookPoint, form }, options);
      const { tokens } = await writeGreedily(session, prompt, 3);
      await session.dispose();
      expect(tokens).toEqual(unsteered);
      return session.hasCache;
    };
    const plain = await model.openDecoder(null, options);
    const { tokens: unsteered } = await writeGreedily(plain, prompt, 3);
    await plain.dispose();
    const { tensor } = model.hookPoint('blocks.0.hook_mlp_out');
    expect(await hasCache(`tensor:${tensor}`)).toBe(true);
    expect(await hasCache(normed)).toBe(false);
  });
});

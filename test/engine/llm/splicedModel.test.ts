/** Models cut at a hook point: their own activations change nothing, others do what PyTorch's forward hooks do (tools/fixtures/models/make_spliced.py). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { UncuttableTensorError } from '../../../native-worker/onnx/splice.ts';
import { packRows } from '../../../native-worker/llm/tokenBatch.ts';
import { fixtureModels, readGolden, type Golden } from './golden.ts';

const recorded = JSON.parse(
  readFileSync(new URL('../../fixtures/splice/golden.json', import.meta.url), 'utf8'),
) as Record<string, Record<string, { waves: number[]; zeros: number[] }>>;

/** As replacement() of make_spliced.py. */
const replacement = (size: number): Float32Array =>
  Float32Array.from({ length: size }, (_, n) => Math.sin(0.7 * n + 1));

/** -log softmax at the next token, at each position that has one; NaN elsewhere. */
function nextTokenLosses(golden: Golden): number[] {
  const { batch } = golden;
  const logits = golden.values('logits');
  const vocabulary = logits.length / batch.tokens.length;
  return Array.from(batch.tokens, (_, place) => {
    const row = Math.floor(place / batch.length);
    if ((place % batch.length) + 1 >= (batch.lengths[row] ?? 0)) return NaN;
    const own = logits.subarray(place * vocabulary, (place + 1) * vocabulary);
    const sum = own.reduce((total, logit) => total + Math.exp(logit), 0);
    return Math.log(sum) - (own[batch.tokens[place + 1] ?? 0] ?? NaN);
  });
}

function largestApart(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length);
  return expected.reduce((largest, value, i) => {
    const apart = Math.abs((found[i] ?? NaN) - value);
    if (Number.isNaN(value) !== Number.isNaN(found[i]))
      throw new Error(`${found[i]} instead of ${value} at ${i}`);
    return Number.isNaN(value) ? largest : Math.max(largest, apart);
  }, 0);
}

/** Log-probabilities at the positions that have a next token. */
const scored = (losses: Float32Array): number[] =>
  [...losses].filter((loss) => !Number.isNaN(loss)).map((loss) => -loss);

/** Largest difference, relative to the root mean square. */
function apart(found: Float32Array, expected: Float32Array): number {
  expect(found.length).toBe(expected.length);
  const square = expected.reduce((sum, value) => sum + value * value, 0) / expected.length;
  return (
    expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? NaN))), 0) /
    Math.sqrt(square)
  );
}

describe.each(Object.keys(recorded))('the language model %s, cut', (name) => {
  const golden = readGolden(name);
  const hooks = golden.names.filter((value) => value !== 'logits');
  const own = nextTokenLosses(golden);

  test('has golden values at each of its hook points', () => {
    expect(Object.keys(recorded[name] ?? {}).sort()).toEqual([...hooks].sort());
  });

  test.each(hooks)(
    'at %s goes on as PyTorch does, from its own activations and from others',
    async (hook) => {
      const model = await openLanguageModel(golden.folder);
      const spliced = await model.openSplice(hook, { device: 'cpu', threads: 1, divergence: true });
      const begun = await spliced.begin(golden.batch);
      const clean = await spliced.finish(begun, begun.activations, { logits: true });
      const changed = await spliced.finish(begun, replacement(begun.activations.length), {
        ...(clean.logits ? { reference: clean.logits } : {}),
      });
      const again = await spliced.finish(begun, begun.activations, {
        ...(clean.logits ? { reference: clean.logits } : {}),
      });
      const zeros = await spliced.finish(begun, new Float32Array(begun.activations.length));
      await spliced.dispose();
      expect(largestApart(clean.losses, own)).toBeLessThan(1e-4);
      const expected = recorded[name]?.[hook];
      expect(largestApart(scored(changed.losses), expected?.waves ?? [])).toBeLessThan(1e-3);
      expect(largestApart(scored(zeros.losses), expected?.zeros ?? [])).toBeLessThan(1e-3);
      expect(Math.max(...(again.divergences ?? [NaN]))).toBeLessThan(1e-5);
      expect(Math.max(...(changed.divergences ?? []))).toBeGreaterThan(0.01);
    },
  );
});

describe.each([
  ...['fp16', 'fp16_kept_io', 'int8', 'qdq', 'q4', 'q4_level4', 'without_past'].map(
    (format) => `tiny-llama-formats/onnx/model_${format}.onnx`,
  ),
  'tiny-llama-genai-int4/model.onnx',
  'tiny-gpt2-merged/onnx/decoder_model_merged.onnx',
  'tiny-bloom-older/onnx/model.onnx',
])('the file %s, cut', (file) => {
  test.each(['blocks.0.hook_attn_out', 'blocks.0.hook_resid_mid', 'blocks.1.hook_resid_post'])(
    'at %s gives what it gives whole',
    async (hook) => {
      const model = await openLanguageModel(path.join(fixtureModels, file));
      const tokens = Int32Array.of(0, 40, 41, 42, 43, 44, 45);
      const spliced = await model.openSplice(hook, { device: 'cpu', threads: 1 });
      const begun = await spliced.begin(packRows([tokens]));
      const { logits } = await spliced.finish(begun, begun.activations, { logits: true });
      await spliced.dispose();
      const whole = await model.openInspection(hook, { device: 'cpu', threads: 1 });
      const read = await whole.read(tokens);
      await whole.dispose();
      // Between nodes of float16, onnxruntime's CPU works in float32 where it may: a cut is one more place at which values are rounded.
      const tolerance = file.includes('fp16') ? 0.01 : 1e-5;
      expect(apart(begun.activations, read.activations)).toBeLessThan(tolerance);
      expect(apart(logits ?? new Float32Array(0), read.logits)).toBeLessThan(tolerance);
    },
  );
});

describe('a cut', () => {
  const golden = readGolden('tiny-llama');

  test('scores the tokens asked about instead of the next ones', async () => {
    const model = await openLanguageModel(golden.folder);
    const spliced = await model.openSplice('blocks.0.hook_mlp_out', { device: 'cpu', threads: 1 });
    const begun = await spliced.begin(golden.batch);
    const targets = new Int32Array(golden.batch.tokens.length).fill(5);
    const { targetLogits } = await spliced.finish(begun, begun.activations, { targets });
    await spliced.dispose();
    const logits = golden.values('logits');
    const last = (golden.batch.lengths[0] ?? 0) - 1;
    expect(targetLogits[last]).toBeCloseTo(logits[last * 300 + 5] ?? NaN, 3);
  });

  test('is refused where the logits do not depend on the tensor', async () => {
    const model = await openLanguageModel(golden.folder);
    await expect(model.openSplice('tensor:logits', { device: 'cpu' })).rejects.toThrow(UncuttableTensorError);
  });

  test('refuses activations of another batch', async () => {
    const model = await openLanguageModel(golden.folder);
    const spliced = await model.openSplice('blocks.0.hook_mlp_out', { device: 'cpu', threads: 1 });
    const begun = await spliced.begin(golden.batch);
    await expect(spliced.finish(begun, new Float32Array(3))).rejects.toThrow(RangeError);
    await spliced.dispose();
  });
});

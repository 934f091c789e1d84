import { describe, expect, test } from 'vitest';
import { UnknownHookPointError } from '../../../native-worker/llm/hookPoints.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { TapShapeError } from '../../../native-worker/llm/graphRunner.ts';
import { packRows, TokenBatchError } from '../../../native-worker/llm/tokenBatch.ts';
import { DeviceUnavailableError } from '../../../native-worker/onnx/deviceUnavailableError.ts';
import { UnknownTensorError } from '../../../native-worker/onnx/tapAndPrune.ts';
import { largestDifference, readGolden } from './golden.ts';

describe.each([
  'tiny-llama',
  'tiny-llama-gqa',
  'tiny-llama-genai',
  'tiny-neox',
  'tiny-gpt2',
  'tiny-opt',
  'tiny-phi',
  'tiny-mistral',
  'tiny-qwen2',
  'tiny-qwen3',
  'tiny-gemma2',
  'tiny-gemma3',
  'tiny-mistral-genai',
  'tiny-qwen2-genai',
  'tiny-qwen3-genai',
  'tiny-gemma2-genai',
  'tiny-gemma3-genai',
  'tiny-gpt2-merged',
  'tiny-llama-merged',
  'tiny-bloom-older',
  'tiny-bigcode-older',
])('the language model %s', (name) => {
  const golden = readGolden(name);
  const hooks = golden.names.filter((value) => value !== 'logits');
  const width = golden.width('blocks.0.hook_resid_pre');

  test('offers exactly the hook points that PyTorch recorded', async () => {
    const { summary } = await openLanguageModel(golden.folder);
    expect(summary.hookPoints.map((hook) => hook.name).sort()).toEqual([...hooks].sort());
    expect(summary.hookPoints.every((hook) => hook.width === width)).toBe(true);
    // Bloom has no longest context: its positions are slopes.
    const maxContext = name.startsWith('tiny-bloom') ? 2048 : 64;
    expect(summary).toMatchObject({ name, layers: 2, width, vocabularySize: 300, maxContext });
    const file = name.endsWith('-merged') ? 'decoder_model_merged.onnx' : 'model.onnx';
    const onnxFile = name.endsWith('-genai') ? file : `onnx/${file}`;
    expect(summary).toMatchObject({ onnxFile, warnings: [] });
    expect(summary.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(hooks)('reads %s as PyTorch computed it, to 1e-4', async (hook) => {
    const model = await openLanguageModel(golden.folder);
    const reader = await model.openReader(hook, { device: 'cpu', threads: 1 });
    const values = await reader.read(golden.batch);
    await reader.dispose();
    expect(largestDifference(golden.batch, values, golden.values(hook))).toBeLessThan(1e-4);
  });

  test('gives activations and logits from one pass', async () => {
    const model = await openLanguageModel(golden.folder);
    const inspection = await model.openInspection('blocks.1.hook_resid_pre', { device: 'cpu' });
    const length = golden.batch.lengths[1] ?? 0;
    const tokens = golden.batch.tokens.slice(golden.batch.length, golden.batch.length + length);
    const read = await inspection.read(tokens);
    await inspection.dispose();
    const one = packRows([tokens]);
    const row = (values: Float32Array, wide: number): Float32Array => {
      const start = golden.batch.length * wide;
      return values.slice(start, start + length * wide);
    };
    const activations = row(golden.values('blocks.1.hook_resid_pre'), width);
    expect(largestDifference(one, read.activations, activations)).toBeLessThan(1e-4);
    expect(largestDifference(one, read.logits, row(golden.values('logits'), 300))).toBeLessThan(1e-4);
  });
});

describe('opening a hook point', () => {
  const golden = readGolden('tiny-llama');

  test('a tensor of the graph can be read by its name, with its own width', async () => {
    const model = await openLanguageModel(golden.folder);
    const gate = model.hookPoint('tensor:/model/layers.1/mlp/gate_proj/MatMul_output_0');
    expect(gate).toMatchObject({ kind: 'tensor', layer: null, op: 'MatMul', width: 64 });
    const reader = await model.openReader(gate.name, { device: 'cpu' });
    const { rows, length } = golden.batch;
    expect(await reader.read(golden.batch)).toHaveLength(rows * length * 64);
    await reader.dispose();
  });

  test('the same tokens give the same bits again', async () => {
    const model = await openLanguageModel(golden.folder);
    const reader = await model.openReader('blocks.1.hook_resid_post', { device: 'cpu' });
    const first = await reader.read(golden.batch);
    const second = await reader.read(golden.batch);
    await reader.dispose();
    expect(Buffer.compare(Buffer.from(first.buffer), Buffer.from(second.buffer))).toBe(0);
  });

  test('a mistyped hook point or tensor gets the nearest names', async () => {
    const model = await openLanguageModel(golden.folder);
    expect(() => model.hookPoint('blocks.1.hook_mlpout')).toThrow(UnknownHookPointError);
    expect(() => model.hookPoint('blocks.1.hook_mlpout')).toThrow(
      /Nearest of its 10.*: blocks\.1\.hook_mlp_out,/,
    );
    expect(() => model.hookPoint('tensor:nothing')).toThrow(UnknownTensorError);
  });

  test('a tensor that is not one vector a token is refused with its shape', async () => {
    const model = await openLanguageModel(golden.folder);
    const keys = await model.openReader('tensor:present.0.key', { device: 'cpu' });
    await expect(keys.read(golden.batch)).rejects.toThrow(TapShapeError);
    await keys.dispose();
  });

  test.each([
    ['an id outside the vocabulary', [1, 300], /id 300 at position 1 is outside the vocabulary of 300/],
    [
      'a row over the context',
      new Array<number>(65).fill(1),
      /rows of 65 tokens exceed the model's context of 64/,
    ],
    ['no tokens', [], /the batch is empty/],
  ])('%s is refused before the model runs', async (_, ids, message) => {
    const model = await openLanguageModel(golden.folder);
    const reader = await model.openReader('blocks.0.hook_resid_pre', { device: 'cpu' });
    const error: unknown = await reader
      .read(packRows([Int32Array.from(ids)]))
      .catch((caught: unknown) => caught);
    await reader.dispose();
    expect(error).toBeInstanceOf(TokenBatchError);
    expect((error as Error).message).toMatch(message);
  });

  test('a device asked for by name is used or refused, and auto says what it passed over', async () => {
    const model = await openLanguageModel(golden.folder);
    const hook = 'blocks.0.hook_resid_post';
    const asked = await model.openReader(hook, { device: 'cuda' }).catch((error: unknown) => error);
    if (asked instanceof Error) expect(asked).toBeInstanceOf(DeviceUnavailableError);
    else expect(asked).toMatchObject({ device: { chosen: 'cuda' } });
    const auto = await model.openReader(hook, { device: 'auto' });
    const values = await auto.read(golden.batch);
    expect(largestDifference(golden.batch, values, golden.values(hook))).toBeLessThan(1e-3);
    expect(auto.device.requested).toBe('auto');
    if (auto.device.chosen === 'cpu') {
      expect(auto.device.rejected.map(({ device }) => device)).toEqual(['webgpu', 'cuda']);
    }
    await auto.dispose();
  });
});

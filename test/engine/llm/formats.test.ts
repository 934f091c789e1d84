/**
 * One model as the usual tools convert and quantise it, beside PyTorch's fp32 values. The tolerances are those that docs/models.md states:
 * about twice what was measured, relative to the root mean square of the true values at the same hook point.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { fixtureModels, readGolden, relativeError } from './golden.ts';

interface Format {
  model: string;
  file: string;
  /** Largest allowed relative error: of what is added in the first layer, and anywhere. */
  first: number;
  anywhere: number;
  warnings: RegExp[];
}

const fourBits = /weights are rounded to 4 bits/;
const level4 = (nodes: number): RegExp =>
  new RegExp(`^${nodes} MatMulNBits nodes with accuracy_level 4: onnxruntime rounds activations to 8 bits`);

const formats: Format[] = [
  {
    model: 'tiny-llama-formats',
    file: 'onnx/model_without_past.onnx',
    first: 1e-5,
    anywhere: 1e-5,
    warnings: [],
  },
  { model: 'tiny-llama-formats', file: 'onnx/model_fp16.onnx', first: 2e-3, anywhere: 6e-3, warnings: [] },
  {
    model: 'tiny-llama-formats',
    file: 'onnx/model_fp16_kept_io.onnx',
    first: 2e-3,
    anywhere: 6e-3,
    warnings: [],
  },
  {
    model: 'tiny-llama-formats',
    file: 'onnx/model_int8.onnx',
    first: 0.04,
    anywhere: 0.12,
    warnings: [/products are in 8-bit integers \(15 integer products\): weights and activations are rounded/],
  },
  {
    model: 'tiny-llama-formats',
    file: 'onnx/model_qdq.onnx',
    first: 0.12,
    anywhere: 0.4,
    warnings: [/rounds activations and weights to 8 bits on the way \(47 QuantizeLinear nodes\)/],
  },
  {
    model: 'tiny-llama-formats',
    file: 'onnx/model_q4.onnx',
    first: 0.4,
    anywhere: 0.8,
    warnings: [fourBits],
  },
  {
    model: 'tiny-llama-formats',
    file: 'onnx/model_q4_level4.onnx',
    first: 0.4,
    anywhere: 0.8,
    warnings: [fourBits, level4(15)],
  },
  {
    model: 'tiny-llama-genai-int4',
    file: 'model.onnx',
    first: 0.4,
    anywhere: 0.8,
    warnings: [fourBits, level4(11)],
  },
];

describe.each(formats)('$model/$file', ({ model, file, first, anywhere, warnings }) => {
  const golden = readGolden(model);
  const opened = openLanguageModel(path.join(golden.folder, file));
  const hooks = golden.names.filter((value) => value !== 'logits');

  test('offers the hook points of the fp32 model, and says what is rounded', async () => {
    const { summary } = await opened;
    expect(summary.hookPoints.map(({ name }) => name).sort()).toEqual([...hooks].sort());
    expect(summary.warnings).toEqual(warnings.map((warning) => expect.stringMatching(warning) as string));
    expect(summary.onnxFile).toBe(file);
  });

  test.each([...hooks, 'tensor:logits'])('reads %s within the stated tolerance', async (hook) => {
    const reader = await (await opened).openReader(hook, { device: 'cpu', threads: 1 });
    const values = await reader.read(golden.batch);
    await reader.dispose();
    const error = relativeError(golden.batch, values, golden.values(hook.replace('tensor:', '')));
    expect(error).toBeLessThan(hook === 'blocks.0.hook_attn_out' ? first : anywhere);
  });
});

test('rounding the activations as well changes results: accuracy_level 4 is no mere label', async () => {
  const golden = readGolden('tiny-llama-formats');
  const read = async (file: string): Promise<Float32Array> => {
    const model = await openLanguageModel(path.join(golden.folder, 'onnx', file));
    const reader = await model.openReader('blocks.0.hook_attn_out', { device: 'cpu', threads: 1 });
    const values = await reader.read(golden.batch);
    await reader.dispose();
    return values;
  };
  const apart = relativeError(golden.batch, await read('model_q4_level4.onnx'), await read('model_q4.onnx'));
  expect(apart).toBeGreaterThan(1e-3);
});

test('the fixtures stay small', () => {
  const sizes = formats.map(({ model, file }) => readFileSync(path.join(fixtureModels, model, file)).length);
  expect(Math.max(...sizes)).toBeLessThan(1 << 20);
});

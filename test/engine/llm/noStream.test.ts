/** Models in which no residual stream can be recognised say so, and their tensors can be read all the same. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UnknownHookPointError } from '../../../native-worker/llm/hookPoints.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { readGolden } from './golden.ts';

const golden = readGolden('tiny-llama');
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'monosema-no-stream-'));
});
afterAll(() => rm(scratch, { recursive: true }));

/** tiny-llama's folder with another configuration or another graph. */
async function variant(name: string, change: { config?: object; onnx?: Uint8Array }): Promise<string> {
  const folder = path.join(scratch, name);
  await cp(golden.folder, folder, { recursive: true });
  const config = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8')) as object;
  await writeFile(path.join(folder, 'config.json'), JSON.stringify({ ...config, ...change.config }));
  await mkdir(path.join(folder, 'onnx'), { recursive: true });
  if (change.onnx) await writeFile(path.join(folder, 'onnx', 'model.onnx'), change.onnx);
  return folder;
}

/** tokens -> embedding -> LSTM -> projection: a language model without a residual stream. */
function recurrent(): Uint8Array {
  const width = 32;
  const g = new GraphBuilder('recurrent');
  const random = (name: string, dims: number[]): string =>
    g.float32(
      name,
      dims,
      Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 12.9898) / 4),
    );
  const ids = g.input('input_ids', 'int64', ['batch', 'length']);
  const embedded = g.node('Gather', [random('table', [300, width]), ids], {}, { names: ['embedded'] });
  const steps = g.node('Transpose', [embedded], { perm: [1, 0, 2] });
  const weights = [random('W', [1, 4 * width, width]), random('R', [1, 4 * width, width])];
  const states = g.node('LSTM', [steps, ...weights], { hidden_size: width });
  const rows = g.node('Transpose', [g.node('Squeeze', [states, g.indices(1)])], { perm: [1, 0, 2] });
  const projected = g.node('MatMul', [rows, random('P', [width, width])], {}, { names: ['projected'] });
  g.output(
    'logits',
    'float32',
    ['batch', 'length', 300],
    g.node('MatMul', [projected, random('U', [width, 300])]),
  );
  return g.toBytes();
}

describe('a model whose layers are not those of its configuration', () => {
  test('says how much of a stream there is and offers sums of its width', async () => {
    const model = await openLanguageModel(await variant('more-layers', { config: { num_hidden_layers: 5 } }));
    expect(model.summary.hookPoints).toEqual([]);
    expect(model.summary.warnings).toEqual([
      expect.stringMatching(
        /No residual stream of a decoder with 5 layers was recognised \(4 residual additions in a row\).*Tensors of its width \(32\), sums first: 'tensor:\/model\/layers\.0\/Add_output_0'/,
      ),
    ]);
    expect(() => model.hookPoint('blocks.0.hook_resid_mid')).toThrow(UnknownHookPointError);
    expect(() => model.hookPoint('blocks.0.hook_resid_mid')).toThrow(
      /'tensor:\/model\/layers\.0\/Add_output_0'/,
    );
    const reader = await model.openReader('tensor:/model/layers.0/Add_output_0', { device: 'cpu' });
    expect(await reader.read(golden.batch)).toHaveLength(golden.batch.rows * golden.batch.length * 32);
    await reader.dispose();
  });
});

describe('a recurrent model', () => {
  test('offers what is as wide as the model, which can be read', async () => {
    const model = await openLanguageModel(await variant('recurrent', { onnx: recurrent() }));
    expect(model.summary.hookPoints).toEqual([]);
    expect(model.summary.warnings[0]).toMatch(
      /recognised \(0 residual additions.*sums first: 'tensor:projected'\.$/,
    );
    const hook = model.hookPoint('tensor:projected');
    expect(hook).toMatchObject({ width: 32, op: 'MatMul', shape: ['batch', 'position', 32] });
    const reader = await model.openReader(hook.name, { device: 'cpu' });
    const values = await reader.read(golden.batch);
    await reader.dispose();
    expect(values).toHaveLength(golden.batch.rows * golden.batch.length * 32);
    expect(new Set(values).size).toBeGreaterThan(100);
  });
});

/** Whole models where people keep them: as links in the Hugging Face cache, under odd names, with weights beyond 2 GB. */
import {
  appendFile,
  copyFile,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { openTokenizer } from '../../../native-worker/llm/tokenizer/openTokenizer.ts';
import { graphOf } from '../../../native-worker/onnx/graph.ts';
import { onnxBytes, parseOnnx, readOnnxFile } from '../../../native-worker/onnx/onnxFile.ts';
import { readAllHooks } from './allHooks.ts';
import { largestDifference, readGolden } from './golden.ts';

const golden = readGolden('tiny-llama-genai');
const parts = (await readdir(golden.folder)).filter((name) => !name.startsWith('golden'));
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'monosema-places-'));
});
afterAll(() => rm(scratch, { recursive: true }));

/** The folder's model gives PyTorch's values, early and late. */
async function expectValues(folder: string): Promise<void> {
  const model = await openLanguageModel(folder);
  for (const hook of ['blocks.0.hook_resid_mid', 'blocks.1.hook_resid_post']) {
    const reader = await model.openReader(hook, { device: 'cpu', threads: 1 });
    const values = await reader.read(golden.batch);
    await reader.dispose();
    expect(largestDifference(golden.batch, values, golden.values(hook))).toBeLessThan(1e-4);
  }
}

test('a snapshot of the Hugging Face cache, every file of which is a link to a blob', async () => {
  const repository = path.join(scratch, 'hub', 'models--tiny--llama');
  const snapshot = path.join(repository, 'snapshots', '0f3a90c2b1');
  const onnx = path.join(snapshot, 'onnx');
  for (const folder of [path.join(repository, 'blobs'), onnx]) await mkdir(folder, { recursive: true });
  for (const [i, name] of parts.entries()) {
    const blob = `${String(i).padStart(2, '0')}${'c4'.repeat(31)}`;
    await copyFile(path.join(golden.folder, name), path.join(repository, 'blobs', blob));
    if (name.startsWith('model.onnx')) await symlink(`../../../blobs/${blob}`, path.join(onnx, name));
    else await symlink(`../../blobs/${blob}`, path.join(snapshot, name));
  }
  for (const given of [snapshot, onnx, path.join(onnx, 'model.onnx')]) await expectValues(given);
  const { summary } = await openLanguageModel(snapshot);
  expect(summary).toMatchObject({ name: 'tiny/llama', onnxFile: path.join('onnx', 'model.onnx') });
  const there = await openLanguageModel(golden.folder);
  expect(summary).toMatchObject({ hash: there.summary.hash, bytes: there.summary.bytes });
  expect((await openTokenizer(snapshot)).encode('The dog').ids.length).toBeGreaterThan(0);
});

/** The model with its weights in other files: `place` says where each goes. */
async function movedWeights(
  folder: string,
  place: (weight: number, offset: number) => { location: string; offset: number },
): Promise<void> {
  await mkdir(folder);
  for (const name of parts.filter((each) => !each.startsWith('model.onnx')))
    await copyFile(path.join(golden.folder, name), path.join(folder, name));
  const file = path.join(golden.folder, 'model.onnx');
  const data = await readFile(`${file}.data`);
  const model = parseOnnx(file, await readFile(file));
  for (const [i, tensor] of graphOf(model).initializer.entries()) {
    const entry = (key: string): { value: string } =>
      tensor.externalData.find((each) => each.key === key) ?? { value: '' };
    if (tensor.externalData.length === 0) continue;
    const [from, length] = [Number(entry('offset').value), Number(entry('length').value)];
    const target = place(i, from);
    entry('location').value = target.location;
    entry('offset').value = String(target.offset);
    await appendFile(path.join(folder, target.location), '');
    const written = await open(path.join(folder, target.location), 'r+');
    await written.write(data, from, length, target.offset);
    await written.close();
  }
  await writeFile(path.join(folder, 'model.onnx'), onnxBytes(model));
}

test('weights in several files with spaces and other scripts in their names', async () => {
  const folder = path.join(scratch, 'модель with spaces');
  const locations = ['model.onnx_data', 'model.onnx_data_1', 'вес 重み.data'];
  await movedWeights(folder, (weight, offset) => ({ location: locations[weight % 3] ?? '', offset }));
  await expectValues(folder);
});

test('weights that begin beyond 2 GB and 4 GB of their file', async () => {
  const folder = path.join(scratch, 'large');
  // Holes take no room on disk (but on Windows, where this test needs 5 GB).
  const places = [0, 2.5 * 2 ** 30, 4.5 * 2 ** 30];
  await movedWeights(folder, (weight, offset) => ({
    location: 'model.onnx.data',
    offset: offset + (places[weight % 3] ?? 0),
  }));
  const file = path.join(folder, 'model.onnx');
  expect((await readOnnxFile(file)).bytes).toBeGreaterThan(4.5 * 2 ** 30);
  // The whole model's hash would read 4.5 GB of holes; the graph is pruned and its weights are mapped all the same.
  for (const [hook, values] of await readAllHooks(folder, file, golden.batch))
    expect(largestDifference(golden.batch, values, golden.values(hook)), hook).toBeLessThan(1e-4);
});

/**
 * Hook points are found by structure: the same model written differently, or rewritten by onnxruntime's own optimiser, has the same ones
 * with the same values.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphOf } from '../../../native-worker/onnx/graph.ts';
import { onnxBytes, parseOnnx, readOnnxFile } from '../../../native-worker/onnx/onnxFile.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import { readAllHooks } from './allHooks.ts';
import { largestDifference, readGolden } from './golden.ts';
import type { Golden } from './golden.ts';
import { insertCopies, renameAll, shuffle } from './rewrites.ts';

let scratch: string;
let files = 0;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'monosema-rewritten-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const models: [string, string][] = [
  ['tiny-llama-gqa', 'onnx/model.onnx'],
  ['tiny-gpt2', 'onnx/model.onnx'],
  ['tiny-opt', 'onnx/model.onnx'],
  ['tiny-neox', 'onnx/model.onnx'],
  ['tiny-phi', 'onnx/model.onnx'],
  ['tiny-gemma3', 'onnx/model.onnx'],
  ['tiny-gpt2-merged', 'onnx/decoder_model_merged.onnx'],
  ['tiny-llama-genai', 'model.onnx'],
  ['tiny-gemma2-genai', 'model.onnx'],
];

async function expectSameHooks(golden: Golden, file: string): Promise<void> {
  const values = await readAllHooks(golden.folder, file, golden.batch);
  const hooks = golden.names.filter((name) => name !== 'logits');
  expect([...values.keys()].sort()).toEqual([...hooks].sort());
  for (const [hook, read] of values)
    expect(largestDifference(golden.batch, read, golden.values(hook)), hook).toBeLessThan(1e-4);
}

/** The data file of `model.onnx` where it has one, under the name that it refers to. */
async function copyData(golden: Golden): Promise<void> {
  const data = await readFile(path.join(golden.folder, 'model.onnx.data')).catch(() => null);
  if (data) await writeFile(path.join(scratch, 'model.onnx.data'), data);
}

describe.each(models)('%s', (name, onnxFile) => {
  const golden = readGolden(name);
  const source = path.join(golden.folder, onnxFile);

  test.each([1, 2, 3])(
    'has the same hook points under other names and in another order (seed %i)',
    async (seed) => {
      const model = parseOnnx(source, await readFile(source));
      const random = new Random(seed);
      renameAll(graphOf(model), random);
      shuffle(graphOf(model), random);
      await copyData(golden);
      const file = path.join(scratch, `${files++}.onnx`);
      await writeFile(file, onnxBytes(model));
      await expectSameHooks(golden, file);
    },
  );

  test.each([1, 2, 3])('has the same hook points with copies between its nodes (seed %i)', async (seed) => {
    const model = parseOnnx(source, await readFile(source));
    insertCopies(graphOf(model), new Random(seed));
    await copyData(golden);
    const file = path.join(scratch, `${files++}.onnx`);
    await writeFile(file, onnxBytes(model));
    await expectSameHooks(golden, file);
  });

  test.each(['basic', 'extended', 'all'] as const)(
    "has the same hook points after onnxruntime's optimiser at level %s",
    async (graphOptimizationLevel) => {
      const { model, externalDataFolder } = await readOnnxFile(source);
      const file = path.join(scratch, `${files++}.onnx`);
      const session = await ort.InferenceSession.create(onnxBytes(model), {
        executionProviders: ['cpu'],
        graphOptimizationLevel,
        optimizedModelFilePath: file,
        logSeverityLevel: 4,
        extra: {
          session:
            externalDataFolder === null
              ? {}
              : { model_external_initializers_file_folder_path: externalDataFolder },
        },
      });
      await session.release();
      await copyData(golden);
      await expectSameHooks(golden, file);
    },
  );
});

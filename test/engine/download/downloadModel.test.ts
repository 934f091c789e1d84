/** A model from a hub on this machine: what comes, and where it lies. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DownloadProgress } from '../../../protocol/download.ts';
import { downloadedModels } from '../../../native-worker/download/modelTargets.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { readGolden } from '../llm/golden.ts';
import {
  downloadFromLocalHub,
  hub,
  models,
  REPOSITORY,
  LICENCE,
  target,
  download,
  graphBytes,
  expectWhole,
} from './downloadSetup.ts';

downloadFromLocalHub();

describe('a download', () => {
  test('brings a model that opens, and says what it is', async () => {
    const seen: DownloadProgress[] = [];
    const done = await download({}, { onProgress: (progress) => seen.push(progress) });
    expect(done).toMatchObject({ folder: target(), precision: 'fp32', wasThere: false });
    const { summary } = await openLanguageModel(done.folder);
    expect(summary).toMatchObject({ name: 'tiny-llama', layers: 2 });
    expectWhole();
    expect(downloadedModels(models)).toEqual([target()]);
    const record: unknown = JSON.parse(readFileSync(path.join(target(), 'monosema-download.json'), 'utf8'));
    expect(record).toMatchObject({ repository: REPOSITORY, commit: done.commit, licence: LICENCE });
    expect(seen.at(-1)).toMatchObject({ bytes: done.bytes, totalBytes: done.bytes, problem: null });
  });

  test('brings a model with its weights in another file', async () => {
    const { folder } = readGolden('tiny-llama-genai');
    hub.add(REPOSITORY, folder);
    const done = await download();
    expect((await openLanguageModel(done.folder)).summary.onnxFile).toBe('model.onnx');
    expect(hub.filesAsked()).toContain('model.onnx.data');
  });

  test('makes a model folder of a graph that lies deep in the repository', async () => {
    const { folder } = readGolden('tiny-qwen2-genai');
    const repository = hub.add(REPOSITORY, folder);
    repository.files = new Map(
      [...repository.files].map(([name, content]) => [`cpu_and_mobile/cpu-int4/${name}`, content]),
    );
    const done = await download();
    expect(done.precision).toBe('cpu_and_mobile/cpu-int4');
    expect((await openLanguageModel(done.folder)).summary.onnxFile).toBe('model.onnx');
  });

  test('finds weights by what the graph says, whatever their file is called', async () => {
    const { folder } = readGolden('tiny-llama-genai');
    const repository = hub.add(REPOSITORY, folder);
    const [graph, data] = ['model.onnx', 'model.onnx.data'].map((name) => repository.files.get(name));
    if (!graph || !data) throw new Error('The fixture has other files.');
    const renamed = graph.toString('latin1').replaceAll('model.onnx.data', 'weights-of-it.b');
    repository.files.delete('model.onnx.data');
    repository.files.set('model.onnx', Buffer.from(renamed, 'latin1'));
    repository.files.set('weights-of-it.b', data);
    await download();
    expect((await openLanguageModel(target())).summary.layers).toBe(2);
    repository.files.delete('weights-of-it.b');
    rmSync(target(), { recursive: true });
    await expect(download()).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining('weights-of-it.b') as string,
    });
  });

  test('asks for nothing again that is there', async () => {
    await download();
    hub.asked.length = 0;
    expect(await download()).toMatchObject({ wasThere: true });
    expect(hub.filesAsked()).toEqual([]);
  });

  test('reads lists of files in pages', async () => {
    hub.pageSize = 2;
    await download();
    expectWhole();
  });

  test('goes where it is told to', async () => {
    const folder = path.join(models, 'elsewhere', 'mine');
    expect((await download({ folder })).folder).toBe(folder);
    expectWhole(folder);
  });

  test('leaves a folder with other files alone', async () => {
    mkdirSync(target(), { recursive: true });
    writeFileSync(path.join(target(), 'mine.txt'), 'mine');
    await expect(download()).rejects.toMatchObject({ code: 'invalidRequest' });
    expect(readdirSync(target())).toEqual(['mine.txt']);
  });

  test('of another precision goes beside the first', async () => {
    const repository = hub.repositories.get(REPOSITORY);
    repository?.files.set('onnx/model_q4.onnx', graphBytes());
    await download();
    expect((await download({ precision: 'q4' })).folder).toBe(`${target()}@q4`);
    await expect(download({ precision: 'q5' })).rejects.toThrow(/has no q5 export.*fp32, q4/u);
    expect(downloadedModels(models)).toEqual([target(), `${target()}@q4`]);
  });
});

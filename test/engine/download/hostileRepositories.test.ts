/** Repositories made to write outside the model folder, or to bring what nobody can check. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../llm/golden.ts';
import {
  downloadFromLocalHub,
  hub,
  models,
  REPOSITORY,
  GRAPH,
  target,
  download,
  inspect,
} from './downloadSetup.ts';

downloadFromLocalHub();

describe('hostile repositories', () => {
  const names = [
    '../../../escaped.onnx',
    '/tmp/escaped.onnx',
    'onnx/../../escaped.onnx',
    'C:\\escaped.onnx',
    'onnx\\..\\escaped.onnx',
    'onnx/nul.onnx',
    'on\0nx/model.onnx',
    'a:b/model.onnx',
    'onnx /model.onnx',
  ];
  const entry = (file: string, content = Buffer.from('x')): unknown => ({
    type: 'file',
    path: file,
    size: content.length,
    oid: 'a'.repeat(40),
    lfs: { oid: createHash('sha256').update(content).digest('hex'), size: content.length, pointerSize: 1 },
  });

  test('offer no file whose name leads elsewhere, or is none everywhere', async () => {
    const repository = hub.repositories.get(REPOSITORY);
    if (repository) repository.list = ['config.json', 'tokenizer.json', ...names].map((name) => entry(name));
    const listing = await inspect(REPOSITORY);
    expect(listing.variants).toEqual([]);
    expect(listing.warnings).toEqual([expect.stringContaining(`${names.length} files have names`)]);
    await expect(download()).rejects.toMatchObject({ code: 'badModel' });
    expect(hub.filesAsked()).toEqual([]);
  });

  test.each([
    ['', '../../model.dat', '../../model.dat'],
    ['a/b/', '../../model.dat', 'model.dat'],
    ['a/b/', '/tmp/model.data', 'a/b/tmp/model.data'],
  ])('cannot lead a graph in "%s" to weights in %s', async (place, location, file) => {
    const { folder } = readGolden('tiny-llama-genai');
    const repository = hub.add(REPOSITORY, folder);
    const graph = repository.files.get('model.onnx')?.toString('latin1') ?? '';
    expect(location).toHaveLength('model.onnx.data'.length);
    repository.files.delete('model.onnx');
    repository.files.set(
      `${place}model.onnx`,
      Buffer.from(graph.replaceAll('model.onnx.data', location), 'latin1'),
    );
    repository.files.set(file, Buffer.from('x'));
    await expect(download()).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining(location) as string,
    });
    expect(hub.filesAsked()).not.toContain(file);
    expect(existsSync(target())).toBe(false);
  });

  test('cannot make use of a link in the way', async () => {
    const elsewhere = path.join(models, 'elsewhere');
    mkdirSync(elsewhere);
    hub.fault = (asked) => (asked.endsWith(GRAPH) ? { kind: 'status', status: 404 } : null);
    await expect(download()).rejects.toThrow();
    rmSync(path.join(`${target()}~partial`, 'onnx'), { recursive: true, force: true });
    symlinkSync(elsewhere, path.join(`${target()}~partial`, 'onnx'));
    hub.fault = () => null;
    await expect(download()).rejects.toThrow(/is a link that leads out/u);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test.each<[string, unknown[]]>([
    ['no list of files', [{ nonsense: true }]],
    ['negative sizes', [{ type: 'file', path: GRAPH, size: -1, oid: 'a'.repeat(40) }]],
  ])('with %s are no hub', async (_what, list) => {
    const repository = hub.repositories.get(REPOSITORY);
    if (repository) repository.list = list;
    await expect(inspect(REPOSITORY)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('list of files') as string,
    });
  });

  test('without checksums are not trusted', async () => {
    const repository = hub.repositories.get(REPOSITORY);
    if (repository)
      repository.list = [...repository.files].map(([file, content]) => ({
        type: 'file',
        path: file,
        size: content.length,
      }));
    await expect(download()).rejects.toThrow(/names no checksum/u);
    expect(hub.filesAsked()).toEqual([]);
  });
});

import { create } from '@bufbuild/protobuf';
import { mkdtemp, rm, symlink, mkdir, writeFile, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSession } from '../../../native-worker/onnx/devices.ts';
import { graphOf } from '../../../native-worker/onnx/graph.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { onnxBytes, parseOnnx, readOnnxFile } from '../../../native-worker/onnx/onnxFile.ts';
import { OnnxFileError } from '../../../native-worker/onnx/onnxFileError.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import {
  StringStringEntryProtoSchema,
  TensorProto_DataLocation as DataLocation,
} from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';

const fixture = new URL('../../fixtures/models/tiny-llama/onnx/model.onnx', import.meta.url).pathname;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'monosema-onnx-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A model that adds the external weight w = [1, 2, 3] at `location`, offset 8. */
function externalModel(location: string): Uint8Array {
  const g = new GraphBuilder('external');
  const w = g.float32('w', [3], [0, 0, 0]);
  g.output('y', 'float32', [3], g.node('Add', [g.input('x', 'float32', [3]), w]));
  const model = g.toModel();
  const [weight] = graphOf(model).initializer;
  if (!weight) throw new Error('no weight');
  weight.rawData = new Uint8Array();
  weight.dataLocation = DataLocation.EXTERNAL;
  const entries = { location, offset: '8', length: '12' };
  weight.externalData = Object.entries(entries).map(([key, value]) =>
    create(StringStringEntryProtoSchema, { key, value }),
  );
  return onnxBytes(model);
}
const weightBytes = new Uint8Array(new Float32Array([9, 9, 1, 2, 3]).buffer);

describe('reading an .onnx file', () => {
  test('writes back what it read, byte for byte', async () => {
    const original = await readFile(fixture);
    expect(Buffer.compare(onnxBytes(parseOnnx(fixture, original)), original)).toBe(0);
    const small = await readOnnxFile(fixture);
    expect(Buffer.compare(onnxBytes(small.model), original)).toBe(0);
    expect(small).toMatchObject({ bytes: original.length, externalDataFolder: null });
  });

  test.each([
    ['beside the file', 'beside', false],
    ['through a link out of the folder, as the Hugging Face cache has it', 'linked', true],
  ])('finds external data %s and leaves it on disk', async (_, name, linked) => {
    const home = path.join(folder, name);
    await mkdir(home);
    const real = linked ? path.join(folder, `${name}-blob`) : path.join(home, 'w.data');
    await writeFile(real, weightBytes);
    if (linked) await symlink(real, path.join(home, 'w.data'));
    const file = path.join(home, 'model.onnx');
    await writeFile(file, externalModel('w.data'));

    const read = await readOnnxFile(file);
    expect(read.bytes).toBe(externalModel('w.data').length + weightBytes.length);
    expect(read.externalFiles).toEqual([real]);
    const externalDataFolder = read.externalDataFolder ?? 'none';
    const { session } = await createSession(onnxBytes(read.model), 'cpu', { externalDataFolder });
    const { y } = await session.run({ x: new ort.Tensor('float32', [0, 0, 0], [3]) });
    await session.release();
    expect([...(y?.data as Float32Array)]).toEqual([1, 2, 3]);
  });

  test('leaves large weights of its own in the file, also behind a link, with the same values', async () => {
    const g = new GraphBuilder('large');
    const rows = 300;
    const w = g.float32(
      'w',
      [rows, 100],
      Float32Array.from({ length: rows * 100 }, (_, i) => i),
    );
    g.output('y', 'float32', [1, 100], g.node('Gather', [w, g.input('x', 'int64', [1])]));
    const bytes = g.toBytes();
    const real = path.join(folder, 'blob');
    await writeFile(real, bytes);
    await mkdir(path.join(folder, 'large'));
    const file = path.join(folder, 'large', 'model.onnx');
    await symlink(real, file);

    const read = await readOnnxFile(file);
    expect(onnxBytes(read.model).length).toBeLessThan(1000);
    expect(read).toMatchObject({ bytes: bytes.length, externalFiles: [], externalDataFolder: folder });
    const externalDataFolder = read.externalDataFolder ?? 'none';
    const { session } = await createSession(onnxBytes(read.model), 'cpu', { externalDataFolder });
    const { y } = await session.run({ x: new ort.Tensor('int64', [123n], [1]) });
    await session.release();
    expect([...(y?.data as Float32Array)]).toEqual(Array.from({ length: 100 }, (_, i) => 12300 + i));
  });

  const bad: [string, (file: string) => Promise<void>, RegExp][] = [
    ['is missing', () => Promise.resolve(), /no such file\. Check the path/],
    [
      'is cut short',
      async (file) => writeFile(file, (await readFile(fixture)).subarray(0, 100_000)),
      /no whole ONNX file \(100000 bytes;.*Download or export/,
    ],
    ['is garbage', (file) => writeFile(file, 'this is no model at all'), /no whole ONNX file|holds no graph/],
    ['is empty', (file) => writeFile(file, ''), /holds no graph with nodes and outputs \(0 bytes\)/],
    [
      'is a Git LFS pointer',
      (file) => writeFile(file, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n'),
      /git lfs pull/,
    ],
    [
      'lacks its external data',
      (file) => writeFile(file, externalModel('absent.data')),
      /absent\.data: no such file/,
    ],
    [
      'has external data cut short',
      async (file) => {
        await writeFile(path.join(path.dirname(file), 'short.data'), weightBytes.subarray(0, 16));
        await writeFile(file, externalModel('short.data'));
      },
      /short\.data: has 16 bytes, but the model's weights end at 20/,
    ],
    [
      'points out of its folder',
      (file) => writeFile(file, externalModel('../w.data')),
      /keeps weights in '\.\.\/w\.data', outside its own folder/,
    ],
  ];
  test.each(bad)('says what is wrong with a file that %s', async (name, make, message) => {
    const file = path.join(folder, `${name.replaceAll(' ', '-')}.onnx`);
    await make(file);
    const error: unknown = await readOnnxFile(file).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OnnxFileError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).toContain(folder);
  });
});

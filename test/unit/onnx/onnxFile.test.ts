import { create } from '@bufbuild/protobuf';
import { mkdtemp, rm, symlink, mkdir, truncate, writeFile, readFile } from 'node:fs/promises';
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
import type { GraphProto } from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';

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
/** A small whole model, changed. */
function edited(change: (graph: GraphProto) => void): Uint8Array {
  const g = new GraphBuilder('small');
  const sum = g.node(
    'Add',
    [g.input('x', 'float32', [3]), g.float32('w', [3], [1, 2, 3])],
    {},
    { names: ['y'] },
  );
  g.output('y', 'float32', [3], sum);
  const model = g.toModel();
  change(graphOf(model));
  return onnxBytes(model);
}

const circular = (): Uint8Array =>
  edited(({ node: [add] }) => {
    if (add) add.input = ['x', 'y'];
  });

/** A message in the field of the one around it, as protobuf writes it. */
function within(field: number, message: Uint8Array): Uint8Array {
  const size: number[] = [];
  for (let rest = message.length; rest > 0 || size.length === 0; rest >>>= 7)
    size.push((rest & 127) | (rest > 127 ? 128 : 0));
  return Buffer.concat([Uint8Array.of((field << 3) | 2, ...size), message]);
}

/** A model whose graph has a node whose attribute has a graph that has a node, and so on. */
function nested(depth: number): Uint8Array {
  const [graphOfModel, nodeOfGraph, attributeOfNode, graphOfAttribute] = [7, 1, 5, 6];
  let graph: Uint8Array = new Uint8Array();
  for (let i = 0; i < depth; i++) {
    const attribute = within(graphOfAttribute, graph);
    graph = within(nodeOfGraph, within(attributeOfNode, attribute));
  }
  const output = within(12, within(1, Uint8Array.of(121)));
  return within(graphOfModel, Buffer.concat([graph, output]));
}

/** A file of `size` bytes that takes no room. */
async function hole(file: string, size: number): Promise<void> {
  await writeFile(file, '');
  await truncate(file, size);
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
    const blobs = path.join(folder, 'models--org--large', 'blobs');
    const snapshot = path.join(folder, 'models--org--large', 'snapshots', '1f3a');
    for (const made of [blobs, snapshot]) await mkdir(made, { recursive: true });
    await writeFile(path.join(blobs, 'b10b'), bytes);
    const file = path.join(snapshot, 'model.onnx');
    await symlink('../../blobs/b10b', file);

    const read = await readOnnxFile(file);
    expect(onnxBytes(read.model).length).toBeLessThan(1000);
    expect(read).toMatchObject({ bytes: bytes.length, externalFiles: [], externalDataFolder: blobs });
    const externalDataFolder = read.externalDataFolder ?? 'none';
    const { session } = await createSession(onnxBytes(read.model), 'cpu', { externalDataFolder });
    const { y } = await session.run({ x: new ort.Tensor('int64', [123n], [1]) });
    await session.release();
    expect([...(y?.data as Float32Array)]).toEqual(Array.from({ length: 100 }, (_, i) => 12300 + i));
  });

  test('turns a graph in any order into one whose nodes stand after what they read', async () => {
    const original = graphOf(parseOnnx(fixture, await readFile(fixture)));
    const model = parseOnnx(fixture, await readFile(fixture));
    graphOf(model).node.reverse();
    const file = path.join(folder, 'reversed.onnx');
    await writeFile(file, onnxBytes(model));
    const made = new Set(original.input.map(({ name }) => name));
    for (const { name } of original.initializer) made.add(name);
    const { node } = graphOf((await readOnnxFile(file)).model);
    expect(node).toHaveLength(original.node.length);
    for (const { input, output } of node) {
      expect(input.filter((name) => name !== '' && !made.has(name))).toEqual([]);
      for (const name of output) made.add(name);
    }
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
      'waits for itself',
      (file) => writeFile(file, circular()),
      /has a circle: Add 'Add:y' needs its own result/,
    ],
    [
      'makes a tensor twice',
      (file) =>
        writeFile(
          file,
          edited((graph) => graph.node.push(...graph.node.slice(0, 1))),
        ),
      /makes the tensor 'y' twice/,
    ],
    [
      'reads what nothing makes',
      (file) =>
        writeFile(
          file,
          edited((graph) => graph.initializer.splice(0)),
        ),
      /reads 'w' in Add 'Add:y', but nothing makes it/,
    ],
    [
      'nests graphs without end',
      (file) => writeFile(file, nested(20)),
      /nests graphs 21 deep; 16 is the limit/,
    ],
    [
      'nests graphs beyond what can be parsed',
      (file) => writeFile(file, nested(5000)),
      /is no whole ONNX file|nests graphs/,
    ],
    ['is over 2 GB', (file) => hole(file, 2 ** 31 + 1), /is over 2 GB, the limit of the format/],
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

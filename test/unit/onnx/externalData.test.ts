/** External data: found wherever the format allows it, and never outside the model's folder. */
import { create } from '@bufbuild/protobuf';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSession } from '../../../native-worker/onnx/devices.ts';
import { graphOf } from '../../../native-worker/onnx/graph.ts';
import { GraphBuilder } from '../../../native-worker/onnx/graphBuilder.ts';
import { onnxBytes, readOnnxFile } from '../../../native-worker/onnx/onnxFile.ts';
import type { OnnxFile } from '../../../native-worker/onnx/onnxFile.ts';
import { OnnxFileError } from '../../../native-worker/onnx/onnxFileError.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import {
  AttributeProto_AttributeType as Kind,
  AttributeProtoSchema,
  FunctionProtoSchema,
  NodeProtoSchema,
  SparseTensorProtoSchema,
  StringStringEntryProtoSchema,
  TrainingInfoProtoSchema,
} from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import type {
  GraphProto,
  ModelProto,
  NodeProto,
  SparseTensorProto,
  TensorProto,
} from '../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import { externalTensor, int64Tensor } from '../../../native-worker/onnx/tensorProto.ts';

let scratch: string;
let folders = 0;
beforeAll(async () => {
  scratch = await mkdtemp(path.join(os.tmpdir(), 'monosema-external-'));
});
afterAll(() => rm(scratch, { recursive: true }));

async function newFolder(name = `model-${folders++}`): Promise<string> {
  const folder = path.join(scratch, name);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** The weight [1, 2, 3] at `location`, behind two other numbers. */
const weight = (location: string, name = 'w'): TensorProto =>
  externalTensor(name, 'float32', [3], { location, offset: 8, length: 12 });
const weightBytes = new Uint8Array(new Float32Array([9, 9, 1, 2, 3]).buffer);
const sparse = (location: string): SparseTensorProto =>
  create(SparseTensorProtoSchema, {
    values: weight(location),
    indices: int64Tensor('', [3], [0, 1, 2]),
    dims: [3n],
  });

/** y = x + w with no w yet. */
function withoutWeight(): ModelProto {
  const g = new GraphBuilder('external');
  const sum = g.node('Add', [g.input('x', 'float32', [3]), g.float32('w', [3], [0, 0, 0])]);
  g.output('y', 'float32', [3], sum);
  const model = g.toModel();
  graphOf(model).initializer = [];
  return model;
}

/** A node that makes w from a tensor that it holds itself. */
function constant(hold: { t: TensorProto } | { sparseTensor: SparseTensorProto }): NodeProto {
  const [name, type] = 't' in hold ? ['value', Kind.TENSOR] : ['sparse_value', Kind.SPARSE_TENSOR];
  const attribute = [create(AttributeProtoSchema, { name, type, ...hold })];
  return create(NodeProtoSchema, { opType: 'Constant', output: ['w'], attribute });
}

/** A node that makes w by a branch: what depends on x cannot be decided before the graph runs. */
function branching(body: GraphProto, graph: GraphProto): void {
  const other = new GraphBuilder('other');
  other.output('o', 'float32', [3], other.float32('zeros', [3], [0, 0, 0]));
  const g = new GraphBuilder('outer');
  const x = g.input('x', 'float32', [3]);
  const small = g.node('Less', [g.node('ReduceMax', [x], { keepdims: 0 }), g.scalar(1e9)]);
  g.node('If', [small], { then_branch: body, else_branch: other.toGraph() }, { names: ['w'] });
  const made = g.toGraph();
  graph.node.unshift(...made.node);
  graph.initializer.push(...made.initializer);
}

function body(fill: (graph: GraphProto) => void): GraphProto {
  const g = new GraphBuilder('body');
  g.output('o', 'float32', [3], g.node('Identity', [g.float32('w_in', [3], [0, 0, 0])]));
  const graph = g.toGraph();
  graph.initializer = [];
  fill(graph);
  return graph;
}

/** Every place of a model file that may refer to other files. */
const places: Record<string, (model: ModelProto, location: string) => void> = {
  'a weight': (model, at) => graphOf(model).initializer.push(weight(at)),
  'a sparse weight': (model, at) => graphOf(model).sparseInitializer.push(sparse(at)),
  'the value of a node': (model, at) => graphOf(model).node.unshift(constant({ t: weight(at, '') })),
  'the sparse value of a node': (model, at) =>
    graphOf(model).node.unshift(constant({ sparseTensor: sparse(at) })),
  'a weight of a nested graph': (model, at) => {
    branching(
      body(({ initializer }) => initializer.push(weight(at, 'w_in'))),
      graphOf(model),
    );
  },
  'the value of a node in a nested graph': (model, at) => {
    const held = Object.assign(constant({ t: weight(at, '') }), { output: ['w_in'] });
    branching(
      body(({ node }) => node.unshift(held)),
      graphOf(model),
    );
  },
  'the value of a node in a function': (model, at) => {
    const opsetImport = [{ domain: '', version: 17n }];
    const node = [constant({ t: weight(at, '') })];
    const made = { name: 'Weight', domain: 'own', output: ['w'], opsetImport, node };
    model.functions.push(create(FunctionProtoSchema, made));
    model.opsetImport.push(
      ...create(FunctionProtoSchema, { opsetImport: [{ domain: 'own', version: 1n }] }).opsetImport,
    );
    graphOf(model).node.unshift(create(NodeProtoSchema, { opType: 'Weight', domain: 'own', output: ['w'] }));
  },
};

async function write(folder: string, hide: keyof typeof places, location: string): Promise<string> {
  const model = withoutWeight();
  places[hide]?.(model, location);
  const file = path.join(folder, 'model.onnx');
  await writeFile(file, onnxBytes(model));
  return file;
}

/** y for x = 0. */
async function run({ model, externalDataFolder }: OnnxFile): Promise<number[]> {
  const options = externalDataFolder === null ? {} : { externalDataFolder };
  const { session } = await createSession(onnxBytes(model), 'cpu', options);
  const { y } = await session.run({ x: new ort.Tensor('float32', [0, 0, 0], [3]) });
  await session.release();
  return [...(y?.data as Float32Array)];
}

async function refusal(file: string): Promise<string> {
  const error: unknown = await readOnnxFile(file).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(OnnxFileError);
  return (error as Error).message;
}

describe.each(Object.keys(places))('external data of %s', (hide) => {
  test('is found beside the file, in a folder below, and under any name', async () => {
    for (const location of ['w.data', 'weights/w.data', 'weights of größe ☃ 日本.data']) {
      const folder = await newFolder();
      const real = path.join(folder, location);
      await mkdir(path.dirname(real), { recursive: true });
      await writeFile(real, weightBytes);
      const read = await readOnnxFile(await write(folder, hide, location));
      expect(read.externalFiles).toEqual([real]);
      expect(await run(read)).toEqual([1, 2, 3]);
    }
  });

  test('is refused outside the folder, however it is named', async () => {
    const folder = await newFolder();
    const outside = path.join(scratch, 'outside.data');
    await writeFile(outside, weightBytes);
    await symlink(outside, path.join(folder, 'link.data'));
    for (const location of ['../outside.data', outside, 'a/../../outside.data']) {
      expect(await refusal(await write(folder, hide, location))).toContain(
        `keeps weights in '${location}', outside its own folder`,
      );
    }
    expect(await refusal(await write(folder, hide, 'link.data'))).toMatch(
      /keeps weights behind a link\. .*link\.data is a link to .*outside\.data, outside its folder/,
    );
  });
});

test('a training graph, which is never run, may not refer to other files either', async () => {
  const model = withoutWeight();
  places['a weight']?.(model, 'w.data');
  const initialization = new GraphBuilder('start').toGraph();
  initialization.initializer.push(weight('/etc/hostname', 'q'));
  model.trainingInfo.push(create(TrainingInfoProtoSchema, { initialization }));
  const folder = await newFolder();
  await writeFile(path.join(folder, 'w.data'), weightBytes);
  await writeFile(path.join(folder, 'model.onnx'), onnxBytes(model));
  expect(await refusal(path.join(folder, 'model.onnx'))).toMatch(/'\/etc\/hostname', outside its own folder/);
});

test('a file called as onnxruntime calls addresses in memory is refused', async () => {
  const folder = await newFolder();
  const location = '*/_ORT_MEM_ADDR_/*';
  await mkdir(path.join(folder, '*', '_ORT_MEM_ADDR_'), { recursive: true });
  await writeFile(path.join(folder, location), weightBytes);
  expect(await refusal(await write(folder, 'a weight', location))).toMatch(/outside its own folder/);
});

test.each([
  ['offset', '-8', /has the external offset '-8', which is no number of bytes/],
  ['length', '1e99', /has the external length '1e99', which is no number of bytes/],
  ['offset', '99999999999', /w\.data: has 20 bytes, but the model's weights end at 100000000011/],
  ['location', '', /names no external file/],
])('a weight with the external %s %j is refused', async (key, value, message) => {
  const model = withoutWeight();
  const tensor = weight('w.data');
  for (const entry of tensor.externalData) if (entry.key === key) entry.value = value;
  graphOf(model).initializer.push(tensor);
  const folder = await newFolder();
  await writeFile(path.join(folder, 'w.data'), weightBytes);
  await writeFile(path.join(folder, 'model.onnx'), onnxBytes(model));
  expect(await refusal(path.join(folder, 'model.onnx'))).toMatch(message);
});

test('a weight that names two files is refused: readers differ in which they take', async () => {
  const model = withoutWeight();
  const tensor = weight('w.data');
  tensor.externalData.push(create(StringStringEntryProtoSchema, { key: 'location', value: '../x.data' }));
  graphOf(model).initializer.push(tensor);
  const folder = await newFolder();
  await writeFile(path.join(folder, 'model.onnx'), onnxBytes(model));
  expect(await refusal(path.join(folder, 'model.onnx'))).toMatch(/states its external location 2 times/);
});

describe('a snapshot of the Hugging Face cache', () => {
  /** Links as the hub's clients make them: every file of a revision leads to a blob named by its hash. */
  async function snapshot(repository: string, files: Record<string, Uint8Array>): Promise<string> {
    const home = await newFolder(`models--org--${repository}`);
    const folder = path.join(home, 'snapshots', '1f3ac0de');
    for (const [i, [name, bytes]] of Object.entries(files).entries()) {
      const blob = path.join(home, 'blobs', `${'ab'.repeat(31)}${String(i).padStart(2, '0')}`);
      await mkdir(path.dirname(blob), { recursive: true });
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(blob, bytes);
      await symlink(path.relative(path.dirname(path.join(folder, name)), blob), path.join(folder, name));
    }
    return folder;
  }

  test('gives weights from several blobs', async () => {
    const g = new GraphBuilder('two');
    const x = g.input('x', 'float32', [3]);
    const sum = g.node('Add', [
      g.node('Add', [x, g.float32('v', [3], [0, 0, 0])]),
      g.float32('w', [3], [0, 0, 0]),
    ]);
    g.output('y', 'float32', [3], sum);
    const model = g.toModel();
    graphOf(model).initializer = [weight('model.onnx_data', 'v'), weight('model.onnx_data_1', 'w')];
    const folder = await snapshot('two', {
      'onnx/model.onnx': onnxBytes(model),
      'onnx/model.onnx_data': weightBytes,
      'onnx/model.onnx_data_1': new Uint8Array(new Float32Array([9, 9, 10, 20, 30]).buffer),
    });
    const read = await readOnnxFile(path.join(folder, 'onnx', 'model.onnx'), { root: folder });
    expect(read.externalFiles).toHaveLength(2);
    expect(read.externalFiles.every((file) => path.basename(path.dirname(file)) === 'blobs')).toBe(true);
    expect(await run(read)).toEqual([11, 22, 33]);
  });

  test("may not reach another repository's blobs", async () => {
    const other = await snapshot('other', { 'secret.bin': weightBytes });
    const folder = await snapshot('curious', {});
    await mkdir(folder, { recursive: true });
    await symlink(path.join(other, 'secret.bin'), path.join(folder, 'w.data'));
    expect(await refusal(await write(folder, 'a weight', 'w.data'))).toMatch(/keeps weights behind a link/);
  });
});

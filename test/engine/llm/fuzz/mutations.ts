/** Ways to break a model folder. Each draws all its choices from one seeded generator, so that a seed names a case. */
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { elementTypeOf } from '../../../../native-worker/onnx/elementType.ts';
import {
  AttributeProto_AttributeType as Kind,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation as DataLocation,
} from '../../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import type { GraphProto, NodeProto, TensorProto } from '../../../../native-worker/onnx/proto/onnx_pb.gen.ts';
import type { Random } from '../../../../native-worker/sae/random.ts';
import { tensorsOfGraph } from '../../../../native-worker/onnx/storedTensors.ts';
import { tensorProto } from '../../../../native-worker/onnx/tensorProto.ts';

/** What a model folder holds, by path; `onnx` names the .onnx file among them. */
export interface Bundle {
  onnx: string;
  files: Record<string, Uint8Array>;
}

const utf8 = new TextEncoder();

function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[random.integer(items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

const extremes = [
  0,
  -1,
  1,
  2,
  3,
  7,
  64,
  300,
  2 ** 15,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 + 1,
  2 ** 40,
  -(2 ** 31),
  2 ** 53 - 1,
];
const extreme = (random: Random): bigint =>
  random.integer(8) === 0 ? 2n ** 63n - 1n : BigInt(pick(random, extremes));

// Bytes.

function flip(bytes: Uint8Array, random: Random): Uint8Array {
  const out = new Uint8Array(bytes);
  const times = 1 + random.integer(8);
  for (let i = 0; i < times; i++) out[random.integer(out.length)] = random.integer(256);
  return out;
}

const truncate = (bytes: Uint8Array, random: Random): Uint8Array =>
  bytes.slice(0, random.integer(bytes.length));

/** Puts a stretch of the file where another was, or between. */
function splice(bytes: Uint8Array, random: Random): Uint8Array {
  const length = 1 + random.integer(200);
  const from = random.integer(bytes.length);
  const to = random.integer(bytes.length);
  const kept = random.integer(2) === 0 ? to : Math.min(bytes.length, to + length);
  return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from, from + length), bytes.subarray(kept)]);
}

export const byteMutations = { flip, truncate, splice };

// Fields of the graph.

const allNames = (graph: GraphProto): string[] => [
  ...graph.node.flatMap(({ output }) => output),
  ...graph.initializer.map(({ name }) => name),
  ...graph.input.map(({ name }) => name),
];

function changeInts(tensor: TensorProto, random: Random): void {
  if (tensor.rawData.length % 8 === 0 && tensor.rawData.length > 0) {
    const data = new Uint8Array(tensor.rawData);
    const place = random.integer(data.length / 8) * 8;
    new DataView(data.buffer).setBigInt64(place, extreme(random), true);
    tensor.rawData = data;
  } else if (tensor.int64Data.length > 0) tensor.int64Data[0] = extreme(random);
}

/** Stored int64, in branches too: shapes, axes, starts and ends. */
const shapeTensors = (graph: GraphProto): TensorProto[] =>
  tensorsOfGraph(graph).filter(({ dataType }) => elementTypeOf(dataType) === 'int64');

function nest(depth: number): GraphProto {
  let graph = create(GraphProtoSchema, { name: 'deepest' });
  for (let i = 0; i < depth; i++) {
    const attribute = [create(AttributeProtoSchema, { name: 'then_branch', type: Kind.GRAPH, g: graph })];
    graph = create(GraphProtoSchema, {
      name: `depth${i}`,
      node: [create(NodeProtoSchema, { opType: 'If', input: ['cond'], output: [`o${i}`], attribute })],
    });
  }
  return graph;
}

type GraphMutation = (graph: GraphProto, random: Random) => void;
const someNode = (graph: GraphProto, random: Random): NodeProto => pick(random, graph.node);
const someTensor = (graph: GraphProto, random: Random): TensorProto => pick(random, graph.initializer);

function setOrPush<T>(list: T[], random: Random, value: T): void {
  list[random.integer(list.length + 1)] = value;
}

export const graphMutations: Record<string, GraphMutation> = {
  dims: (graph, random) => {
    setOrPush(someTensor(graph, random).dims, random, extreme(random));
  },
  'no dims': (graph, random) => void (someTensor(graph, random).dims = []),
  'element type': (graph, random) => void (someTensor(graph, random).dataType = random.integer(30)),
  'short data': (graph, random) => {
    const tensor = someTensor(graph, random);
    tensor.rawData = tensor.rawData.slice(0, random.integer(tensor.rawData.length + 1));
  },
  'long data': (graph, random) => {
    const tensor = someTensor(graph, random);
    tensor.rawData = Buffer.concat([tensor.rawData, new Uint8Array(1 + random.integer(64))]);
  },
  'other data field': (graph, random) => {
    const tensor = someTensor(graph, random);
    tensor.rawData = new Uint8Array();
    tensor.int32Data = [1, 2, 3];
    tensor.floatData = [0.5];
  },
  'shape values': (graph, random) => {
    changeInts(pick(random, shapeTensors(graph)), random);
  },
  'two shape values': (graph, random) => {
    for (let i = 0; i < 2; i++) changeInts(pick(random, shapeTensors(graph)), random);
  },
  'node input': (graph, random) => {
    setOrPush(someNode(graph, random).input, random, pick(random, allNames(graph)));
  },
  'no input': (graph, random) => {
    setOrPush(someNode(graph, random).input, random, '');
  },
  'unknown input': (graph, random) => {
    setOrPush(someNode(graph, random).input, random, 'nowhere');
  },
  'fewer inputs': (graph, random) => void someNode(graph, random).input.pop(),
  'own output as input': (graph, random) => {
    const node = someNode(graph, random);
    node.input[0] = node.output[0] ?? '';
  },
  'duplicate node': (graph, random) => void graph.node.push(someNode(graph, random)),
  'duplicate output': (graph, random) => {
    someNode(graph, random).output[0] = pick(random, allNames(graph));
  },
  'duplicate weight': (graph, random) => void graph.initializer.push(someTensor(graph, random)),
  'unknown operator': (graph, random) => void (someNode(graph, random).opType = 'NoSuchOperator'),
  "another node's operator": (graph, random) => {
    someNode(graph, random).opType = someNode(graph, random).opType;
  },
  'other domain': (graph, random) => void (someNode(graph, random).domain = 'com.microsoft'),
  'attribute value': (graph, random) => {
    const attribute = pick(
      random,
      graph.node.flatMap((node) => node.attribute),
    );
    attribute.i = extreme(random);
    attribute.f = pick(random, [NaN, Infinity, -1, 1e38]);
    if (attribute.ints.length > 0) attribute.ints[random.integer(attribute.ints.length)] = extreme(random);
  },
  'attribute type': (graph, random) => {
    const attributes = graph.node.flatMap((node) => node.attribute);
    pick(random, attributes).type = pick(random, [
      Kind.UNDEFINED,
      Kind.FLOAT,
      Kind.INTS,
      Kind.TENSOR,
      Kind.GRAPH,
    ]);
  },
  'fewer attributes': (graph, random) => void someNode(graph, random).attribute.pop(),
  'removed node': (graph, random) => void graph.node.splice(random.integer(graph.node.length), 1),
  'reversed nodes': (graph) => void graph.node.reverse(),
  'removed weight': (graph, random) =>
    void graph.initializer.splice(random.integer(graph.initializer.length), 1),
  'swapped weights': (graph, random) => {
    const [a, b] = [someTensor(graph, random), someTensor(graph, random)];
    [a.name, b.name] = [b.name, a.name];
  },
  'other weight': (graph, random) => {
    const tensor = tensorProto(someTensor(graph, random).name, 'float32', [3], new Float32Array(3));
    graph.initializer[random.integer(graph.initializer.length)] = tensor;
  },
  'input shape': (graph, random) => {
    const input = pick(random, graph.input);
    if (input.type?.value.case !== 'tensorType') return;
    const { shape } = input.type.value.value;
    const dim = shape?.dim[random.integer(shape.dim.length)];
    if (dim) dim.value = { case: 'dimValue', value: extreme(random) };
  },
  'input type': (graph, random) => {
    const input = pick(random, graph.input);
    if (input.type?.value.case === 'tensorType') input.type.value.value.elemType = random.integer(30);
  },
  'input name': (graph, random) => void (pick(random, graph.input).name = 'renamed'),
  'no input type': (graph, random) => delete pick(random, graph.input).type,
  'removed output': (graph, random) => void graph.output.splice(random.integer(graph.output.length), 1),
  'output of nothing': (graph, random) => void (pick(random, graph.output).name = 'nowhere'),
  'external place': (graph, random) => {
    const tensor = someTensor(graph, random);
    tensor.dataLocation = DataLocation.EXTERNAL;
    const location = pick(random, [
      'model.onnx.data',
      '../config.json',
      '/etc/hostname',
      '',
      'config.json',
      '*/_ORT_MEM_ADDR_/*',
    ]);
    const values = { location, offset: String(extreme(random)), length: String(extreme(random)) };
    tensor.externalData = [];
    for (const [key, value] of Object.entries(values))
      tensor.externalData.push({ $typeName: 'onnx.StringStringEntryProto', key, value });
  },
  'nested graphs': (graph, random) => void graph.node.push(...nest(pick(random, [1, 5, 20, 200, 800])).node),
};

export function mutateGraph(bytes: Uint8Array, mutation: GraphMutation, random: Random): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  const { graph } = model;
  if (!graph) throw new Error('the fixture has no graph');
  mutation(graph, random);
  return toBinary(ModelProtoSchema, model);
}

/** Versions and the rest outside the graph. */
export function mutateModel(bytes: Uint8Array, random: Random): Uint8Array {
  const model = fromBinary(ModelProtoSchema, bytes);
  const which = random.integer(4);
  if (which === 0) model.irVersion = extreme(random);
  else if (which === 1) pick(random, model.opsetImport).version = extreme(random);
  else if (which === 2) model.opsetImport = [];
  else pick(random, model.opsetImport).domain = 'nowhere';
  return toBinary(ModelProtoSchema, model);
}

// JSON.

const odd = [null, 0, -1, 1.5, 1e9, 2 ** 53, '', 'x', [], {}, true, [0], { a: 1 }, 'a'.repeat(5000)];

/** Every place of a JSON value: the record or list that holds it, and its key. */
function places(value: unknown): [Record<string, unknown>, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [
    [holder, key] as [Record<string, unknown>, string],
    ...places(holder[key]),
  ]);
}

/** Changes or removes one value, anywhere; the first levels are likelier, because a vocabulary is large. */
export function mutateJson(bytes: Uint8Array, random: Random): Uint8Array {
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const all = places(json);
  const outer = all.filter(([each]) => each === json);
  const [holder, key] = pick(random, random.integer(2) === 0 && outer.length > 0 ? outer : all);
  if (random.integer(4) === 0) Reflect.deleteProperty(holder, key);
  else holder[key] = pick(random, odd);
  return utf8.encode(JSON.stringify(json));
}

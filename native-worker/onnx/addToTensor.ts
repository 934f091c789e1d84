/**
 * Adds something to a tensor so that everything that reads it, nested graphs and graph outputs included, reads the sum: the tensor's maker
 * gets another name for its output, and the sum takes the old one. Where nothing is added (zeros), no bit of any other tensor changes.
 */
import { create } from '@bufbuild/protobuf';
import { GraphIndex, graphOf } from './graph.ts';
import { GraphBuilder } from './graphBuilder.ts';
import { nearestNames } from './nearestNames.ts';
import { GraphProtoSchema, ModelProtoSchema, NodeProtoSchema } from './proto/onnx_pb.gen.ts';
import type { GraphProto, ModelProto, NodeProto } from './proto/onnx_pb.gen.ts';

export class UnchangeableTensorError extends Error {
  constructor(name: string, made: readonly string[]) {
    super(
      `No node of the graph makes the tensor '${name}', so it cannot be changed on its way. ` +
        `Choose one that a node makes; nearest names: ${nearestNames(name, made).join(', ')}.`,
    );
    this.name = 'UnchangeableTensorError';
  }
}

/**
 * Adds nodes to `graph` that compute from `clean`, the tensor as it was, what is to be added to it, of the same type and shape; returns
 * its name. Inputs that it declares become inputs of the model.
 */
export type BuildSummand = (graph: GraphBuilder, clean: string) => string;

/**
 * A copy of `model`, its weights shared, in which `tensor` is what it was plus a summand.
 * @param name prefix of the new tensors
 * @throws UnchangeableTensorError
 */
export function addToTensor(
  model: ModelProto,
  tensor: string,
  name: string,
  summand: BuildSummand,
): ModelProto {
  const graph = graphOf(model);
  const { makers } = new GraphIndex(graph);
  const maker = makers.get(tensor);
  if (!maker) throw new UnchangeableTensorError(tensor, [...makers.keys()]);
  const clean = `${name}/clean`;
  // Within a nested builder every name that is made up begins with its own.
  const builder = new GraphBuilder('model').subgraph(name);
  builder.input(clean, 'float32');
  const delta = summand(builder, clean);
  const added = builder.toGraph();
  const nodes = isFusedSum(maker, tensor)
    ? beforeFusedSum(maker, name, clean, delta, added.node)
    : afterMaker(maker, tensor, clean, delta, added.node);
  const changed: GraphProto = Object.assign(create(GraphProtoSchema), graph, {
    node: graph.node.flatMap((node) => (node === maker ? nodes : [node])),
    initializer: [...graph.initializer, ...added.initializer],
    input: [...graph.input, ...added.input.filter((input) => input.name !== clean)],
  });
  return Object.assign(create(ModelProtoSchema), model, { graph: changed });
}

function afterMaker(
  maker: NodeProto,
  tensor: string,
  clean: string,
  delta: string,
  nodes: readonly NodeProto[],
): NodeProto[] {
  const output = maker.output.map((one) => (one === tensor ? clean : one));
  return [copyOf(maker, { output }), ...nodes, addition([clean, delta], tensor)];
}

const fusedNorms = new Set(['SkipSimplifiedLayerNormalization', 'SkipLayerNormalization']);
/** Output of the fused operators that holds the sum of the first two inputs and the bias, which is their last. */
const sumOutput = 3;
const biasInput: Readonly<Record<string, number>> = {
  SkipSimplifiedLayerNormalization: 3,
  SkipLayerNormalization: 4,
};

/** onnxruntime's fused addition and norm gives out the sum beside its normed values. */
function isFusedSum(maker: NodeProto, tensor: string): boolean {
  return fusedNorms.has(maker.opType) && maker.output[sumOutput] === tensor;
}

/** The norm must see the change too, so it goes into what is summed; the clean sum is made once more for those who compute the change. */
function beforeFusedSum(
  maker: NodeProto,
  name: string,
  clean: string,
  delta: string,
  nodes: readonly NodeProto[],
): NodeProto[] {
  const [input = '', skip = ''] = maker.input;
  const bias = maker.input[biasInput[maker.opType] ?? sumOutput] ?? '';
  const summed = `${name}/input`;
  const plain = bias === '' ? clean : `${name}/without_bias`;
  return [
    addition([input, skip], plain),
    ...(bias === '' ? [] : [addition([plain, bias], clean)]),
    ...nodes,
    addition([input, delta], summed),
    copyOf(maker, { input: maker.input.map((one, place) => (place === 0 ? summed : one)) }),
  ];
}

function addition(input: string[], output: string): NodeProto {
  return create(NodeProtoSchema, { name: `add:${output}`, opType: 'Add', input, output: [output] });
}

function copyOf(node: NodeProto, changes: Partial<Pick<NodeProto, 'input' | 'output'>>): NodeProto {
  return Object.assign(create(NodeProtoSchema), node, changes);
}

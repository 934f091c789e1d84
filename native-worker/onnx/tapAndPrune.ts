/**
 * Makes inner tensors the outputs of a model and drops all that they do not need: onnxruntime runs every node of a graph,
 * fetched or not, so a tap after layer 2 of 20 costs a whole forward pass until the rest is gone.
 * Inputs that the kept nodes read stay, past keys and values too: their lengths feed the mask and the positions, so they are
 * fed with past length 0 instead of being cut out.
 */
import { create } from '@bufbuild/protobuf';
import { attributeProto } from './attributeProto.ts';
import { GraphIndex, graphOf, namesRead } from './graph.ts';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType,
  ValueInfoProtoSchema,
} from './proto/onnx_pb.gen.ts';
import type { GraphProto, ModelProto } from './proto/onnx_pb.gen.ts';
import { nearestNames } from './nearestNames.ts';
import { valueInfo } from './valueInfo.ts';

export class UnknownTensorError extends Error {
  constructor(name: string, known: readonly string[]) {
    super(`The graph has no tensor '${name}'. Nearest names: ${nearestNames(name, known).join(', ')}.`);
    this.name = 'UnknownTensorError';
  }
}

/** A tensor to read and the name of the float32 output that gives it out. */
export interface Tap {
  tensor: string;
  output: string;
}

/**
 * The part of `graph` that makes `wanted`, in the old order; `wanted` become its outputs, of whatever type they have. What makes the tensors
 * in `given` is left out: they will be fed.
 */
export function prune(
  graph: GraphProto,
  wanted: readonly string[],
  given: ReadonlySet<string> = new Set(),
): GraphProto {
  const index = new GraphIndex(graph);
  const kept = index.ancestors(wanted, given);
  const needed = new Set<string>(wanted);
  for (const node of kept) for (const name of namesRead(node)) needed.add(name);
  const made = new Set([...kept].flatMap((node) => node.output));
  const annotations = [...graph.output, ...graph.valueInfo];
  return Object.assign(create(GraphProtoSchema), graph, {
    node: graph.node.filter((node) => kept.has(node)),
    initializer: graph.initializer.filter(({ name }) => needed.has(name)),
    sparseInitializer: graph.sparseInitializer.filter(({ values }) => needed.has(values?.name ?? '')),
    input: graph.input.filter(({ name }) => needed.has(name)),
    output: wanted.map(
      (name) => annotations.find((info) => info.name === name) ?? create(ValueInfoProtoSchema, { name }),
    ),
    valueInfo: graph.valueInfo.filter(({ name }) => made.has(name) && !wanted.includes(name)),
    quantizationAnnotation: graph.quantizationAnnotation.filter(
      ({ tensorName }) => needed.has(tensorName) || made.has(tensorName),
    ),
  });
}

/**
 * A model that computes only `taps`, each given out as float32 under its output's name. The weights are shared with `model`.
 * @throws UnknownTensorError with the nearest names.
 */
export function tapAndPrune(model: ModelProto, taps: readonly Tap[]): ModelProto {
  const graph = graphOf(model);
  const { makers, dynamic } = new GraphIndex(graph);
  for (const { tensor } of taps) {
    if (!makers.has(tensor) && !dynamic.has(tensor)) throw new UnknownTensorError(tensor, [...makers.keys()]);
  }
  const pruned = prune(graph, [...new Set(taps.map(({ tensor }) => tensor))]);
  const casts = taps.map(({ tensor, output }) =>
    create(NodeProtoSchema, {
      name: `${output}/cast`,
      opType: 'Cast',
      input: [tensor],
      output: [output],
      attribute: [attributeProto('to', TensorProto_DataType.FLOAT)],
    }),
  );
  pruned.node.push(...casts);
  pruned.output = taps.map(({ output }) => valueInfo(output, 'float32'));
  return Object.assign(create(ModelProtoSchema), model, { graph: pruned });
}

/**
 * Puts nodes behind a tensor so that everything that reads it, nested graphs and graph outputs included, reads what the nodes make of it:
 * the tensor's maker gets another name for its output, and the nodes' result takes the old one.
 */
import { create } from '@bufbuild/protobuf';
import { GraphBuilder } from './graphBuilder.ts';
import { GraphIndex, graphOf } from './graph.ts';
import { nearestNames } from './nearestNames.ts';
import { GraphProtoSchema, ModelProtoSchema, NodeProtoSchema } from './proto/onnx_pb.gen.ts';
import type { ModelProto } from './proto/onnx_pb.gen.ts';
import { splitFusedNorm } from './splitFusedNorm.ts';

export class UnchangeableTensorError extends Error {
  constructor(name: string, made: readonly string[]) {
    super(
      `No node of the graph makes the tensor '${name}', so it cannot be changed on its way. ` +
        `Choose one that a node makes; nearest names: ${nearestNames(name, made).join(', ')}.`,
    );
    this.name = 'UnchangeableTensorError';
  }
}

/** Adds nodes to `graph` that turn `clean` into the tensor whose name is returned. Inputs that it declares become inputs of the model. */
export type BuildAfter = (graph: GraphBuilder, clean: string) => string;

/**
 * A copy of `model`, its weights shared, in which `tensor` is what `build` makes of it. A sum within a fused norm is split off first.
 * @param name prefix of the new tensors
 * @throws UnchangeableTensorError
 */
export function insertAfter(model: ModelProto, tensor: string, name: string, build: BuildAfter): ModelProto {
  const graph = splitFusedNorm(graphOf(model), tensor);
  const { makers } = new GraphIndex(graph);
  const maker = makers.get(tensor);
  if (!maker) throw new UnchangeableTensorError(tensor, [...makers.keys()]);
  const clean = `${name}/clean`;
  // Within a nested builder every name that is made up begins with its own.
  const builder = new GraphBuilder('model').subgraph(name);
  builder.input(clean, 'float32');
  builder.node('Identity', [build(builder, clean)], {}, { names: [tensor] });
  const added = builder.toGraph();
  const renamed = Object.assign(create(NodeProtoSchema), maker, {
    output: maker.output.map((output) => (output === tensor ? clean : output)),
  });
  const changed = Object.assign(create(GraphProtoSchema), graph, {
    node: graph.node.flatMap((node) => (node === maker ? [renamed, ...added.node] : [node])),
    initializer: [...graph.initializer, ...added.initializer],
    input: [...graph.input, ...added.input.filter((input) => input.name !== clean)],
  });
  return Object.assign(create(ModelProtoSchema), model, { graph: changed });
}

/**
 * Cuts a model's graph in two at one tensor: `upstream` makes it, `downstream` computes what is wanted from it. What else flows over the cut
 * (the residual stream beside a branch, masks, rotary tables) is handed over as crossings; constants are computed on both sides, and weights
 * stay where they are. onnxruntime runs every node of a graph, so the two parts together cost one forward pass.
 */
import { create } from '@bufbuild/protobuf';
import type { ElementType } from './elementType.ts';
import { dataTypeNumber } from './elementType.ts';
import { GraphIndex, graphOf, namesRead } from './graph.ts';
import { graphNode } from './graphNode.ts';
import { ModelProtoSchema, ValueInfoProtoSchema } from './proto/onnx_pb.gen.ts';
import type { GraphProto, ModelProto, NodeProto } from './proto/onnx_pb.gen.ts';
import { splitFusedNorm } from './splitFusedNorm.ts';
import { prune } from './tapAndPrune.ts';
import { valueInfo } from './valueInfo.ts';

export class UncuttableTensorError extends Error {
  constructor(tensor: string, problem: string) {
    super(
      `The model cannot be cut at tensor '${tensor}': ${problem} ` +
        `Choose a hook point of the residual stream, or one that is added to it.`,
    );
    this.name = 'UncuttableTensorError';
  }
}

export interface Cut {
  /** The tensor at which the graph is cut. */
  tensor: string;
  /** Every other tensor that the downstream part needs from the upstream part. */
  crossings: readonly string[];
  /** Outputs: the tensor as float32 under `activationsOutput`, the tensor in the graph's own type, the crossings. */
  upstream: ModelProto;
  /**
   * Inputs: `activationsInput` (float32, cast to the graph's type), the crossings, and those of the whole graph that are read here. It needs
   * the element types of the tensor and the crossings, which the session of the upstream part knows.
   */
  downstream(types: ReadonlyMap<string, ElementType>): ModelProto;
}

export const activationsOutput = 'monosema_activations';
export const activationsInput = 'monosema_spliced';

/** Nodes that depend on `tensor` and lead to `wanted`. */
function nodesBehind(index: GraphIndex, tensor: string, wanted: readonly string[]): Set<NodeProto> {
  const leading = index.ancestors(wanted);
  const dependent = new Set([tensor]);
  const behind = new Set<NodeProto>();
  for (const node of index.graph.node) {
    if (!leading.has(node) || !namesRead(node).some((name) => dependent.has(name))) continue;
    behind.add(node);
    for (const name of node.output) if (name !== '') dependent.add(name);
  }
  return behind;
}

/** Dynamic tensors that `behind` reads and does not make itself; inputs of the graph are fed to both parts and do not count. */
function crossingsInto(index: GraphIndex, behind: ReadonlySet<NodeProto>, tensor: string): string[] {
  const read = new Set([...behind].flatMap(namesRead));
  return [...read].filter((name) => {
    const maker = index.makers.get(name);
    return name !== tensor && maker !== undefined && !behind.has(maker) && index.dynamic.has(name);
  });
}

/**
 * Cuts `model` at `tensor` on the way to `wanted`, tensors of the main graph. A fused addition and norm that makes the tensor is taken apart
 * first. `model` stays as it is and shares its weights with both parts.
 * @throws UncuttableTensorError when no wanted tensor depends on it, or it depends on no input
 */
export function cutAt(model: ModelProto, tensor: string, wanted: readonly string[]): Cut {
  const graph = splitFusedNorm(graphOf(model), tensor);
  const index = new GraphIndex(graph);
  if (!index.makers.has(tensor) || !index.dynamic.has(tensor)) {
    throw new UncuttableTensorError(tensor, 'no node computes it from the tokens.');
  }
  const behind = nodesBehind(index, tensor, wanted);
  if (behind.size === 0)
    throw new UncuttableTensorError(tensor, `${wanted.join(', ')} does not depend on it.`);
  const crossings = crossingsInto(index, behind, tensor);
  return {
    tensor,
    crossings,
    upstream: withGraph(model, upstreamGraph(graph, tensor, crossings)),
    downstream: (types) => withGraph(model, downstreamGraph(graph, tensor, crossings, wanted, types)),
  };
}

function upstreamGraph(graph: GraphProto, tensor: string, crossings: readonly string[]): GraphProto {
  const upstream = prune(graph, [tensor, ...crossings]);
  const to = dataTypeNumber('float32');
  upstream.node.push(graphNode('Cast', [tensor], [activationsOutput], { to }));
  upstream.output = [
    valueInfo(activationsOutput, 'float32'),
    // Types and shapes are inferred anew: annotations of other exporters need not be right here.
    ...[tensor, ...crossings].map((name) => create(ValueInfoProtoSchema, { name })),
  ];
  return upstream;
}

function downstreamGraph(
  graph: GraphProto,
  tensor: string,
  crossings: readonly string[],
  wanted: readonly string[],
  types: ReadonlyMap<string, ElementType>,
): GraphProto {
  const typeOf = (name: string): ElementType => {
    const type = types.get(name);
    if (type === undefined) throw new UncuttableTensorError(name, 'its element type is not known.');
    return type;
  };
  const downstream = prune(graph, wanted, new Set([tensor, ...crossings]));
  downstream.node.unshift(
    graphNode('Cast', [activationsInput], [tensor], { to: dataTypeNumber(typeOf(tensor)) }),
  );
  downstream.input.push(
    valueInfo(activationsInput, 'float32'),
    ...crossings.map((name) => valueInfo(name, typeOf(name))),
  );
  return downstream;
}

function withGraph(model: ModelProto, graph: GraphProto): ModelProto {
  return Object.assign(create(ModelProtoSchema), model, { graph });
}

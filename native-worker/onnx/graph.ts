/** Who makes and who reads each tensor of an ONNX graph, with what nested graphs (If, Loop) capture counted as read by their node. */
import type { GraphProto, ModelProto, NodeProto } from './proto/onnx_pb.gen.ts';

/** The main graph; a model without one is refused when it is read. */
export function graphOf(model: ModelProto): GraphProto {
  if (!model.graph)
    throw new Error('The ONNX model has no graph. Read it with readOnnxFile, which checks this.');
  return model.graph;
}

/** Nested graphs directly below a node. */
export function subgraphsOf(node: NodeProto): GraphProto[] {
  return node.attribute.flatMap((attribute) => [...(attribute.g ? [attribute.g] : []), ...attribute.graphs]);
}

/** Names that a nested graph reads from outside. */
function capturedNames(graph: GraphProto): Set<string> {
  const own = new Set<string>();
  for (const { name } of graph.input) own.add(name);
  for (const { name } of graph.initializer) own.add(name);
  for (const { values } of graph.sparseInitializer) own.add(values?.name ?? '');
  for (const node of graph.node) for (const name of node.output) own.add(name);
  const read = new Set<string>(graph.output.map(({ name }) => name));
  for (const node of graph.node) for (const name of namesRead(node)) read.add(name);
  for (const name of own) read.delete(name);
  return read;
}

/** Every tensor that a node needs: its inputs and what its nested graphs capture. */
export function namesRead(node: NodeProto): string[] {
  const names = node.input.filter((name) => name !== '');
  const nested = subgraphsOf(node);
  if (nested.length === 0) return names;
  return [...new Set([...names, ...nested.flatMap((graph) => [...capturedNames(graph)])])];
}

export class GraphIndex {
  readonly graph: GraphProto;
  /** Node that makes a tensor. */
  readonly makers = new Map<string, NodeProto>();
  /** Place in the graph of the node that makes a tensor; ONNX lists nodes after what they read. Inputs have none. */
  readonly order = new Map<string, number>();
  /** Nodes that read a tensor, in graph order. */
  readonly readers = new Map<string, NodeProto[]>();
  /** Shapes of the initializers. */
  readonly constants = new Map<string, number[]>();
  /** Tensors whose value depends on a graph input. */
  readonly dynamic = new Set<string>();

  constructor(graph: GraphProto) {
    this.graph = graph;
    for (const tensor of graph.initializer) this.constants.set(tensor.name, tensor.dims.map(Number));
    // Before IR 4 initializers are listed among the inputs too.
    for (const { name } of graph.input) if (!this.constants.has(name)) this.dynamic.add(name);
    for (const [place, node] of graph.node.entries()) {
      const read = namesRead(node);
      for (const name of read) {
        const readers = this.readers.get(name);
        if (readers) readers.push(node);
        else this.readers.set(name, [node]);
      }
      const dynamic = read.some((name) => this.dynamic.has(name));
      for (const name of node.output) {
        if (name === '') continue;
        this.makers.set(name, node);
        this.order.set(name, place);
        if (dynamic) this.dynamic.add(name);
      }
    }
  }

  /** Nodes that `tensors` depend on, those that make them included; does not look past the tensors in `stop`. */
  ancestors(tensors: readonly string[], stop: ReadonlySet<string> = new Set()): Set<NodeProto> {
    const found = new Set<NodeProto>();
    const waiting = [...tensors];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (stop.has(name)) continue;
      const maker = this.makers.get(name);
      if (!maker || found.has(maker)) continue;
      found.add(maker);
      waiting.push(...namesRead(maker));
    }
    return found;
  }
}

/**
 * Every tensor that a model file stores, wherever the format allows one: weights, sparse ones, values of nodes, nested graphs, functions and
 * training graphs. onnxruntime opens the external files of most of them, so that a check that misses one is no check.
 */
import { subgraphsOf } from './graph.ts';
import type {
  AttributeProto,
  GraphProto,
  ModelProto,
  NodeProto,
  SparseTensorProto,
  TensorProto,
} from './proto/onnx_pb.gen.ts';

function ofSparse(sparse: readonly (SparseTensorProto | undefined)[]): TensorProto[] {
  return sparse.flatMap((tensor) => [tensor?.values, tensor?.indices]).filter((part) => part !== undefined);
}

function ofAttribute({ t, tensors, sparseTensor, sparseTensors }: AttributeProto): TensorProto[] {
  return [...(t ? [t] : []), ...tensors, ...ofSparse([sparseTensor, ...sparseTensors])];
}

/** Tensors that nodes hold, those of their nested graphs included. */
function ofNodes(nodes: readonly NodeProto[]): TensorProto[] {
  return nodes.flatMap((node) => [
    ...node.attribute.flatMap(ofAttribute),
    ...subgraphsOf(node).flatMap(tensorsOfGraph),
  ]);
}

/** Tensors of a graph: initializers, values of nodes, and those of nested graphs. */
export function tensorsOfGraph(graph: GraphProto): TensorProto[] {
  return [...graph.initializer, ...ofSparse(graph.sparseInitializer), ...ofNodes(graph.node)];
}

export function storedTensors(model: ModelProto): TensorProto[] {
  const training = model.trainingInfo.flatMap(({ initialization, algorithm }) => [initialization, algorithm]);
  return [
    ...[model.graph, ...training].flatMap((graph) => (graph ? tensorsOfGraph(graph) : [])),
    ...model.functions.flatMap((each) => [
      ...ofNodes(each.node),
      ...each.attributeProto.flatMap((attribute) => [
        ...ofAttribute(attribute),
        ...[...(attribute.g ? [attribute.g] : []), ...attribute.graphs].flatMap(tensorsOfGraph),
      ]),
    ]),
  ];
}

/**
 * Makes a decoder's graph give the logits of the last position alone: at the prompt the others would cost a product with the whole head and
 * a copy of positions x vocabulary floats for nothing.
 */
import { create } from '@bufbuild/protobuf';
import { GraphIndex, graphOf } from '../../onnx/graph.ts';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
} from '../../onnx/proto/onnx_pb.gen.ts';
import type { GraphProto, ModelProto, NodeProto } from '../../onnx/proto/onnx_pb.gen.ts';
import { attributeProto } from '../../onnx/attributeProto.ts';
import { int64Tensor } from '../../onnx/tensorProto.ts';
import { valueInfo } from '../../onnx/valueInfo.ts';

/** Name of the output: float32, shape [1, 1, vocabulary]. */
export const lastLogitsOutput = 'monosema_last_logits';

/** What may lie between the head's product and the logits (Gemma's soft cap): it treats every position alike. */
const elementwise = new Set(['Cast', 'Identity', 'Div', 'Mul', 'Tanh', 'Add', 'Sub']);
const products = new Set(['MatMul', 'MatMulNBits']);

/** The head's product, where only elementwise nodes with constants come after it; null for any other structure. */
function headProduct(index: GraphIndex, logits: string): NodeProto | null {
  let maker = index.makers.get(logits);
  while (maker && elementwise.has(maker.opType)) {
    const dynamic = maker.input.filter((name) => index.dynamic.has(name));
    const [only] = dynamic;
    if (only === undefined || dynamic.length > 1 || isReadElsewhere(index, only)) return null;
    maker = index.makers.get(only);
  }
  if (!maker || !products.has(maker.opType)) return null;
  const [left, ...weights] = maker.input;
  const isHead =
    left !== undefined && index.dynamic.has(left) && !weights.some((name) => index.dynamic.has(name));
  return isHead ? maker : null;
}

/** Another reader would see a single position too. */
function isReadElsewhere(index: GraphIndex, tensor: string): boolean {
  return (
    (index.readers.get(tensor) ?? []).length > 1 || index.graph.output.some(({ name }) => name === tensor)
  );
}

const sliced = (tensor: string): string => `${tensor}/last_position`;

/** A slice [.., -1:, ..] of axis 1; starts, ends and axes are weights of the graph. */
function slice(tensor: string): NodeProto {
  const input = [tensor, 'monosema_last/start', 'monosema_last/end', 'monosema_last/axis'];
  return create(NodeProtoSchema, {
    name: `slice:${tensor}`,
    opType: 'Slice',
    input,
    output: [sliced(tensor)],
  });
}

const bounds = (): GraphProto['initializer'] => [
  int64Tensor('monosema_last/start', [1], [-1]),
  int64Tensor('monosema_last/end', [1], [2 ** 31 - 1]),
  int64Tensor('monosema_last/axis', [1], [1]),
];

/** A copy of `model`, its weights shared, whose first output is `lastLogitsOutput` in place of `logits`; the others stay. */
export function lastLogits(model: ModelProto, logits: string): ModelProto {
  const graph = graphOf(model);
  const head = headProduct(new GraphIndex(graph), logits);
  const read = head?.input[0];
  const nodes =
    head && read !== undefined
      ? graph.node.flatMap((node) => (node === head ? [slice(read), readingSlice(head, read)] : [node]))
      : [...graph.node, slice(logits)];
  const cast = create(NodeProtoSchema, {
    name: `cast:${lastLogitsOutput}`,
    opType: 'Cast',
    input: [head ? logits : sliced(logits)],
    output: [lastLogitsOutput],
    attribute: [attributeProto('to', DataType.FLOAT)],
  });
  const changed = Object.assign(create(GraphProtoSchema), graph, {
    node: [...nodes, cast],
    initializer: [...graph.initializer, ...bounds()],
    output: [valueInfo(lastLogitsOutput, 'float32'), ...graph.output.filter(({ name }) => name !== logits)],
  });
  return Object.assign(create(ModelProtoSchema), model, { graph: changed });
}

function readingSlice(head: NodeProto, read: string): NodeProto {
  return Object.assign(create(NodeProtoSchema), head, {
    input: head.input.map((name, place) => (place === 0 ? sliced(read) : name)),
  });
}

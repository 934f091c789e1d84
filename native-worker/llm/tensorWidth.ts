/** The last dimension of a tensor, from annotations, weights and what operators do to shapes; no model is run. */
import type { GraphIndex } from '../onnx/graph.ts';
import type { NodeProto } from '../onnx/proto/onnx_pb.gen.ts';
import { tensorType } from '../onnx/valueInfo.ts';

export class UnknownWidthError extends Error {
  constructor(tensor: string, op: string) {
    super(
      `The width of tensor '${tensor}' (made by ${op}) cannot be told from the graph. ` +
        `Choose a hook at a MatMul, Gemm, Add, Mul, norm or activation of fixed width.`,
    );
    this.name = 'UnknownWidthError';
  }
}

/** Operators whose output is as wide as the widest input. */
const elementwise = new Set(
  (
    'Add Sub Mul Div Pow Sqrt Neg Abs Exp Erf Tanh Sigmoid Relu Gelu FastGelu BiasGelu QuickGelu Softmax Cast Identity Where Dropout ' +
    'LayerNormalization SimplifiedLayerNormalization SkipLayerNormalization SkipSimplifiedLayerNormalization RMSNormalization'
  ).split(' '),
);

function attribute(node: NodeProto, name: string): number {
  return Number(node.attribute.find((candidate) => candidate.name === name)?.i ?? 0n);
}

function annotatedWidth(index: GraphIndex, tensor: string): number | null {
  const { input, output, valueInfo } = index.graph;
  const info = [...valueInfo, ...output, ...input].find(({ name }) => name === tensor);
  const last = info ? tensorType(info)?.shape?.at(-1) : undefined;
  return typeof last === 'number' ? last : null;
}

function widthBehind(index: GraphIndex, node: NodeProto, depth: number): number | null {
  const wide = (name: string | undefined): number | null => (name ? width(index, name, depth - 1) : null);
  const [first, second, third] = node.input;
  switch (node.opType) {
    case 'MatMul':
    case 'Gather':
      return wide(node.opType === 'Gather' ? first : second);
    case 'Gemm': {
      const shape = index.constants.get(second ?? '');
      return shape?.[attribute(node, 'transB') === 1 ? 0 : 1] ?? wide(third);
    }
    case 'MatMulNBits':
      return attribute(node, 'N') || null;
    default: {
      if (!elementwise.has(node.opType)) return null;
      const widths = node.input.map(wide).filter((known) => known !== null);
      return widths.length > 0 ? Math.max(...widths) : null;
    }
  }
}

function width(index: GraphIndex, tensor: string, depth: number): number | null {
  const constant = index.constants.get(tensor);
  if (constant) return constant.at(-1) ?? null;
  const annotated = annotatedWidth(index, tensor);
  if (annotated !== null) return annotated;
  const maker = index.makers.get(tensor);
  return maker && depth > 0 ? widthBehind(index, maker, depth) : null;
}

/** How many nodes to look back: norms are about ten nodes long. */
const lookBack = 16;

/** @throws UnknownWidthError where the graph does not say. */
export function tensorWidth(index: GraphIndex, tensor: string): number {
  const known = width(index, tensor, lookBack);
  if (known === null) throw new UnknownWidthError(tensor, index.makers.get(tensor)?.opType ?? 'no node');
  return known;
}

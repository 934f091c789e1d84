/**
 * Takes a fused addition and norm (SkipLayerNormalization, SkipSimplifiedLayerNormalization of com.microsoft) apart, so that what replaces the
 * sum is what the norm reads. In float32 the parts give the fused operator's values but for the order of its rounding.
 */
import { create } from '@bufbuild/protobuf';
import { float } from './attributeProto.ts';
import { graphNode } from './graphNode.ts';
import { GraphProtoSchema } from './proto/onnx_pb.gen.ts';
import type { GraphProto, NodeProto } from './proto/onnx_pb.gen.ts';

/** Place of the sum among the outputs. */
const sumOutput = 3;
/** The fused operators' default. */
const defaultEpsilon = 1e-5;

interface FusedNorm {
  norm: 'LayerNormalization' | 'SimplifiedLayerNormalization';
  /** Place of the bias that the sum counts in; optional. */
  bias: number;
  /** Places of what the norm reads beside the sum. */
  parameters: readonly number[];
}

const fusedNorms: Readonly<Record<string, FusedNorm>> = {
  SkipLayerNormalization: { norm: 'LayerNormalization', bias: 4, parameters: [2, 3] },
  SkipSimplifiedLayerNormalization: { norm: 'SimplifiedLayerNormalization', bias: 3, parameters: [2] },
};

/** `graph` with the operator that makes the sum `tensor` taken apart; `graph` itself where no fused operator makes it. */
export function splitFusedNorm(graph: GraphProto, tensor: string): GraphProto {
  const fused = graph.node.find(
    (node) => node.opType in fusedNorms && tensor !== '' && node.output[sumOutput] === tensor,
  );
  if (!fused) return graph;
  const node = graph.node.flatMap((candidate) => (candidate === fused ? parts(fused, tensor) : [candidate]));
  return Object.assign(create(GraphProtoSchema), graph, { node });
}

function parts(fused: NodeProto, sum: string): NodeProto[] {
  const { norm, bias, parameters } = fusedNorms[fused.opType] ?? fail(fused);
  const input = (place: number): string => fused.input[place] ?? '';
  const [normed = '', ...rest] = fused.output;
  if (rest.slice(0, sumOutput - 1).some((name) => name !== '')) {
    // Mean and deviation are outputs for training only, and onnxruntime's CPU kernel never writes them.
    throw new Error(`The node '${fused.name}' (${fused.opType}) gives statistics, which no decoder reads.`);
  }
  const withBias = input(bias) !== '';
  const plain = withBias ? `${sum}/without_bias` : sum;
  const epsilon = fused.attribute.find(({ name }) => name === 'epsilon')?.f ?? defaultEpsilon;
  return [
    graphNode('Add', [input(0), input(1)], [plain]),
    ...(withBias ? [graphNode('Add', [plain, input(bias)], [sum])] : []),
    ...(normed === ''
      ? []
      : [graphNode(norm, [sum, ...parameters.map(input)], [normed], { axis: -1, epsilon: float(epsilon) })]),
  ];
}

function fail(node: NodeProto): never {
  throw new Error(`'${node.opType}' is no fused addition and norm.`);
}

/**
 * Takes onnxruntime's fused addition and norm apart again: the sum becomes a tensor that the norm reads, so that a changed sum is what
 * every later node sees. Operators: com.microsoft SkipLayerNormalization (LayerNormalization) and SkipSimplifiedLayerNormalization (RMS).
 */
import { create } from '@bufbuild/protobuf';
import { attributeProto, float } from './attributeProto.ts';
import type { Attributes } from './attributeProto.ts';
import { GraphProtoSchema, NodeProtoSchema } from './proto/onnx_pb.gen.ts';
import type { GraphProto, NodeProto } from './proto/onnx_pb.gen.ts';

interface FusedNorm {
  /** The norm alone. */
  op: 'LayerNormalization' | 'SimplifiedLayerNormalization';
  /** Place of the bias that is added to the sum. */
  bias: number;
  /** Places of the norm's weights. */
  weights: readonly number[];
}

const fusedNorms: Readonly<Record<string, FusedNorm>> = {
  SkipLayerNormalization: { op: 'LayerNormalization', bias: 4, weights: [2, 3] },
  SkipSimplifiedLayerNormalization: { op: 'SimplifiedLayerNormalization', bias: 3, weights: [2] },
};
/** Output of the fused operators that holds the plain sum. */
const sumOutput = 3;
/** Theirs where the node states none. */
const defaultEpsilon = 1e-12;

/** `graph` with an addition and a norm in place of the fused node that makes `sum`; `graph` itself where none makes it. */
export function splitFusedNorm(graph: GraphProto, sum: string): GraphProto {
  const isFused = (node: NodeProto): boolean =>
    node.opType in fusedNorms && sum !== '' && node.output[sumOutput] === sum;
  if (!graph.node.some(isFused)) return graph;
  const node = graph.node.flatMap((one) => (isFused(one) ? split(one, sum) : [one]));
  return Object.assign(create(GraphProtoSchema), graph, { node });
}

function split(fused: NodeProto, sum: string): NodeProto[] {
  const parts = fusedNorms[fused.opType];
  if (!parts) return [fused];
  const [input = '', skip = ''] = fused.input;
  const bias = fused.input[parts.bias] ?? '';
  const plain = bias === '' ? sum : `${sum}/without_bias`;
  const epsilon = fused.attribute.find(({ name }) => name === 'epsilon')?.f ?? defaultEpsilon;
  const weights = parts.weights.map((place) => fused.input[place] ?? '').filter((name) => name !== '');
  return [
    node('Add', `${fused.name}/sum`, [input, skip], plain),
    ...(bias === '' ? [] : [node('Add', `${fused.name}/bias`, [plain, bias], sum)]),
    node(parts.op, `${fused.name}/norm`, [sum, ...weights], fused.output[0] ?? '', {
      axis: -1,
      epsilon: float(epsilon),
      stash_type: 1,
    }),
  ];
}

function node(
  opType: string,
  name: string,
  input: string[],
  output: string,
  attributes: Attributes = {},
): NodeProto {
  const attribute = Object.entries(attributes).map(([key, value]) => attributeProto(key, value));
  return create(NodeProtoSchema, { opType, name, input, output: [output], attribute });
}

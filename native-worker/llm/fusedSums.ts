/**
 * Residual additions that onnxruntime's optimiser or model builder fused with the next norm: makes what they hide tensors of the graph,
 * so that it can be read, cut and steered.
 */
import { create } from '@bufbuild/protobuf';
import { GraphIndex } from '../onnx/graph.ts';
import { NodeProtoSchema } from '../onnx/proto/onnx_pb.gen.ts';
import type { GraphProto, NodeProto } from '../onnx/proto/onnx_pb.gen.ts';
import { dependsOn } from '../onnx/valueFlow.ts';

export const fusedAdds = new Set(['SkipSimplifiedLayerNormalization', 'SkipLayerNormalization']);
/** Output of the fused operators that holds the plain sum; optional. */
export const sumOutput = 3;
/** Input that holds the bias of the branch, by operator; optional. */
const biasInput: Readonly<Record<string, number>> = {
  SkipSimplifiedLayerNormalization: 3,
  SkipLayerNormalization: 4,
};

/** Tensors through which a branch may read the stream: behind a fused addition it reads the norm, not the sum. */
export function carriers(index: GraphIndex, stream: string): readonly string[] {
  const maker = index.makers.get(stream);
  return maker && fusedAdds.has(maker.opType) ? maker.output.filter((name) => name !== '') : [stream];
}

/** Adds the bias before the fused node instead of within: the branch with its bias is what is added to the stream. */
function takeBiasOut(index: GraphIndex, node: NodeProto): NodeProto | null {
  const place = biasInput[node.opType] ?? Infinity;
  const bias = node.input[place] ?? '';
  const [first = '', second = ''] = node.input;
  if (bias === '') return null;
  const branch = dependsOn(index, second, carriers(index, first)) ? 1 : 0;
  const biased = `${node.output[0] ?? node.name}/branch_with_bias`;
  const input = [branch === 1 ? second : first, bias];
  node.input[branch] = biased;
  node.input = node.input.slice(0, place);
  return create(NodeProtoSchema, { name: biased, opType: 'Add', input, output: [biased] });
}

/** Gives every fused addition its sum as an output, which exporters leave out where nothing reads it, and no bias. Changes `graph`. */
export function exposeFusedSums(graph: GraphProto): void {
  if (!graph.node.some(({ opType }) => fusedAdds.has(opType))) return;
  const index = new GraphIndex(graph);
  graph.node = graph.node.flatMap((node) => {
    if (!fusedAdds.has(node.opType)) return [node];
    const added = takeBiasOut(index, node);
    while (node.output.length <= sumOutput) node.output.push('');
    node.output[sumOutput] ||= `${node.output[0] ?? node.name}/residual_sum`;
    return added ? [added, node] : [node];
  });
}

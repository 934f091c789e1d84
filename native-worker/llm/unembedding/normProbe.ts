/**
 * The norm between the residual stream and the head, cut out as a model of its own. What it does is then measured (finalNorm.ts), so that
 * it need not be known in which of its many forms an exporter wrote it.
 */
import type { GraphIndex } from '../../onnx/graph.ts';
import { TensorProto_DataType as DataType } from '../../onnx/proto/onnx_pb.gen.ts';
import type { ModelProto, NodeProto } from '../../onnx/proto/onnx_pb.gen.ts';
import { fusedAdds, sumOutput } from '../fusedSums.ts';
import { passesVectors } from './linearHead.ts';
import { NewNodes, partialModel } from './partialModel.ts';

/** What a stream may hold; which one is seldom written in the file, so each is tried in turn. */
export const streamTypes = [DataType.FLOAT, DataType.FLOAT16, DataType.BFLOAT16] as const;

const input = { name: 'monosema_stream', shape: [1, 'rows', null] };

/** Bias of the fused operators, added to the sum: of no interest here. */
const inputsWithoutBias: Readonly<Record<string, number>> = {
  SkipSimplifiedLayerNormalization: 3,
  SkipLayerNormalization: 4,
};

/**
 * Bytes of the model that computes tensor `normed` from the residual stream's last sum: from `monosema_stream`, float32 of shape
 * [1, rows, width], one float32 output of as many values. Null where it depends on anything else.
 */
export function normModel(
  model: ModelProto,
  index: GraphIndex,
  between: { stream: string; normed: string },
  type: (typeof streamTypes)[number],
): Uint8Array | null {
  const nodes = new NewNodes();
  const copy = new NormCopy(index, between.stream, nodes.add('Cast', [input.name], { to: type }), nodes);
  const normed = copy.of(between.normed);
  if (normed === null) return null;
  const output = { name: nodes.add('Cast', [normed], { to: DataType.FLOAT }), shape: [1, 'rows', null] };
  return partialModel(model, index, nodes.nodes, { input, output });
}

class NormCopy {
  private readonly index: GraphIndex;
  private readonly stream: string;
  private readonly nodes: NewNodes;
  private readonly copies: Map<string, string | null>;

  constructor(index: GraphIndex, stream: string, input: string, nodes: NewNodes) {
    this.index = index;
    this.stream = stream;
    this.nodes = nodes;
    this.copies = new Map([[stream, input]]);
  }

  /** The copy of a tensor; null where it does not depend on the stream alone. */
  of(tensor: string): string | null {
    if (!this.index.dynamic.has(tensor)) return tensor;
    const known = this.copies.get(tensor);
    if (known !== undefined) return known;
    const made = this.make(tensor);
    this.copies.set(tensor, made);
    return made;
  }

  private make(tensor: string): string | null {
    const node = this.index.makers.get(tensor);
    // Fused with the last addition: what it adds is then the stream itself, for a norm is the same at twice the length.
    if (node && fusedAdds.has(node.opType) && node.output[sumOutput] === this.stream) {
      const { length } = node.input;
      const inputs = [
        this.stream,
        this.stream,
        ...node.input.slice(2, inputsWithoutBias[node.opType] ?? length),
      ];
      return this.copied(node, inputs);
    }
    if (!node || node.output[0] !== tensor) return null;
    // Shapes may depend on the tokens, which are not there.
    const isMoved =
      passesVectors(node) && node.opType !== 'Cast' && this.index.dynamic.has(node.input[0] ?? '');
    return isMoved ? this.of(node.input[0] ?? '') : this.copied(node, node.input);
  }

  private copied(node: NodeProto, inputs: readonly string[]): string | null {
    const copies = inputs.map((name) => (name === '' ? '' : this.of(name)));
    if (copies.includes(null)) return null;
    return this.nodes.like(
      node.opType,
      node.domain,
      copies.map((name) => name ?? ''),
      node.attribute,
    );
  }
}

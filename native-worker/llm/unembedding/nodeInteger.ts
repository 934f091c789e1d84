/** An integer attribute of a node, or what the operator takes where it is left out. */
import type { NodeProto } from '../../onnx/proto/onnx_pb.gen.ts';

export function nodeInteger(node: NodeProto, name: string, otherwise: number): number {
  const attribute = node.attribute.find((candidate) => candidate.name === name);
  return attribute ? Number(attribute.i) : otherwise;
}

/** A node for a graph that is edited in place, outside a GraphBuilder. */
import { create } from '@bufbuild/protobuf';
import { attributeProto } from './attributeProto.ts';
import type { Attributes } from './attributeProto.ts';
import { NodeProtoSchema } from './proto/onnx_pb.gen.ts';
import type { NodeProto } from './proto/onnx_pb.gen.ts';

/** Named for its first output, as GraphBuilder names its own. '' leaves an optional input or output out. */
export function graphNode(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Attributes = {},
): NodeProto {
  return create(NodeProtoSchema, {
    name: `${opType}:${output[0] ?? ''}`,
    opType,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([name, value]) => attributeProto(name, value)),
  });
}

/**
 * Makes large weights that an .onnx file holds itself refer to their place in that file, as external data: the graph can then be
 * edited and handed to onnxruntime without copying gigabytes, which it maps from the file instead.
 */
import { clearField, create } from '@bufbuild/protobuf';
import path from 'node:path';
import {
  StringStringEntryProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProtoSchema,
} from './proto/onnx_pb.gen.ts';
import type { GraphProto, TensorProto } from './proto/onnx_pb.gen.ts';
import { tensorsOfGraph } from './storedTensors.ts';

/** Smaller tensors stay: shapes and scalars must be at hand for constant folding, and cost nothing. */
const leastBytes = 1 << 16;

/** Points `tensor` at its bytes within `file`. */
function leave(tensor: TensorProto, file: string, bytes: Uint8Array): void {
  const { rawData } = tensor;
  const place = {
    location: path.basename(file),
    offset: String(rawData.byteOffset - bytes.byteOffset),
    length: String(rawData.length),
  };
  tensor.externalData = Object.entries(place).map(([key, value]) =>
    create(StringStringEntryProtoSchema, { key, value }),
  );
  tensor.dataLocation = DataLocation.EXTERNAL;
  clearField(tensor, TensorProtoSchema.field.rawData);
}

/**
 * `graph` must have been parsed from `bytes`, the whole of `file`. What stays is copied, because the parser's tensors are views
 * that would keep all of `bytes` in memory.
 */
export function leaveWeights(graph: GraphProto, file: string, bytes: Uint8Array): void {
  for (const tensor of graph.initializer) {
    if (tensor.rawData.length >= leastBytes && tensor.rawData.buffer === bytes.buffer)
      leave(tensor, file, bytes);
  }
  // Absent fields must stay absent, and a Buffer's slice() would be one more view.
  for (const tensor of tensorsOfGraph(graph)) {
    if (tensor.rawData.buffer === bytes.buffer) tensor.rawData = new Uint8Array(tensor.rawData);
  }
  for (const node of graph.node) {
    for (const attribute of node.attribute) {
      if (attribute.s.buffer === bytes.buffer) attribute.s = new Uint8Array(attribute.s);
    }
  }
}

/** The entries of a small stored tensor of int64: a shape, axes, starts or ends. */
import { elementTypeOf } from './elementType.ts';
import type { TensorProto } from './proto/onnx_pb.gen.ts';

/** Null for other types, and for data in other files. Entries beyond 2^53 are rounded. */
export function integers({ dataType, int64Data, rawData }: TensorProto): number[] | null {
  if (elementTypeOf(dataType) !== 'int64') return null;
  if (int64Data.length > 0) return int64Data.map(Number);
  if (rawData.length === 0 || rawData.length % 8 !== 0) return null;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  return Array.from({ length: rawData.length / 8 }, (_, i) => Number(view.getBigInt64(i * 8, true)));
}

/** Element types by onnxruntime's names, with their ONNX numbers and bytes an element. */
import { TensorProto_DataType as DataType } from './proto/onnx_pb.gen.ts';

const table = {
  float32: { number: DataType.FLOAT, bytes: 4 },
  float64: { number: DataType.DOUBLE, bytes: 8 },
  float16: { number: DataType.FLOAT16, bytes: 2 },
  bfloat16: { number: DataType.BFLOAT16, bytes: 2 },
  int64: { number: DataType.INT64, bytes: 8 },
  int32: { number: DataType.INT32, bytes: 4 },
  int16: { number: DataType.INT16, bytes: 2 },
  int8: { number: DataType.INT8, bytes: 1 },
  uint64: { number: DataType.UINT64, bytes: 8 },
  uint32: { number: DataType.UINT32, bytes: 4 },
  uint16: { number: DataType.UINT16, bytes: 2 },
  uint8: { number: DataType.UINT8, bytes: 1 },
  bool: { number: DataType.BOOL, bytes: 1 },
} as const;

export type ElementType = keyof typeof table;

/** The number that ONNX files use for `type`. */
export function dataTypeNumber(type: ElementType): DataType {
  return table[type].number;
}

export function bytesPerElement(type: ElementType): number {
  return table[type].bytes;
}

const byNumber = new Map<number, ElementType>(
  (Object.keys(table) as ElementType[]).map((type) => [table[type].number, type]),
);

/** The element type of an ONNX number; null for those that Monosema does not handle (strings, float8, ...). */
export function elementTypeOf(dataType: number): ElementType | null {
  return byNumber.get(dataType) ?? null;
}

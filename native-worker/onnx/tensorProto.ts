/** Tensors inside ONNX files: made from typed arrays, always as raw little-endian bytes. */
import { create } from '@bufbuild/protobuf';
import { bytesPerElement, dataTypeNumber } from './elementType.ts';
import type { ElementType } from './elementType.ts';
import {
  StringStringEntryProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProtoSchema,
} from './proto/onnx_pb.gen.ts';
import type { TensorProto } from './proto/onnx_pb.gen.ts';

/** Any array whose bytes are the tensor's elements: Uint16Array holds float16, Uint8Array holds bool. */
export type TensorData =
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

export class TensorSizeError extends Error {
  constructor(name: string, type: ElementType, dims: readonly number[], expected: number, got: number) {
    super(
      `Tensor '${name}' of type ${type} and shape [${dims.join(', ')}] needs ${expected} bytes, but its data has ${got}. ` +
        `Pass a typed array with one element per entry of the shape.`,
    );
    this.name = 'TensorSizeError';
  }
}

/**
 * A tensor over the bytes of `data` (a view, no copy). A scalar has `dims` [].
 * @throws TensorSizeError when data and shape disagree.
 */
export function tensorProto(
  name: string,
  type: ElementType,
  dims: readonly number[],
  data: TensorData,
): TensorProto {
  const expected = dims.reduce((product, dim) => product * dim, 1) * bytesPerElement(type);
  if (data.byteLength !== expected) throw new TensorSizeError(name, type, dims, expected, data.byteLength);
  return create(TensorProtoSchema, {
    name,
    dims: dims.map((dim) => BigInt(dim)),
    dataType: dataTypeNumber(type),
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  });
}

/** Where the bytes of a tensor lie, little-endian, outside the model. */
export interface ExternalPlace {
  /** A file within the session's external data folder, or a name among the session's external data in memory. */
  location: string;
  offset: number;
  length: number;
}

/** @throws TensorSizeError when place and shape disagree. */
export function externalTensor(
  name: string,
  type: ElementType,
  dims: readonly number[],
  { location, offset, length }: ExternalPlace,
): TensorProto {
  const expected = dims.reduce((product, dim) => product * dim, 1) * bytesPerElement(type);
  if (length !== expected) throw new TensorSizeError(name, type, dims, expected, length);
  return create(TensorProtoSchema, {
    name,
    dims: dims.map((dim) => BigInt(dim)),
    dataType: dataTypeNumber(type),
    dataLocation: DataLocation.EXTERNAL,
    externalData: Object.entries({ location, offset, length }).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value: String(value) }),
    ),
  });
}

export function float32Tensor(name: string, dims: readonly number[], values: ArrayLike<number>): TensorProto {
  const data = values instanceof Float32Array ? values : Float32Array.from(values);
  return tensorProto(name, 'float32', dims, data);
}

export function int64Tensor(
  name: string,
  dims: readonly number[],
  values: Iterable<number | bigint>,
): TensorProto {
  return tensorProto(
    name,
    'int64',
    dims,
    BigInt64Array.from(values, (value) => BigInt(value)),
  );
}

export function boolTensor(name: string, dims: readonly number[], values: Iterable<boolean>): TensorProto {
  return tensorProto(name, 'bool', dims, Uint8Array.from(values, Number));
}

/** Node attributes from plain values. A bare number is an ONNX int; floats are written `float(x)`, so that `alpha: 1` is never guessed. */
import { create, isMessage } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as Kind,
  AttributeProtoSchema,
  GraphProtoSchema,
  TensorProtoSchema,
} from './proto/onnx_pb.gen.ts';
import type { AttributeProto, GraphProto, TensorProto } from './proto/onnx_pb.gen.ts';

export interface FloatAttribute {
  readonly float: number;
}
export interface FloatsAttribute {
  readonly floats: readonly number[];
}
export type AttributeValue =
  | number
  | bigint
  | string
  | readonly number[]
  | readonly string[]
  | FloatAttribute
  | FloatsAttribute
  | TensorProto
  | GraphProto;

export type Attributes = Readonly<Record<string, AttributeValue>>;

export class AttributeValueError extends Error {
  constructor(name: string, value: unknown) {
    super(
      `Attribute '${name}' has the value ${String(value)}, which is no integer. Write float(x) or floats([...]) for a float attribute.`,
    );
    this.name = 'AttributeValueError';
  }
}

/** A float attribute (`{ alpha: float(0.5) }`). */
export function float(value: number): FloatAttribute {
  return { float: value };
}

/** A list of floats. */
export function floats(values: readonly number[]): FloatsAttribute {
  return { floats: values };
}

function integer(name: string, value: number | bigint): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new AttributeValueError(name, value);
  return BigInt(value);
}

const utf8 = new TextEncoder();

function listAttribute(name: string, values: readonly number[] | readonly string[]): AttributeProto {
  if (values.length > 0 && values.every((value) => typeof value === 'string')) {
    const strings = values.map((value) => utf8.encode(value));
    return create(AttributeProtoSchema, { name, type: Kind.STRINGS, strings });
  }
  const ints = values.map((value) => integer(name, typeof value === 'number' ? value : NaN));
  return create(AttributeProtoSchema, { name, type: Kind.INTS, ints });
}

const isList = (value: AttributeValue): value is readonly number[] | readonly string[] =>
  Array.isArray(value);

/** @throws AttributeValueError for a bare number that is no integer. */
export function attributeProto(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return create(AttributeProtoSchema, { name, type: Kind.INT, i: integer(name, value) });
  }
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, { name, type: Kind.STRING, s: utf8.encode(value) });
  }
  if (isList(value)) return listAttribute(name, value);
  if (isMessage(value, TensorProtoSchema))
    return create(AttributeProtoSchema, { name, type: Kind.TENSOR, t: value });
  if (isMessage(value, GraphProtoSchema))
    return create(AttributeProtoSchema, { name, type: Kind.GRAPH, g: value });
  if ('float' in value) return create(AttributeProtoSchema, { name, type: Kind.FLOAT, f: value.float });
  return create(AttributeProtoSchema, { name, type: Kind.FLOATS, floats: [...value.floats] });
}

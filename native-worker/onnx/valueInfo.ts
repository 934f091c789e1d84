/** Types and shapes of graph inputs, outputs and annotated tensors. */
import { create } from '@bufbuild/protobuf';
import { dataTypeNumber, elementTypeOf } from './elementType.ts';
import type { ElementType } from './elementType.ts';
import { ValueInfoProtoSchema } from './proto/onnx_pb.gen.ts';
import type { ValueInfoProto } from './proto/onnx_pb.gen.ts';

/** A size, a symbolic name, or null where the file says neither. */
export type Dimension = number | string | null;

export interface TensorType {
  type: ElementType;
  /** Null where the rank is unknown. */
  shape: Dimension[] | null;
}

/** Describes tensor `name`; with a null shape only its element type is stated. */
export function valueInfo(
  name: string,
  type: ElementType,
  shape: readonly Dimension[] | null = null,
): ValueInfoProto {
  const dim = shape?.map((size) => {
    if (typeof size === 'number') return { value: { case: 'dimValue' as const, value: BigInt(size) } };
    if (typeof size === 'string') return { value: { case: 'dimParam' as const, value: size } };
    return {};
  });
  const tensor = { elemType: dataTypeNumber(type), ...(dim ? { shape: { dim } } : {}) };
  return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value: tensor } } });
}

/** Reads type and shape; null for what is no tensor (sequences, maps) or has an unhandled element type. */
export function tensorType(info: ValueInfoProto): TensorType | null {
  if (info.type?.value.case !== 'tensorType') return null;
  const tensor = info.type.value.value;
  const type = elementTypeOf(tensor.elemType);
  if (type === null) return null;
  const shape = tensor.shape?.dim.map(({ value }): Dimension => {
    if (value.case === 'dimValue') return Number(value.value);
    return value.case === 'dimParam' ? value.value : null;
  });
  return { type, shape: shape ?? null };
}

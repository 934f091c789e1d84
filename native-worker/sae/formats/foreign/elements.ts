/** Numbers as weight files hold them (little-endian), read as float32. Names of types are those of safetensors. */
import { fromHalf } from '../../../activations/halfFloat.ts';

/** Bytes an element. */
const WIDTHS = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

export type ElementType = keyof typeof WIDTHS;

export function isElementType(name: string): name is ElementType {
  return Object.hasOwn(WIDTHS, name);
}

export function bytesEach(type: ElementType): number {
  return WIDTHS[type];
}

/** Of a shape; NaN where it is beyond what can be counted, which no length of a file equals. */
export function elementsOf(shape: readonly number[]): number {
  const count = shape.reduce((product, dim) => product * dim, 1);
  return Number.isSafeInteger(count) ? count : NaN;
}

/** The numbers in `bytes`, whose length is a multiple of the element's. */
export function toFloat32(bytes: Buffer, type: ElementType): Float32Array {
  const count = bytes.length / WIDTHS[type];
  const values = new Float32Array(count);
  const { buffer, byteOffset } = bytes;
  const view = new DataView(buffer, byteOffset, bytes.length);
  switch (type) {
    case 'F32':
      new Uint8Array(values.buffer).set(bytes);
      return values;
    case 'BF16':
      return widenBfloat(view, values);
    case 'F16':
      for (let i = 0; i < count; i++) values[i] = halves()[view.getUint16(2 * i, true)] ?? NaN;
      return values;
    case 'F64':
      for (let i = 0; i < count; i++) values[i] = view.getFloat64(8 * i, true);
      return values;
    case 'I64':
      for (let i = 0; i < count; i++) values[i] = Number(view.getBigInt64(8 * i, true));
      return values;
    case 'I32':
      for (let i = 0; i < count; i++) values[i] = view.getInt32(4 * i, true);
      return values;
    case 'I16':
      for (let i = 0; i < count; i++) values[i] = view.getInt16(2 * i, true);
      return values;
    case 'I8':
      for (let i = 0; i < count; i++) values[i] = view.getInt8(i);
      return values;
    case 'U8':
    case 'BOOL':
      values.set(bytes);
      return values;
    default:
      return type satisfies never;
  }
}

/** A bfloat16 is the upper half of a float32. */
function widenBfloat(view: DataView, values: Float32Array): Float32Array {
  const words = new Uint16Array(values.buffer);
  for (let i = 0; i < values.length; i++) words[2 * i + 1] = view.getUint16(2 * i, true);
  return values;
}

let table: Float32Array | null = null;

/** All 65,536 halves; with infinities and NaN, which stored activations never have. */
function halves(): Float32Array {
  table ??= Float32Array.from({ length: 65_536 }, (_, half) => {
    if ((half & 0x7c00) !== 0x7c00) return fromHalf(half);
    return (half & 0x3ff) === 0 ? (half & 0x8000 ? -Infinity : Infinity) : NaN;
  });
  return table;
}

/**
 * The one codec for values that cross a link: JSON plus typed arrays, written {"$": "f32", "data": base64} in little-endian
 * bytes. What JSON would lose in silence (NaN, infinities, Map, Date, BigInt, functions, undefined in arrays) is refused with
 * its place; an undefined property counts as absent, as in JSON.
 */

export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

type TypedArray = Float32Array | Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/** Tag on the wire to constructor. */
const CONSTRUCTORS = {
  f32: Float32Array,
  f64: Float64Array,
  i32: Int32Array,
  u32: Uint32Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const;
type Tag = keyof typeof CONSTRUCTORS;
/** Tag of a plain object that itself has a property named "$". */
const WRAPPED = 'object';

export class UnencodableValueError extends Error {
  override readonly name = 'UnencodableValueError';
  constructor(place: string, what: string) {
    super(`${place} is ${what}, which a link cannot carry: send JSON values or typed arrays.`);
  }
}

export class BadWireValueError extends Error {
  override readonly name = 'BadWireValueError';
}

/** @throws UnencodableValueError naming the place of the value, e.g. `$.rows[3].density`. */
export function encodeValue(value: unknown, place = '$'): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new UnencodableValueError(place, String(value));
      return value;
    case 'object':
      return encodeObject(value, place);
    default:
      throw new UnencodableValueError(place, typeof value);
  }
}

function encodeObject(value: object | null, place: string): JsonValue {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item, index) => encodeValue(item, `${place}[${index}]`));
  const tag = tagOf(value);
  if (tag !== null) return encodeTypedArray(tag, value as TypedArray);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new UnencodableValueError(place, `a ${value.constructor.name}`);
  }
  // Object.fromEntries, not assignment: a key may be "__proto__".
  const encoded: JsonValue = Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, encodeValue(item, `${place}.${key}`)]),
  );
  return Object.hasOwn(value, '$') ? { $: WRAPPED, data: encoded } : encoded;
}

function tagOf(value: object): Tag | null {
  for (const [tag, constructor] of Object.entries(CONSTRUCTORS)) {
    if (value instanceof constructor) return tag as Tag;
  }
  return null;
}

function encodeTypedArray(tag: Tag, array: TypedArray): JsonValue {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  return { $: tag, data: bytes.toString('base64') };
}

/** @throws BadWireValueError for an unknown tag or a length that does not fit. */
export function decodeValue(value: JsonValue): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(decodeValue);
  if (!Object.hasOwn(value, '$')) return decodeProperties(value);
  return value['$'] === WRAPPED ? decodeProperties(value['data'] ?? null) : decodeTypedArray(value);
}

function decodeProperties(value: JsonValue): unknown {
  if (value === null || typeof value !== 'object')
    throw new BadWireValueError('A wrapped object came without its content.');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decodeValue(item)]));
}

function decodeTypedArray(value: Record<string, JsonValue>): TypedArray {
  const { $: tag, data } = value;
  if (typeof tag !== 'string' || !isTag(tag) || typeof data !== 'string') {
    throw new BadWireValueError(
      `A value tagged ${JSON.stringify(tag)} came over a link; known tags: ${Object.keys(CONSTRUCTORS).join(' ')}.`,
    );
  }
  const constructor = CONSTRUCTORS[tag];
  const bytes = Buffer.from(data, 'base64');
  if (bytes.byteLength % constructor.BYTES_PER_ELEMENT !== 0) {
    throw new BadWireValueError(`${bytes.byteLength} bytes do not make whole elements of ${tag}.`);
  }
  // A copy of its own: Buffer.from may hand out an unaligned piece of a shared pool.
  const copy = new Uint8Array(bytes).buffer;
  return new constructor(copy);
}

function isTag(tag: string): tag is Tag {
  return Object.hasOwn(CONSTRUCTORS, tag);
}

/**
 * The safetensors format, float32 tensors only: header length (u64), header (JSON: name -> dtype, shape, data_offsets), then the data.
 * All numbers are little-endian. https://github.com/huggingface/safetensors
 */
import { z } from 'zod';

export interface NamedTensor {
  shape: number[];
  data: Float32Array;
}

export class SafetensorsError extends Error {
  constructor(file: string, problem: string) {
    super(`${file} is no safetensors file that can be read here: ${problem}.`);
    this.name = 'SafetensorsError';
  }
}

const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

/** Where a tensor lies in a file. */
export interface TensorPlace {
  shape: readonly number[];
  /** First byte in the file. */
  offset: number;
  /** Number of bytes. */
  length: number;
}

/** The bytes of a file that holds `tensors`, in their order. */
export function encodeSafetensors(tensors: Readonly<Record<string, NamedTensor>>): Buffer {
  const data = Object.values(tensors).map((tensor) => bytesOf(tensor.data));
  return Buffer.concat([encodeHeader(tensors), ...data]);
}

/** What comes before the data. */
export function encodeHeader(tensors: Readonly<Record<string, Pick<NamedTensor, 'shape'>>>): Buffer {
  let at = 0;
  const header: Record<string, z.infer<typeof entrySchema>> = {};
  for (const [name, { shape }] of Object.entries(tensors)) {
    const end = at + bytesIn(shape);
    header[name] = { dtype: 'F32', shape, data_offsets: [at, end] };
    at = end;
  }
  const json = JSON.stringify(header);
  // Readers map the file: the data starts at a multiple of eight.
  const padded = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded]);
}

/** The bytes behind a view, not copied. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** @throws SafetensorsError for a cut or damaged file, or a tensor that is not float32. */
export function decodeSafetensors(bytes: Buffer, file: string): Map<string, NamedTensor> {
  const end = headerEnd(bytes, bytes.length, file);
  const tensors = new Map<string, NamedTensor>();
  for (const [name, place] of tensorPlaces(bytes.subarray(8, end), bytes.length, file)) {
    const { shape, offset, length } = place;
    // A copy: the data may start at an address that float32 arrays refuse.
    const data = new Float32Array(length / 4);
    new Uint8Array(data.buffer).set(bytes.subarray(offset, offset + length));
    tensors.set(name, { shape: [...shape], data });
  }
  return tensors;
}

/** Where the data of a file begins. @param start its first 8 bytes, and more. @throws SafetensorsError */
export function headerEnd(start: Buffer, fileBytes: number, file: string): number {
  const end = fileBytes < 8 ? Infinity : 8 + Number(start.readBigUInt64LE(0));
  if (end > fileBytes) throw new SafetensorsError(file, `its header does not fit into ${fileBytes} bytes`);
  return end;
}

/** @param json the header. @throws SafetensorsError as `decodeSafetensors` does */
export function tensorPlaces(json: Buffer, fileBytes: number, file: string): Map<string, TensorPlace> {
  const places = new Map<string, TensorPlace>();
  for (const [name, { dtype, ...place }] of typedPlaces(json, fileBytes, file)) {
    if (dtype !== 'F32')
      throw new SafetensorsError(file, `'${name}' has the type ${dtype}; only F32 is read`);
    if (place.length !== bytesIn(place.shape)) throw unfit(file, name, place.shape);
    places.set(name, place);
  }
  return places;
}

/** The same of tensors of any type, whose length nothing was compared with. @throws SafetensorsError */
export function typedPlaces(
  json: Buffer,
  fileBytes: number,
  file: string,
): Map<string, TensorPlace & { dtype: string }> {
  const start = 8 + json.length;
  const places = new Map<string, TensorPlace & { dtype: string }>();
  for (const [name, value] of Object.entries(parseHeader(json, file))) {
    if (name === '__metadata__') continue;
    const entry = entrySchema.safeParse(value);
    if (!entry.success) throw new SafetensorsError(file, `the entry '${name}' is malformed`);
    const { dtype, shape, data_offsets } = entry.data;
    const [from, to] = data_offsets;
    if (from > to || start + to > fileBytes) throw unfit(file, name, shape);
    places.set(name, { dtype, shape, offset: start + from, length: to - from });
  }
  return places;
}

function unfit(file: string, name: string, shape: readonly number[]): SafetensorsError {
  return new SafetensorsError(file, `'${name}' of shape [${shape.join(', ')}] does not fit its place`);
}

function bytesIn(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 4);
}

function parseHeader(json: Buffer, file: string): object {
  try {
    const header: unknown = JSON.parse(json.toString('utf8'));
    if (typeof header === 'object' && header !== null) return header;
  } catch {
    // Told below, like any other header that is no object.
  }
  throw new SafetensorsError(file, 'its header is no JSON object');
}

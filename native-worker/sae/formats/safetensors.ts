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

/** The bytes of a file that holds `tensors`, in their order. */
export function encodeSafetensors(tensors: Readonly<Record<string, NamedTensor>>): Buffer {
  let at = 0;
  const header: Record<string, z.infer<typeof entrySchema>> = {};
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + data.byteLength] };
    at += data.byteLength;
  }
  const json = JSON.stringify(header);
  // Readers map the file: the data starts at a multiple of eight.
  const padded = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  const data = Object.values(tensors).map((tensor) =>
    Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength),
  );
  return Buffer.concat([length, padded, ...data]);
}

/** @throws SafetensorsError for a cut or damaged file, or a tensor that is not float32. */
export function decodeSafetensors(bytes: Buffer, file: string): Map<string, NamedTensor> {
  const headerEnd = bytes.length < 8 ? Infinity : 8 + Number(bytes.readBigUInt64LE(0));
  if (headerEnd > bytes.length)
    throw new SafetensorsError(file, `its header does not fit into ${bytes.length} bytes`);
  const tensors = new Map<string, NamedTensor>();
  for (const [name, value] of Object.entries(parseHeader(bytes.subarray(8, headerEnd), file))) {
    if (name === '__metadata__') continue;
    const entry = entrySchema.safeParse(value);
    if (!entry.success) throw new SafetensorsError(file, `the entry '${name}' is malformed`);
    const { dtype, shape, data_offsets } = entry.data;
    if (dtype !== 'F32')
      throw new SafetensorsError(file, `'${name}' has the type ${dtype}; only F32 is read`);
    const [from, to] = data_offsets;
    const size = shape.reduce((product, dim) => product * dim, 4);
    if (to - from !== size || headerEnd + to > bytes.length) {
      throw new SafetensorsError(file, `'${name}' of shape [${shape.join(', ')}] does not fit its place`);
    }
    // A copy: the data may start at an address that float32 arrays refuse.
    const data = new Float32Array(size / 4);
    new Uint8Array(data.buffer).set(bytes.subarray(headerEnd + from, headerEnd + to));
    tensors.set(name, { shape, data });
  }
  return tensors;
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

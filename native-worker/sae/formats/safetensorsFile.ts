/** Safetensors files larger than what is free in memory: written and read a stretch of a tensor at a time. Format: safetensors.ts. */
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import {
  bytesOf,
  encodeHeader,
  headerEnd,
  SafetensorsError,
  tensorPlaces,
  type TensorPlace,
} from './safetensors.ts';

export interface StreamedTensor {
  shape: number[];
  /** Its elements in order, row-major, in stretches. */
  stretches: Iterable<Float32Array> | AsyncIterable<Float32Array>;
}

/** Read at a time; one call of the system gives at most 2 GiB. */
const chunkBytes = 2 ** 28;

/** Writes the same bytes as `encodeSafetensors`: afterwards either the whole file is there or nothing new. */
export async function writeSafetensors(
  file: string,
  tensors: Readonly<Record<string, StreamedTensor>>,
): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(encodeHeader(tensors));
      for (const [name, { shape, stretches }] of Object.entries(tensors)) {
        let left = shape.reduce((product, dim) => product * dim, 1);
        for await (const values of stretches) {
          left -= values.length;
          await handle.writeFile(bytesOf(values));
        }
        if (left !== 0) throw new RangeError(`Tensor '${name}' came with ${left} elements too few.`);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

export class SafetensorsFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorPlace>;

  /** Reads and checks the header. @throws SafetensorsError */
  static async open(path: string): Promise<SafetensorsFile> {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      const start = await readBytes(path, handle, 0, Math.min(8, size));
      const header = await readBytes(path, handle, 8, headerEnd(start, size, path));
      return new SafetensorsFile(path, tensorPlaces(header, size, path));
    } finally {
      await handle.close();
    }
  }

  private constructor(path: string, tensors: ReadonlyMap<string, TensorPlace>) {
    this.path = path;
    this.tensors = tensors;
  }

  /** Elements `from` up to `to` of a tensor of the file. @throws SafetensorsError where the file was cut since */
  async read({ offset }: TensorPlace, from: number, to: number): Promise<Float32Array> {
    const values = new Float32Array(to - from);
    const handle = await open(this.path, 'r');
    try {
      await fill(this.path, handle, bytesOf(values), offset + 4 * from);
    } finally {
      await handle.close();
    }
    return values;
  }
}

async function readBytes(path: string, handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from);
  await fill(path, handle, bytes, from);
  return bytes;
}

/** @throws SafetensorsError where the file ends before */
async function fill(path: string, handle: FileHandle, bytes: Buffer, from: number): Promise<void> {
  for (let read = 0; read < bytes.length;) {
    const wanted = Math.min(chunkBytes, bytes.length - read);
    const { bytesRead } = await handle.read(bytes, read, wanted, from + read);
    if (bytesRead === 0) throw new SafetensorsError(path, `it ends at byte ${from + read}`);
    read += bytesRead;
  }
}

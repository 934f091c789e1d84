/** Named tensors of a weight file of any format. Nothing is read before it is asked for, and then a stretch at a time where that can be. */
import { open } from 'node:fs/promises';
import { bytesEach, elementsOf, toFloat32, type ElementType } from './elements.ts';
import { ForeignSaeError } from './foreignError.ts';

export interface ForeignTensor {
  shape: readonly number[];
  /** Elements `from` up to `to` in row-major order, as float32; the caller may keep and change them. */
  read(from: number, to: number): Promise<Float32Array>;
}

export interface WeightFile {
  path: string;
  tensors: ReadonlyMap<string, ForeignTensor>;
}

/** Where the bytes of a tensor are: a stretch of a file. */
export interface BytePlace {
  file: string;
  offset: number;
  length: number;
}

/** Elements read at a time. */
const STRETCH = 2 ** 23;

/** @throws ForeignSaeError where the place does not hold the shape */
export function tensorAt(
  place: BytePlace,
  name: string,
  type: ElementType,
  shape: readonly number[],
): ForeignTensor {
  const width = bytesEach(type);
  const count = elementsOf(shape);
  if (count * width !== place.length) {
    throw new ForeignSaeError(
      place.file,
      `tensor '${name}' of shape [${shape.join(', ')}] and type ${type} does not fit its ${place.length} bytes. The file is damaged: fetch it again.`,
    );
  }
  return {
    shape,
    read: async (from, to) => {
      const values = new Float32Array(to - from);
      // A matrix that is read whole is not held twice.
      for (let at = from; at < to; at += STRETCH) {
        const stretch = { offset: place.offset + at * width, length: Math.min(STRETCH, to - at) * width };
        values.set(toFloat32(await readBytes({ file: place.file, ...stretch }), type), at - from);
      }
      return values;
    },
  };
}

/** @throws ForeignSaeError where the file ends before */
export async function readBytes({ file, offset, length }: BytePlace): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const handle = await open(file, 'r');
  try {
    for (let read = 0; read < length;) {
      const { bytesRead } = await handle.read(bytes, read, length - read, offset + read);
      if (bytesRead === 0)
        throw new ForeignSaeError(file, `it ends at byte ${offset + read}, in the middle. Fetch it again.`);
      read += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return bytes;
}

/** All of a tensor. */
export function readAll(tensor: ForeignTensor): Promise<Float32Array> {
  return tensor.read(0, elementsOf(tensor.shape));
}

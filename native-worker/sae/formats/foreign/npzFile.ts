/** NumPy's .npz: a zip archive of .npy arrays, stored or compressed. */
import { elementsOf, bytesEach, toFloat32 } from './elements.ts';
import { ForeignSaeError } from './foreignError.ts';
import { NPY_START, npyHeader, type NpyHeader } from './npyArray.ts';
import { strided } from './strided.ts';
import { readBytes, tensorAt, type ForeignTensor, type WeightFile } from './weightFile.ts';
import { openZip, type ZipEntry } from './zipFile.ts';

/** Arrays by name, without the ending. @throws ForeignSaeError */
export async function openNpz(file: string): Promise<WeightFile> {
  const tensors = new Map<string, ForeignTensor>();
  for (const [name, entry] of await openZip(file)) {
    if (!name.endsWith('.npy')) continue;
    tensors.set(name.slice(0, -'.npy'.length), await array(file, entry));
  }
  if (tensors.size > 0) return { path: file, tensors };
  throw new ForeignSaeError(file, 'it holds no NumPy arrays. Choose the file that holds the weights.');
}

async function array(file: string, entry: ZipEntry): Promise<ForeignTensor> {
  try {
    return entry.place === null ? inflated(await entry.read()) : await stored(entry.place, entry.name);
  } catch (error) {
    if (error instanceof ForeignSaeError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ForeignSaeError(
      file,
      `array '${entry.name}': ${reason}. Save the arrays once more by numpy.savez.`,
    );
  }
}

async function stored(place: NonNullable<ZipEntry['place']>, name: string): Promise<ForeignTensor> {
  const header = npyHeader(await readBytes({ ...place, length: Math.min(NPY_START, place.length) }));
  const offset = place.offset + header.dataStart;
  const flat = { ...place, offset, length: place.length - header.dataStart };
  return ordered(tensorAt(flat, name, header.type, [elementsOf(header.shape)]), header);
}

function inflated(bytes: Buffer): ForeignTensor {
  const header = npyHeader(bytes.subarray(0, NPY_START));
  const data = bytes.subarray(header.dataStart);
  const width = bytesEach(header.type);
  const count = elementsOf(header.shape);
  if (data.length !== count * width)
    throw new RangeError(`${data.length} bytes do not hold the shape [${header.shape.join(', ')}]`);
  const read = (from: number, to: number): Promise<Float32Array> =>
    Promise.resolve(toFloat32(data.subarray(from * width, to * width), header.type));
  return ordered({ shape: [count], read }, header);
}

function ordered(flat: ForeignTensor, { shape, fortranOrder }: NpyHeader): ForeignTensor {
  if (!fortranOrder) return { ...flat, shape };
  const strides: number[] = [];
  let stride = 1;
  for (const dim of shape) {
    strides.push(stride);
    stride *= dim;
  }
  return strided(flat, shape, strides);
}

/** A safetensors file with tensors of any type. Format: ../safetensors.ts. */
import { open } from 'node:fs/promises';
import { headerEnd, SafetensorsError, typedPlaces } from '../safetensors.ts';
import { isElementType } from './elements.ts';
import { ForeignSaeError } from './foreignError.ts';
import { readBytes, tensorAt, type ForeignTensor, type WeightFile } from './weightFile.ts';

/** A header names a tensor in some hundred bytes; the writers of safetensors stop at 100 MB. */
const MOST_HEADER = 1e8;

/** @throws ForeignSaeError, SafetensorsError */
export async function openSafetensors(file: string): Promise<WeightFile> {
  const size = await fileSize(file);
  const start = await readBytes({ file, offset: 0, length: Math.min(8, size) });
  const end = headerEnd(start, size, file);
  if (end > MOST_HEADER) throw new SafetensorsError(file, `its header claims ${end} bytes`);
  const header = await readBytes({ file, offset: 8, length: end - 8 });
  const tensors = new Map<string, ForeignTensor>();
  for (const [name, { dtype, shape, offset, length }] of typedPlaces(header, size, file)) {
    if (!isElementType(dtype))
      throw new ForeignSaeError(
        file,
        `tensor '${name}' has the type ${dtype}, which is not read here. Convert the weights to F32, F16 or BF16.`,
      );
    tensors.set(name, tensorAt({ file, offset, length }, name, dtype, shape));
  }
  return { path: file, tensors };
}

async function fileSize(file: string): Promise<number> {
  const handle = await open(file, 'r');
  try {
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

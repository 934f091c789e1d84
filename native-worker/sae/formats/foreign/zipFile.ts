/**
 * The entries of a zip archive, as PyTorch and NumPy write them: stored entries are read where they lie, compressed ones are inflated in
 * memory up to a bound. Sizes that lie are found out by yauzl while reading.
 */
import { stat } from 'node:fs/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { ForeignSaeError } from './foreignError.ts';
import { readBytes, type BytePlace } from './weightFile.ts';

export interface ZipEntry {
  name: string;
  /** Bytes when unpacked. */
  size: number;
  /** Where its bytes lie in the archive; null where they are compressed. */
  place: BytePlace | null;
  /** All of its bytes. @throws ForeignSaeError where they are damaged, or more than the archive says */
  read(): Promise<Buffer>;
}

const MOST_ENTRIES = 4096;
/** Compressed bytes are inflated in memory: more than this in an archive is refused. */
const MOST_INFLATED = 2 ** 31;
/** Weights hardly shrink; what shrinks more than this, beyond a first stretch (a vector of zeros), was made to fill the memory. */
const MOST_SHRUNK = 100;
const FREELY_SHRUNK = 2 ** 24;

/** @throws ForeignSaeError for a damaged archive */
export async function openZip(file: string): Promise<Map<string, ZipEntry>> {
  const entries = new Map<string, ZipEntry>();
  const { size: fileBytes } = await stat(file);
  const zip = await guarded(file, () => openPromise(file, { autoClose: false }));
  let inflated = 0;
  try {
    await guarded(file, async () => {
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName.endsWith('/')) continue;
        if (entries.size >= MOST_ENTRIES) throw new Error(`it has more than ${MOST_ENTRIES} entries`);
        if (entries.has(entry.fileName)) throw new Error(`it has '${entry.fileName}' twice`);
        entries.set(entry.fileName, await zipEntry(file, zip, entry, fileBytes));
        inflated += entry.compressionMethod === 0 ? 0 : entry.uncompressedSize;
        if (inflated > MOST_INFLATED)
          throw new Error('it is compressed and unpacks to more than 2 GiB; save it uncompressed');
      }
    });
  } finally {
    zip.close();
  }
  return entries;
}

async function zipEntry(file: string, zip: ZipFile, entry: Entry, fileBytes: number): Promise<ZipEntry> {
  const { fileName: name, uncompressedSize: size } = entry;
  if (entry.isEncrypted()) throw new Error(`'${name}' is encrypted`);
  if (entry.compressionMethod !== 0)
    return { name, size, place: null, read: () => guarded(file, () => inflate(file, entry)) };
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  if (fileDataStart + size > fileBytes) throw new Error(`'${name}' does not fit into the file`);
  const place = { file, offset: fileDataStart, length: size };
  return { name, size, place, read: () => readBytes(place) };
}

async function inflate(file: string, entry: Entry): Promise<Buffer> {
  const { fileName, uncompressedSize, compressedSize } = entry;
  if (uncompressedSize > FREELY_SHRUNK + MOST_SHRUNK * compressedSize)
    throw new Error(
      `'${fileName}' unpacks from ${compressedSize} to ${uncompressedSize} bytes, as no weights do`,
    );
  const zip = await openPromise(file, { autoClose: false });
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } finally {
    zip.close();
  }
}

async function guarded<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ForeignSaeError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ForeignSaeError(file, `the archive cannot be read (${reason}). Fetch it again.`);
  }
}

/** One sha256 over the files that decide what a model computes. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** Digests by path, size and time of change, so that a process hashes gigabytes of weights once. */
const known = new Map<string, string>();

async function fileHash(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  const key = `${file}\n${size}\n${mtimeMs}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  const digest = hash.digest('hex');
  known.set(key, digest);
  return digest;
}

/** sha256, hex, over the sha256 digests of `files` in the order given; file names do not count. */
export async function modelHash(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) hash.update(await fileHash(file));
  return hash.digest('hex');
}

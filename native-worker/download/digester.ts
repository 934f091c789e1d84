/** Checksums as the hub gives them, taken piece by piece while a file comes. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Digest } from './hub.ts';

export interface Digester {
  update(bytes: Uint8Array): void;
  hex(): string;
}

/** @param bytes of the whole file: git's id of a file begins with its length */
export function digesterOf(kind: Digest['kind'], bytes: number): Digester {
  const hash = createHash(kind === 'sha256' ? 'sha256' : 'sha1');
  if (kind === 'gitBlob') hash.update(`blob ${bytes}\0`);
  return { update: (part) => hash.update(part), hex: () => hash.digest('hex') };
}

/** Reads in pieces, so that the process answers others between them. @throws what the file system throws */
export async function digestFile(
  file: string,
  digester: Digester,
  onPart: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const part of createReadStream(file, { highWaterMark: 1 << 18, signal })) {
    const bytes = part as Uint8Array;
    digester.update(bytes);
    onPart(bytes.length);
  }
}

/** The bytes of a checkpoint, read where they are needed: all but the hash at the end is its body. */
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { StateReader } from '../compute/stateReader.ts';

/** A checkpoint that is cut short, altered or no checkpoint at all. */
export class CheckpointDamagedError extends Error {
  constructor(file: string, problem: string) {
    super(`The checkpoint ${file} cannot be used: ${problem}. Resume from the checkpoint before it.`);
    this.name = 'CheckpointDamagedError';
  }
}

const hashBytes = 32;
/** Read at a time. */
const chunkBytes = 2 ** 24;

export class CheckpointBytes {
  readonly path: string;
  readonly bodyBytes: number;
  readonly #handle: FileHandle;
  readonly #size: number;

  /** @param handle stays open for as long as `bytes` and `checkHash` are called; a state reader opens the file by itself */
  constructor(path: string, handle: FileHandle, size: number) {
    this.path = path;
    this.#handle = handle;
    this.#size = size;
    this.bodyBytes = Math.max(0, size - hashBytes);
  }

  bytes(from: number, to: number): Promise<Buffer> {
    return readBytes(this.path, this.#handle, from, to);
  }

  /** @throws CheckpointDamagedError */
  async checkHash(): Promise<void> {
    const hash = createHash('sha256');
    for (let from = 0; from < this.bodyBytes; from += chunkBytes) {
      hash.update(await this.bytes(from, Math.min(this.bodyBytes, from + chunkBytes)));
    }
    if (hash.digest().equals(await this.bytes(this.bodyBytes, this.#size))) return;
    throw new CheckpointDamagedError(this.path, `its checksum does not fit its ${this.#size} bytes`);
  }

  /** @param places where each array begins; those that are missing are zero */
  stateReader(
    { dIn, dSae, tied, step }: Pick<StateReader, 'dIn' | 'dSae' | 'tied' | 'step'>,
    places: ReadonlyMap<string, number>,
  ): StateReader {
    const { path } = this;
    return {
      dIn,
      dSae,
      tied,
      step,
      read: async (name, from, to) => {
        const values = new Float32Array(to - from);
        const place = places.get(name);
        if (place === undefined || values.length === 0) return values;
        const handle = await open(path, 'r');
        try {
          const into = new Uint8Array(values.buffer);
          for (let at = 0; at < into.length; at += chunkBytes) {
            const end = Math.min(into.length, at + chunkBytes);
            into.set(await readBytes(path, handle, place + 4 * from + at, place + 4 * from + end), at);
          }
        } finally {
          await handle.close();
        }
        return values;
      },
    };
  }
}

/** @throws CheckpointDamagedError where the file ends before */
async function readBytes(path: string, handle: FileHandle, from: number, to: number): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from);
  for (let read = 0; read < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, read, bytes.length - read, from + read);
    if (bytesRead === 0) {
      throw new CheckpointDamagedError(path, `it ends at byte ${from + read}, before its arrays do`);
    }
    read += bytesRead;
  }
  return bytes;
}

/** Files that are whole or absent: written to a temporary name in the same folder, flushed, renamed. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

let counter = 0;

/** The disk is full: says where, how much is free and what a user can free. */
export class DiskFullError extends Error {
  override readonly name = 'DiskFullError';
  readonly code = 'diskFull';
  constructor(file: string, cause: unknown) {
    super(
      `The disk is full: ${file} could not be written (${freeText(path.dirname(file))}). Free space by deleting old runs ` +
        `(side bar, or "monosema runs delete <run>") or the folder "activations" of the storage, then resume.`,
      { cause },
    );
  }
}

/** @throws DiskFullError when there is no room; the old content then stays. */
export function writeFileAtomic(file: string, content: string | Uint8Array): void {
  counter += 1;
  const temporary = `${file}.${process.pid}-${counter}.tmp`;
  try {
    const descriptor = openSync(temporary, 'w');
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw explainWriteError(file, error);
  }
}

/** The storage cannot be written: read-only, or another user's. */
export class NotWritableError extends Error {
  override readonly name = 'NotWritableError';
  readonly code = 'badRun';
  constructor(file: string, reason: string, cause: unknown) {
    super(
      `${file} cannot be written (${reason}). Make its folder writable, or choose another storage folder ` +
        '(--storage, or the setting monosema.storageFolder).',
      { cause },
    );
  }
}

const NOT_WRITABLE: ReadonlySet<unknown> = new Set(['EROFS', 'EACCES', 'EPERM']);

/** ENOSPC and EDQUOT as DiskFullError, a storage that is read-only as NotWritableError; any other error as it is. */
export function explainWriteError(file: string, error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') return new DiskFullError(file, error);
  return NOT_WRITABLE.has(error.code) ? new NotWritableError(file, String(error.code), error) : error;
}

/** Bytes free to this user on the disk that holds `folder`; null where the system does not say. */
export function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

function freeText(folder: string): string {
  const free = freeBytes(folder);
  return free === null ? 'free space unknown' : `${(free / 1e6).toFixed(1)} MB free`;
}

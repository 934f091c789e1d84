/** Refuses a download that the disk has no room for, before its first byte. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { EngineError } from '../../link/engineError.ts';
import { freeBytes } from '../files/atomicFile.ts';

/** Left free for everything else on the disk; a full system disk is a broken machine. */
const MARGIN_BYTES = 200e6;

/** Bytes free where `folder` is, or will be; null where the system does not say. */
export function freeBytesNear(folder: string): number | null {
  let nearest = path.resolve(folder);
  while (!existsSync(nearest) && path.dirname(nearest) !== nearest) nearest = path.dirname(nearest);
  return freeBytes(nearest);
}

/** @throws EngineError `diskFull` with what is needed, what is there, and what to do */
export function checkDiskRoom(folder: string, needed: number, free: number | null): void {
  if (free === null || free >= needed + MARGIN_BYTES) return;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;
  throw new EngineError(
    'diskFull',
    `The download needs ${gigabytes(needed)} and ${gigabytes(MARGIN_BYTES)} are left free, but the disk of ${folder} has ${gigabytes(free)}. ` +
      `Free ${gigabytes(needed + MARGIN_BYTES - free)}, take a smaller precision, or choose a folder on another disk (--out, or the setting monosema.storageFolder).`,
  );
}

/** A little room set aside in the run's folder, so that a job which fills the disk can still write down why it failed. */
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import type { Disposable } from '../../link/disposable.ts';
import { explainWriteError } from '../files/atomicFile.ts';
import type { RunPaths } from './runFolder.ts';

/** run.json, its temporary copy and the lock's end, with room to spare; random, for disks that compress. */
const RESERVED_BYTES = 128 * 1024;

/** Disposing gives the room back. @throws DiskFullError when there is none */
export function reserveDisk({ reserve: file }: RunPaths): Disposable {
  try {
    writeFileSync(file, randomBytes(RESERVED_BYTES));
  } catch (error) {
    rmSync(file, { force: true });
    throw explainWriteError(file, error);
  }
  return {
    dispose: () => {
      rmSync(file, { force: true });
    },
  };
}

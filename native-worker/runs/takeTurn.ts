/**
 * Runs of a group are trained one after the other, each by a job of its own: a job waits here until those before it have ended, and
 * whoever is killed gives its turn up by dying. All of it is locks in a folder, so no process is in charge.
 */
import { mkdirSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Disposable } from '../../link/disposable.ts';
import { explainWriteError } from '../files/atomicFile.ts';
import { acquireFolderLock, FolderBusyError, liveLockHolder, type LockPaths } from '../files/folderLock.ts';
import type { RunControl } from './runControl.ts';

export interface TurnOptions {
  /** Of the group. */
  folder: string;
  /** In the group's order. */
  place: number;
  control: RunControl;
  /** Told once, when there is something to wait for. */
  onWait: () => void;
  pollMs?: number;
}

const POLL_MS = 250;

/** Disposing it lets the next run go on. @throws StoppedError when asked to stop while waiting */
export async function takeTurn(options: TurnOptions): Promise<Disposable> {
  const { folder, place, control, onWait, pollMs = POLL_MS } = options;
  let waiting: Disposable | null = null;
  let told = false;
  try {
    for (;;) {
      // A run that is paused before its turn lets those behind it go first.
      if (control.isPaused) {
        waiting?.dispose();
        waiting = null;
      }
      await control.check();
      waiting ??= tryLock(path.join(folder, `waiting-${place}`));
      const turn = isFirst(folder, place) ? tryLock(path.join(folder, 'turn')) : null;
      if (turn !== null) return withFolder(turn, folder);
      if (!told) onWait();
      told = true;
      await delay(pollMs, undefined, { signal: control.signal }).catch(() => undefined);
    }
  } finally {
    waiting?.dispose();
    removeEmpty(path.join(folder, `waiting-${place}`));
  }
}

/** Whether nobody who comes earlier in the group waits. */
function isFirst(folder: string, place: number): boolean {
  return !Array.from({ length: place }, (_, earlier) =>
    lockPaths(path.join(folder, `waiting-${earlier}`)),
  ).some((paths) => liveLockHolder(paths) !== null);
}

/** Null while another process holds it, or takes its folder away at this moment. */
function tryLock(folder: string): Disposable | null {
  try {
    mkdirSync(folder, { recursive: true });
    return acquireFolderLock(lockPaths(folder), null);
  } catch (error) {
    if (error instanceof FolderBusyError) return null;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw explainWriteError(folder, error);
  }
}

function withFolder(turn: Disposable, folder: string): Disposable {
  return {
    dispose: () => {
      turn.dispose();
      removeEmpty(path.join(folder, 'turn'));
      removeEmpty(folder);
      removeEmpty(path.dirname(folder));
    },
  };
}

/** The last to leave leaves nothing behind. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else is in it, or has removed it.
  }
}

function lockPaths(folder: string): LockPaths {
  return { root: folder, lock: path.join(folder, 'lock'), heartbeat: path.join(folder, 'heartbeat') };
}

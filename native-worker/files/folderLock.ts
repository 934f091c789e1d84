/**
 * The exclusive lock of a folder: a file that names its holder by host, process id and start time, so that a lock left by a
 * killed process, or by one whose id was given anew, is seen as stale and taken over. A heartbeat file covers what the
 * system does not tell (other hosts, Windows).
 */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Disposable } from '../../link/disposable.ts';
import { removeSocketAddress } from '../../link/socketLink.ts';
import { explainWriteError } from './atomicFile.ts';
import { processIdentity } from './processIdentity.ts';

/** Where a folder's lock and its holder's heartbeat lie. */
export interface LockPaths {
  root: string;
  lock: string;
  heartbeat: string;
}

const lockSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  /** From processIdentity; null where the platform gives none. */
  started: z.string().nullable(),
  nonce: z.string(),
  /** Where the holder listens; null for a short hold without a job. */
  socket: z.string().nullable(),
});
export type LockHolder = z.infer<typeof lockSchema>;

/** A heartbeat older than this is no sign of life. The holder beats every HEARTBEAT_MS, but a long ORT call may delay it. */
const HEARTBEAT_STALE_MS = 60_000;
const HEARTBEAT_MS = 2_000;
/** An unreadable lock this young is one being written. */
const BEING_WRITTEN_MS = 5_000;

export class FolderBusyError extends Error {
  override readonly name = 'FolderBusyError';
  readonly code = 'busy';
  constructor(folder: string, holder: LockHolder | null) {
    const who = holder === null ? 'another process' : `process ${holder.pid} on ${holder.host}`;
    super(`${folder} is in use by ${who}. Stop the run first, or wait until it ends.`);
  }
}

/** The live holder of a folder's lock; null when it is free or its holder is dead. */
export function liveLockHolder(paths: LockPaths): LockHolder | null {
  const holder = readLock(paths.lock);
  return holder !== null && isAlive(holder, paths) ? holder : null;
}

/** Takes the lock, over a dead holder too. @throws FolderBusyError while a live process holds it. */
export function acquireFolderLock(paths: LockPaths, socket: string | null): Disposable {
  const own: LockHolder = {
    pid: process.pid,
    host: hostname(),
    started: processIdentity(process.pid) ?? null,
    nonce: randomUUID(),
    socket,
  };
  if (!createLock(paths.lock, own)) {
    takeOver(paths, own);
  }
  return startHeartbeat(paths, own);
}

/** Only one process at a time may replace a stale lock; the guard file makes sure of it. */
function takeOver(paths: LockPaths, own: LockHolder): void {
  const guard = `${paths.lock}.takeover`;
  if (ageMs(guard) > BEING_WRITTEN_MS) rmSync(guard, { force: true });
  const holder = readLock(paths.lock);
  if (
    (holder === null && ageMs(paths.lock) < BEING_WRITTEN_MS) ||
    (holder !== null && isAlive(holder, paths))
  ) {
    throw new FolderBusyError(paths.root, holder);
  }
  if (!createLock(guard, own)) throw new FolderBusyError(paths.root, null);
  try {
    if (readLock(paths.lock)?.nonce !== holder?.nonce)
      throw new FolderBusyError(paths.root, readLock(paths.lock));
    rmSync(paths.lock, { force: true });
    if (holder?.socket != null) removeSocketAddress(holder.socket);
    if (!createLock(paths.lock, own)) throw new FolderBusyError(paths.root, readLock(paths.lock));
  } finally {
    rmSync(guard, { force: true });
  }
}

function createLock(file: string, holder: LockHolder): boolean {
  try {
    const descriptor = openSync(file, 'wx');
    try {
      writeFileSync(descriptor, JSON.stringify(holder));
    } finally {
      closeSync(descriptor);
    }
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw explainWriteError(file, error);
  }
}

function readLock(file: string): LockHolder | null {
  try {
    return lockSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function isAlive(holder: LockHolder, paths: LockPaths): boolean {
  if (holder.host !== hostname()) return ageMs(paths.heartbeat) < HEARTBEAT_STALE_MS;
  const identity = processIdentity(holder.pid);
  if (identity === undefined) return false;
  if (identity === null || holder.started === null) return ageMs(paths.heartbeat) < HEARTBEAT_STALE_MS;
  return identity === holder.started;
}

function startHeartbeat(paths: LockPaths, own: LockHolder): Disposable {
  const beat = (): void => {
    try {
      const now = new Date();
      utimesSync(paths.heartbeat, now, now);
    } catch {
      // The folder may have been removed by hand: the lock's end will find out.
    }
  };
  writeFileSync(paths.heartbeat, '');
  const timer = setInterval(beat, HEARTBEAT_MS);
  timer.unref();
  return {
    dispose: () => {
      clearInterval(timer);
      if (readLock(paths.lock)?.nonce !== own.nonce) return;
      rmSync(paths.heartbeat, { force: true });
      rmSync(paths.lock, { force: true });
    },
  };
}

function ageMs(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processIdentity } from '../../../native-worker/files/processIdentity.ts';
import { runPaths, type RunPaths } from '../../../native-worker/runs/runFolder.ts';
import {
  acquireFolderLock,
  FolderBusyError,
  liveLockHolder,
} from '../../../native-worker/files/folderLock.ts';
import { makeSocketAddress } from '../../../link/socketLink.ts';
import { temporaryFolder } from '../runs/fixtures.ts';

let paths: RunPaths;
beforeEach(() => {
  paths = runPaths(path.join(temporaryFolder(), 'run'));
  mkdirSync(paths.root);
});
afterEach(() => {
  rmSync(path.dirname(paths.root), { recursive: true, force: true });
});

/** Leaves a lock as another process would have. */
function leaveLock(change: object): void {
  const lock = { pid: process.pid, host: hostname(), started: null, nonce: 'other', socket: null, ...change };
  writeFileSync(paths.lock, JSON.stringify(lock));
}

test('a lock is held by one and free after its end', () => {
  const lock = acquireFolderLock(paths, 'socket');
  expect(liveLockHolder(paths)).toMatchObject({ pid: process.pid, socket: 'socket' });
  expect(() => acquireFolderLock(paths, null)).toThrow(FolderBusyError);
  lock.dispose();
  expect(liveLockHolder(paths)).toBeNull();
  expect(existsSync(paths.heartbeat)).toBe(false);
  acquireFolderLock(paths, null).dispose();
});

test('a lock of a process that ended is stale, and its socket goes with it', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  const socket = makeSocketAddress();
  leaveLock({ pid: child.pid, started: processIdentity(child.pid ?? 0), socket });
  expect(liveLockHolder(paths)).toMatchObject({ pid: child.pid });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(liveLockHolder(paths)).toBeNull();
  acquireFolderLock(paths, null).dispose();
  expect(existsSync(path.dirname(socket))).toBe(false);
});

test.runIf(process.platform !== 'win32')(
  'a lock is stale when its process id was given to a later process',
  () => {
    leaveLock({ started: 'an earlier start' });
    expect(liveLockHolder(paths)).toBeNull();
    const lock = acquireFolderLock(paths, null);
    expect(liveLockHolder(paths)?.nonce).not.toBe('other');
    lock.dispose();
  },
);

test('a lock from another host counts while its heartbeat is fresh', () => {
  leaveLock({ host: 'elsewhere' });
  writeFileSync(paths.heartbeat, '');
  expect(liveLockHolder(paths)).toMatchObject({ host: 'elsewhere' });
  const old = new Date(Date.now() - 120_000);
  utimesSync(paths.heartbeat, old, old);
  expect(liveLockHolder(paths)).toBeNull();
});

test('an unreadable lock is respected while young, then taken over', () => {
  writeFileSync(paths.lock, '');
  expect(() => acquireFolderLock(paths, null)).toThrow(FolderBusyError);
  const old = new Date(Date.now() - 10_000);
  utimesSync(paths.lock, old, old);
  acquireFolderLock(paths, null).dispose();
});

test('ending a lock that another has taken over leaves it alone', () => {
  const lock = acquireFolderLock(paths, null);
  leaveLock({ nonce: 'the new holder' });
  lock.dispose();
  expect(readFileSync(paths.lock, 'utf8')).toContain('the new holder');
});

test.runIf(process.platform === 'linux')(
  'the identity of this process is steady, and none is given for a free id',
  () => {
    expect(processIdentity(process.pid)).toBe(processIdentity(process.pid));
    expect(processIdentity(process.pid)).toMatch(/^[0-9a-f-]+:\d+$/u);
    expect(processIdentity(2 ** 22 + 1)).toBeUndefined();
  },
);

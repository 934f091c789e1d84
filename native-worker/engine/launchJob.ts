/** Starts a run's job as a detached process and waits until it listens. Its output goes to job.log in the run's folder. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { EngineError } from '../../link/engineError.ts';
import { childEnvironment } from '../../link/processLink.ts';
import type { RunPaths } from '../runs/runFolder.ts';
import { liveLockHolder } from '../files/folderLock.ts';

/** A cold start with a virus scanner looking at every file may take long. */
const START_MS = 60_000;
const POLL_MS = 25;
const LOG_LINES = 6;

/**
 * For the C library of most Linux systems, which else keeps what a job has freed: large blocks go back to the system at once, and threads
 * share two heaps. At the paper's size that is about 100 MB of the job's peak. Other systems do not know these names.
 */
const allocation = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: String(2 ** 20) };

/** The address the job listens on. @throws EngineError `processDied` with the end of its log when it ended at once. */
export async function launchJob(modulePath: string, paths: RunPaths): Promise<string> {
  const ended = watchEnd(spawnDetached(modulePath, paths));
  const deadline = performance.now() + START_MS;
  while (performance.now() < deadline) {
    const socket = liveLockHolder(paths)?.socket;
    if (socket != null) return socket;
    if (ended.how !== null) {
      throw new EngineError(
        'processDied',
        `The job of ${paths.root} ended at once (${ended.how}). ${logEnd(paths.log)}`,
      );
    }
    await delay(POLL_MS);
  }
  throw new EngineError(
    'processDied',
    `The job of ${paths.root} did not start within ${START_MS / 1000} s. ${logEnd(paths.log)}`,
  );
}

function spawnDetached(modulePath: string, paths: RunPaths): ChildProcess {
  const log = openSync(paths.log, 'a');
  try {
    const child = spawn(process.execPath, [modulePath, paths.root], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...allocation, ...childEnvironment() },
      windowsHide: true,
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

function watchEnd(child: ChildProcess): { how: string | null } {
  const ended: { how: string | null } = { how: null };
  child.once('error', (error) => {
    ended.how = error.message;
  });
  child.once('exit', (code, signal) => {
    ended.how = signal ?? `exit code ${code ?? 'unknown'}`;
  });
  return ended;
}

function logEnd(file: string): string {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
  return `${file} ends: ${lines.join(' | ')}`;
}

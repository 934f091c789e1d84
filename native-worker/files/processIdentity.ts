/**
 * Tells a process from a later one with the same id: Linux by boot id and start time in clock ticks (/proc), macOS by the start
 * time that `ps` gives. Where the system gives neither (Windows), null: callers then rely on the heartbeat.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The identity of a live process; undefined when there is none, null when the platform does not tell. */
export function processIdentity(pid: number): string | null | undefined {
  if (!exists(pid)) return undefined;
  switch (process.platform) {
    case 'linux':
      return linuxIdentity(pid);
    case 'darwin':
      return darwinIdentity(pid);
    default:
      return null;
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function linuxIdentity(pid: number): string | null | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name in parentheses may itself hold spaces and parentheses. Fields count from 3 behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    const startTicks = fields[19];
    if (state === 'Z' || state === 'X') return undefined;
    return startTicks === undefined ? null : `${boot}:${startTicks}`;
  } catch {
    return exists(pid) ? null : undefined;
  }
}

function darwinIdentity(pid: number): string | null | undefined {
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return started === '' ? undefined : started;
  } catch {
    return exists(pid) ? null : undefined;
  }
}

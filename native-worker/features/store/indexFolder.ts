/** Where the indexes of a run lie: index/<step>/, written under a temporary name and renamed; index/current names the newest. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST_FILE } from './indexManifest.ts';

const TEMPORARY_PREFIX = '.writing-';

export function indexRoot(runFolder: string): string {
  return join(runFolder, 'index');
}

export interface IndexPlace {
  step: number;
  folder: string;
  /** When it was written, ms since 1970: tells an index from another of the same step. */
  written: number;
}

/** The index that `current` names, or the newest complete one where `current` is missing or names none; null without any. */
export async function newestIndex(runFolder: string): Promise<IndexPlace | null> {
  const root = indexRoot(runFolder);
  const named = await readFile(join(root, 'current'), 'utf8').catch(() => '');
  const names = await readdir(root).catch((): string[] => []);
  const steps = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const newestFirst = steps.sort((a, b) => b - a);
  if (/^\d+\s*$/.test(named)) newestFirst.unshift(Number(named));
  for (const step of newestFirst) {
    const folder = join(root, String(step));
    const manifest = await stat(join(folder, MANIFEST_FILE)).catch(() => null);
    if (manifest) return { step, folder, written: manifest.mtimeMs };
  }
  return null;
}

/** Indexes kept: the current one and, for readers that still hold it open, the one before. */
const KEPT = 2;

/** Removes complete indexes older than the newest two. One that cannot be removed (held open, on Windows) waits for the next time. */
export async function removeOldIndexes(runFolder: string): Promise<void> {
  const root = indexRoot(runFolder);
  const steps = (await readdir(root)).filter((name) => /^\d+$/.test(name)).map(Number);
  const current = (await newestIndex(runFolder))?.step;
  const older = steps.filter((step) => step !== current).sort((a, b) => b - a);
  for (const step of older.slice(KEPT - 1))
    await rm(join(root, String(step)), { recursive: true, force: true }).catch(() => undefined);
}

/** A fresh folder to write an index in; what an interrupted writer left behind is removed (only the run's job writes here). */
export async function temporaryIndexFolder(runFolder: string, step: number): Promise<string> {
  const root = indexRoot(runFolder);
  await mkdir(root, { recursive: true });
  for (const name of await readdir(root)) {
    if (name.startsWith(TEMPORARY_PREFIX)) await rm(join(root, name), { recursive: true, force: true });
  }
  const folder = join(root, `${TEMPORARY_PREFIX}${step}-${process.pid}`);
  await mkdir(folder);
  return folder;
}

/** Moves a written index to its name and makes it the current one. An index of the same step is replaced. */
export async function publishIndex(temporary: string, runFolder: string, step: number): Promise<string> {
  const root = indexRoot(runFolder);
  const folder = join(root, String(step));
  await rm(folder, { recursive: true, force: true });
  await rename(temporary, folder);
  const current = join(root, `${TEMPORARY_PREFIX}current`);
  await writeFile(current, `${step}\n`);
  await rename(current, join(root, 'current'));
  return folder;
}

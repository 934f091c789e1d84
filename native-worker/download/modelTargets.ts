/**
 * Where downloaded models lie: `<storage>/models/<owner>/<name>`, with `@<precision>` behind it for any other than the repository's
 * first. While one comes it lies beside that in `…~partial`, which no model is ever called: hub names have neither @ nor ~.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { VariantPresence } from '../../protocol/download.ts';
import { readRecord, type RecordedFile } from './downloadRecord.ts';

export interface TargetPaths {
  folder: string;
  partial: string;
  lock: string;
  heartbeat: string;
}

export function targetPaths(folder: string): TargetPaths {
  return {
    folder,
    partial: `${folder}~partial`,
    lock: `${folder}~lock`,
    heartbeat: `${folder}~heartbeat`,
  };
}

/** @param precision null for the repository's first variant */
export function usualTarget(modelsFolder: string, repository: string, precision: string | null): string {
  const [owner = '', name = ''] = repository.split('/');
  const suffix = precision === null ? '' : `@${precision.replace(/[^\w.-]+/gu, '-')}`;
  return path.join(modelsFolder, owner, `${name}${suffix}`);
}

/** Folders of whole downloads, sorted. */
export function downloadedModels(modelsFolder: string): string[] {
  return foldersIn(modelsFolder)
    .flatMap((owner) => foldersIn(owner))
    .filter((folder) => !folder.endsWith('~partial') && existsSync(path.join(folder, 'config.json')));
}

/** What is in the target already, and how many of the wanted bytes. */
export function presenceOf(
  folder: string,
  commit: string,
  wanted: readonly Pick<RecordedFile, 'local' | 'bytes'>[],
): { presence: VariantPresence; bytesThere: number } {
  const { partial } = targetPaths(folder);
  const bytes = wanted.reduce((sum, file) => sum + file.bytes, 0);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    const record = readRecord(folder);
    if (record === null) return { presence: 'taken', bytesThere: 0 };
    const isWhole = wanted.every((file) => sizeOf(path.join(folder, file.local)) === file.bytes);
    return record.commit === commit && isWhole
      ? { presence: 'whole', bytesThere: bytes }
      : { presence: 'otherCommit', bytesThere: 0 };
  }
  const bytesThere = wanted.reduce((sum, file) => sum + bytesOf(partial, file.local, file.bytes), 0);
  return { presence: bytesThere > 0 ? 'part' : 'nothing', bytesThere };
}

function bytesOf(folder: string, local: string, most: number): number {
  const file = path.join(folder, local);
  return Math.min(most, sizeOf(file) ?? sizeOf(`${file}.incomplete`) ?? 0);
}

function sizeOf(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.size ?? null;
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name))
    .sort();
}

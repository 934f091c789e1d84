/** The activations of an identity: those on disk, or harvested now under a lock that keeps two processes from writing the same. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../../link/disposable.ts';
import { explainWriteError } from '../../files/atomicFile.ts';
import { acquireFolderLock, FolderBusyError } from '../../files/folderLock.ts';
import { ActivationCache } from './activationCache.ts';
import { CacheBusyError } from './cacheErrors.ts';
import { cacheKey, isCacheKey } from './cacheIdentity.ts';
import type { CacheIdentity } from './cacheIdentity.ts';
import { readManifest } from './cacheManifest.ts';
import type { CacheManifest } from './cacheManifest.ts';

/** Locks lie beside the caches, so that a folder can be renamed and removed while its lock is held. */
const LOCKS = '.locks';

/**
 * @param write stores the activations; called only while nobody else does. It is `writeCache` with its options.
 * @param fresh harvest again even where there are some
 * @throws CacheBusyError, CacheDamagedError, and what `write` throws
 */
export async function openOrHarvest(
  root: string,
  identity: CacheIdentity,
  write: () => Promise<void>,
  fresh = false,
): Promise<{ cache: ActivationCache; harvested: boolean }> {
  const folder = path.join(root, cacheKey(identity));
  const present = fresh ? null : ActivationCache.open(folder);
  if (present !== null) return { cache: present, harvested: false };
  const lock = lockCache(root, path.basename(folder));
  try {
    // Whoever held the lock until now may have written them.
    const written = fresh ? null : ActivationCache.open(folder);
    if (written !== null) return { cache: written, harvested: false };
    removeCache(root, path.basename(folder));
    await write();
  } finally {
    lock.dispose();
  }
  const cache = ActivationCache.open(folder);
  if (cache === null) throw new Error(`${folder} is missing although it was just written.`);
  return { cache, harvested: true };
}

export interface StoredActivations {
  key: string;
  folder: string;
  bytes: number;
  /** Null where it cannot be read. */
  manifest: CacheManifest | null;
}

/** Finished caches, in the order of their names. */
export function listCaches(root: string): StoredActivations[] {
  return names(root)
    .filter(isCacheKey)
    .sort()
    .map((key) => {
      const folder = path.join(root, key);
      return { key, folder, bytes: folderBytes(folder), manifest: manifestOf(folder) };
    });
}

/** Removes a cache and what killed harvests of it left. False where there was nothing. @throws CacheBusyError while it is written */
export function deleteCache(root: string, key: string): boolean {
  const lock = lockCache(root, key);
  try {
    return removeCache(root, key);
  } finally {
    lock.dispose();
  }
}

/** The caller holds its lock. False where there was nothing. */
export function removeCache(root: string, key: string): boolean {
  const own = names(root).filter((name) => name === key || name.startsWith(`${key}.partial-`));
  for (const name of own) rmSync(path.join(root, name), { recursive: true, force: true });
  return own.length > 0;
}

/** @throws CacheBusyError while another process holds it */
export function lockCache(root: string, key: string): Disposable {
  const folder = path.join(root, LOCKS, key);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw explainWriteError(folder, error);
  }
  try {
    const files = { lock: path.join(folder, 'lock'), heartbeat: path.join(folder, 'heartbeat') };
    return acquireFolderLock({ root: folder, ...files }, null);
  } catch (error) {
    throw error instanceof FolderBusyError ? new CacheBusyError(path.join(root, key), error) : error;
  }
}

function names(root: string): string[] {
  try {
    return readdirSync(root);
  } catch {
    return [];
  }
}

function manifestOf(folder: string): CacheManifest | null {
  try {
    return readManifest(folder);
  } catch {
    return null;
  }
}

function folderBytes(folder: string): number {
  return names(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
}

/**
 * The activations of one identity among several that are harvested in one pass: those on disk, or harvested now together with whatever of
 * the others is missing. Whoever comes while another process writes one of them waits, and then finds its own.
 */
import path from 'node:path';
import { Disposables } from '../../../link/disposable.ts';
import { ActivationCache } from './activationCache.ts';
import { CacheBusyError, CacheDamagedError } from './cacheErrors.ts';
import { cacheKey } from './cacheIdentity.ts';
import type { CacheIdentity } from './cacheIdentity.ts';
import { readManifest } from './cacheManifest.ts';
import { lockCache, removeCache } from './openCache.ts';

export interface TogetherOptions {
  /** `<storage>/activations`. */
  root: string;
  identities: readonly CacheIdentity[];
  /** Place among them of the one that is wanted. */
  own: number;
  /** Stores the activations of those that are not null; called only while nobody else writes one of them. It is `writeCaches`. */
  write: (missing: readonly (CacheIdentity | null)[]) => Promise<void>;
  /** Waits a while before the next look. @throws to give up */
  wait: (busy: CacheBusyError) => Promise<void>;
}

/** @throws CacheDamagedError, and what `write` and `wait` throw */
export async function openOrHarvestTogether(
  options: TogetherOptions,
): Promise<{ cache: ActivationCache; harvested: boolean }> {
  const { root, identities, own, wait } = options;
  const identity = identities[own];
  if (identity === undefined)
    throw new RangeError(`There is no identity ${own} among ${identities.length} caches.`);
  for (let harvested = false; ;) {
    const cache = ActivationCache.open(path.join(root, cacheKey(identity)));
    if (cache !== null) return { cache, harvested };
    if (harvested) throw new Error(`The activations of ${identity.hookPoint} are missing in ${root}.`);
    try {
      harvested = await harvestMissing(options);
    } catch (error) {
      if (!(error instanceof CacheBusyError)) throw error;
      await wait(error);
    }
  }
}

/** False where another process has written them meanwhile. @throws CacheBusyError */
async function harvestMissing({ root, identities, own, write }: TogetherOptions): Promise<boolean> {
  const locks = new Disposables();
  try {
    // In one order for all processes, so that no two of them wait for each other.
    const keys = identities.filter((identity) => isMissing(root, identity)).map(cacheKey);
    for (const key of keys.sort()) locks.own(lockCache(root, key));
    const missing = identities.map((identity) =>
      keys.includes(cacheKey(identity)) && isMissing(root, identity) ? identity : null,
    );
    if (missing[own] === null) return false;
    for (const identity of missing) if (identity !== null) removeCache(root, cacheKey(identity));
    await write(missing);
    return true;
  } finally {
    locks.dispose();
  }
}

/** A damaged cache is there: whoever wants it says what is wrong. */
function isMissing(root: string, identity: CacheIdentity): boolean {
  try {
    return readManifest(path.join(root, cacheKey(identity))) === null;
  } catch (error) {
    if (error instanceof CacheDamagedError) return false;
    throw error;
  }
}

/**
 * How much memory harvested activations may take: the shuffle blocks, and what is kept for later epochs. The rule:
 *   an SAE whose weights with their moments stay below 1 GB has blocks of 256 MiB at most, and keeps 1 GiB, less the block that is harvested
 *   ahead, but no more than a quarter of the memory that would be left;
 *   one above that asks for memory itself: blocks of 64 MiB at most, and nothing is kept.
 * The size of a block depends on the SAE's sizes alone, because results depend on it; what is kept changes time alone.
 */
import type { FreeMemory } from '../compute/freeMemory.ts';
import type { MemoryUse } from '../../protocol/training.ts';

const float = 4;
const largeSaeBytes = 1e9;
const mostBlockTokens = 262_144;
const mostBlockBytes = { large: 2 ** 26, other: 2 ** 28 };
const mostKeptBytes = 2 ** 30;
/** Of what would be left free. */
const keptShare = 1 / 4;

export interface ActivationNeeds {
  dIn: number;
  /** The SAE's weights with their moments. */
  saeBytes: number;
  /** Training tokens of an epoch. */
  epochTokens: number;
  /** Whether the next block is harvested while one is being served. */
  ahead: boolean;
  /** Of an earlier job of the same run. */
  blockTokens?: number | undefined;
  /** Free now, before any of `plannedBytes` is taken. */
  free: FreeMemory;
  /** What everything else will take. */
  plannedBytes: number;
}

export interface ActivationMemory {
  /** Tokens a shuffle block. */
  blockTokens: number;
  /** For blocks that later epochs use again. */
  cacheBytes: number;
  /** Whether all of an epoch is kept, so that only the first one runs the language model. */
  holdsEpoch: boolean;
  uses: MemoryUse[];
  /** Why later epochs run the language model again; null when they need not. */
  reason: string | null;
}

/** Tokens a shuffle block: 262,144, less where they would take too much memory. */
export function blockTokensFor({ dIn, saeBytes }: Pick<ActivationNeeds, 'dIn' | 'saeBytes'>): number {
  const bytes = saeBytes > largeSaeBytes ? mostBlockBytes.large : mostBlockBytes.other;
  return Math.max(1, Math.min(mostBlockTokens, Math.floor(bytes / (float * dIn))));
}

export function planActivations(needs: ActivationNeeds): ActivationMemory {
  const { dIn, saeBytes, epochTokens, ahead, free, plannedBytes } = needs;
  const blockTokens = needs.blockTokens ?? blockTokensFor(needs);
  const epochBytes = float * dIn * epochTokens;
  const block = Math.min(float * dIn * blockTokens, epochBytes);
  const blocks = ahead ? 2 * block : block;
  const most = saeBytes > largeSaeBytes ? 0 : mostKeptBytes - (blocks - block);
  const left = free.bytes === null ? Infinity : Math.max(0, free.bytes - plannedBytes - blocks);
  const cacheBytes = Math.floor(Math.min(most, keptShare * left));
  const holdsEpoch = epochBytes <= cacheBytes;
  const use = (what: string, bytes: number): MemoryUse => ({ what, where: 'host', bytes });
  return {
    blockTokens,
    cacheBytes,
    holdsEpoch,
    uses: [
      // An epoch that is kept whole has its blocks there.
      use(
        ahead ? 'two shuffle blocks of activations' : 'shuffle block of activations',
        holdsEpoch ? 0 : blocks,
      ),
      use('activations kept for later epochs', Math.min(cacheBytes, epochBytes)),
    ].filter(({ bytes }) => bytes > 0),
    reason: holdsEpoch ? null : whyAgain(needs, { epochBytes, cacheBytes, most, left }),
  };
}

function whyAgain(
  { saeBytes, free }: ActivationNeeds,
  { epochBytes, cacheBytes, most, left }: Record<'epochBytes' | 'cacheBytes' | 'most' | 'left', number>,
): string {
  const kept = cacheBytes === 0 ? 'No activations are' : `${readable(cacheBytes)} of activations are`;
  const of = `${kept} kept in memory for later epochs, of ${readable(epochBytes)} an epoch`;
  const then = `the language model runs ${cacheBytes === 0 ? '' : 'the rest '}again in each epoch`;
  if (most === 0) return `${of}, because the SAE alone needs ${readable(saeBytes)}: ${then}.`;
  if (cacheBytes < most)
    return `${of}, a quarter of the ${readable(left)} left over (${free.source}): ${then}.`;
  return `${of}, which is the most: ${then}.`;
}

function readable(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

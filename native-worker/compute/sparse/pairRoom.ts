/** How many pairs a worker's lists have room for: what is allocated at the start, and what the plan of the memory counts. */
import type { BackendOptions } from '../backend.ts';

/**
 * Share of active pairs up to which screening by int8 products pays. Up to it, values of active pairs are those of the dot product, however
 * they were found; blocks with more take theirs from U.
 */
export const screenedShare = 0.012;

/** Candidates that a screened block may have, as a multiple of that; beyond, deciding them costs more than U. */
const candidateFactor = 3;

/** Share of all pairs that lists have room for at the start. */
const firstShare = 0.02;

type Batch = Pick<BackendOptions, 'batchTokens'>;

/** Most active pairs of a screened block. */
export function mostScreened(rows: number, { batchTokens }: Batch): number {
  return Math.floor(screenedShare * rows * batchTokens);
}

/** Room that screening a block needs behind the pairs of the blocks before it. */
export function candidateRoom(rows: number, batch: Batch): number {
  return candidateFactor * mostScreened(rows, batch) + batch.batchTokens;
}

/** Pairs that lists of this many neurons have room for at first. @param screened neurons of the largest block that may be screened, or 0 */
export function firstCapacity(neurons: number, screened: number, batch: Batch): number {
  const candidates = screened === 0 ? 0 : candidateRoom(screened, batch);
  return Math.ceil(firstShare * neurons * batch.batchTokens) + batch.batchTokens + candidates;
}

/** The same of the lists that codes are read into, one block at a time. */
export function codeCapacity(rows: number, { batchTokens }: Batch): number {
  return Math.ceil(0.05 * rows * batchTokens);
}

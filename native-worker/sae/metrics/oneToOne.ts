/**
 * One-to-one matching of two dictionaries: no two rows share a partner, so a collapsed dictionary gains nothing. Two named methods:
 * `assignment` has the greatest sum of cosines and holds all of them in memory; `greedy` takes the closest free pair again and again, for any size.
 */
import { rowProducts } from '../rowProducts.ts';
import { maximumAssignment } from './assignment.ts';
import { bestDirections, noMatches, setMatch } from './bestMatches.ts';
import type { Matches } from './bestMatches.ts';
import { chosenDirections, directionsOf } from './directions.ts';
import type { Directions } from './directions.ts';
import { MatchingTooLargeError } from './errors.ts';

export type MatchingMethod = 'assignment' | 'greedy';

/** Rows of the larger side up to which `assignment` takes seconds to a minute and 64 MB. */
export const largestAssignment = 4096;

/**
 * Rows left over (there are fewer others) and rows of zeros have no partner and count with cosine 0.
 * @param rows shape [n, dIn], and `others` [m, dIn]; rows of any length
 * @throws MatchingTooLargeError when `assignment` is asked for more than `largestAssignment` rows
 */
export async function oneToOne(
  rows: Float32Array,
  others: Float32Array,
  dIn: number,
  method: MatchingMethod,
): Promise<Matches> {
  const [from, to] = [directionsOf(rows, dIn), directionsOf(others, dIn)];
  return method === 'greedy' ? greedy(from, to) : assigned(from, to);
}

/** `assignment` where it is affordable; show which one it was. */
export function affordableMethod(rows: number, others: number): MatchingMethod {
  return Math.max(rows, others) <= largestAssignment ? 'assignment' : 'greedy';
}

async function assigned(from: Directions, to: Directions): Promise<Matches> {
  const [n, m] = [from.places.length, to.places.length];
  const matches = noMatches(from.total);
  if (Math.max(n, m) > largestAssignment) throw new MatchingTooLargeError(n, m, largestAssignment);
  if (n === 0 || m === 0) return matches;
  const cosines = new Float32Array(n * m);
  await rowProducts(from.unit, to.unit, from.dIn, (row, products) => {
    cosines.set(products, row * m);
  });
  maximumAssignment(cosines, n, m).forEach((column, row) => {
    if (column >= 0)
      setMatch(matches, from.places[row] ?? 0, to.places[column] ?? 0, cosines[row * m + column] ?? 0);
  });
  return matches;
}

/**
 * Pairs that are each other's best among what is free are just those that greedy would take (ties go to the lower index), so each round
 * settles many at once and no round needs more than the free rows.
 */
async function greedy(from: Directions, to: Directions): Promise<Matches> {
  const matches = noMatches(from.total);
  let [free, freeOthers] = [from, to];
  while (free.places.length > 0 && freeOthers.places.length > 0) {
    const { forward, backward } = await bestDirections(free, freeOthers);
    const mutual = (row: number): boolean => backward.partners[forward.partners[row] ?? 0] === row;
    const taken = new Set<number>();
    for (const row of free.places) {
      if (!mutual(row)) continue;
      const partner = forward.partners[row] ?? 0;
      setMatch(matches, row, partner, forward.cosines[row] ?? 0);
      taken.add(partner);
    }
    free = without(free, (row) => (matches.partners[row] ?? 0) >= 0);
    freeOthers = without(freeOthers, (row) => taken.has(row));
  }
  return matches;
}

function without(directions: Directions, drop: (place: number) => boolean): Directions {
  const kept = [...directions.places.keys()].filter((at) => !drop(directions.places[at] ?? 0));
  return chosenDirections(directions, kept);
}

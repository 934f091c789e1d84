/**
 * Maximum cosine similarity (MCS, arXiv 2506.14002 appendix A.2): of each row of one dictionary, the greatest cosine with any row of
 * another. Signed: an opposite direction is no match. Several rows may share a partner, so MCS rewards a dictionary that collapsed onto few
 * directions: never show it without distinct features and the share of twins (`diversity.ts`).
 */
import { rowProducts } from '../rowProducts.ts';
import { directionsOf } from './directions.ts';
import type { Directions } from './directions.ts';

export interface Matches {
  /** Cosine of each row with its partner, shape [rows]; 0 for a row without one (a row of zeros, or none left over). */
  cosines: Float32Array;
  /** The partner's index, -1 for none; shape [rows]. */
  partners: Int32Array;
}

export interface BestMatches {
  /** Of each of the rows among the others. */
  forward: Matches;
  /** Of each of the others among the rows. */
  backward: Matches;
}

/**
 * Both ways in one pass over all cosines, a block at a time.
 * @param rows shape [n, dIn], and `others` [m, dIn]; rows of any length
 */
export async function bestMatches(
  rows: Float32Array,
  others: Float32Array,
  dIn: number,
): Promise<BestMatches> {
  return bestDirections(directionsOf(rows, dIn), directionsOf(others, dIn));
}

/** The same between directions; places are those of the rows handed in. */
export async function bestDirections(from: Directions, to: Directions): Promise<BestMatches> {
  const [forward, backward] = [noMatches(from.total), noMatches(to.total)];
  if (from.places.length === 0 || to.places.length === 0) return { forward, backward };
  const best = new Float32Array(to.places.length).fill(-Infinity);
  const bestRow = new Int32Array(to.places.length).fill(-1);
  await rowProducts(from.unit, to.unit, from.dIn, (at, cosines) => {
    let [own, partner] = [-Infinity, -1];
    for (let n = 0; n < cosines.length; n++) {
      const cosine = cosines[n] ?? 0;
      if (cosine > own) [own, partner] = [cosine, n];
      if (cosine > (best[n] ?? 0)) {
        best[n] = cosine;
        bestRow[n] = at;
      }
    }
    setMatch(forward, from.places[at] ?? 0, to.places[partner] ?? 0, own);
  });
  to.places.forEach((place, n) => {
    setMatch(backward, place, from.places[bestRow[n] ?? 0] ?? 0, best[n] ?? 0);
  });
  return { forward, backward };
}

/** MCS of each row, shape [rows]. */
export async function maxCosines(
  rows: Float32Array,
  others: Float32Array,
  dIn: number,
): Promise<Float32Array> {
  return (await bestMatches(rows, others, dIn)).forward.cosines;
}

export function noMatches(rows: number): Matches {
  return { cosines: new Float32Array(rows), partners: new Int32Array(rows).fill(-1) };
}

export function setMatch({ cosines, partners }: Matches, row: number, partner: number, cosine: number): void {
  cosines[row] = cosine;
  partners[row] = partner;
}

/**
 * Intervals by resampling the documents of B with replacement (Efron 1979): tokens of one document are alike, so documents are the units
 * that were drawn. Rules, quarters' edges and who has enough active tokens stay as they are. The same draws serve all kinds of units, so
 * that differences between kinds are paired.
 */
import { Random } from '../../sae/random.ts';
import { addTally, judge, noTally, type UnitScore } from './scoreUnit.ts';

export const BOOTSTRAP_DRAWS = 1000;

export interface SharesInDraws {
  /** Share of the units in each draw, shape [draws]. */
  monosemantic: Float64Array;
  contextual: Float64Array;
}

export interface Interval {
  least: number;
  most: number;
}

/** How often each document is drawn, shape [draws][documents]. */
export function documentDraws(documents: number, seed: number, draws = BOOTSTRAP_DRAWS): Uint16Array[] {
  const random = new Random(seed);
  return Array.from({ length: draws }, () => {
    const weights = new Uint16Array(documents);
    for (let i = 0; i < documents; i++) {
      const drawn = random.integer(documents);
      weights[drawn] = (weights[drawn] ?? 0) + 1;
    }
    return weights;
  });
}

/** @param draws from documentDraws, over all documents of B by their number */
export function sharesInDraws(units: readonly UnitScore[], draws: readonly Uint16Array[]): SharesInDraws {
  const shares = { monosemantic: new Float64Array(draws.length), contextual: new Float64Array(draws.length) };
  const part = 1 / Math.max(1, units.length);
  for (const [draw, weights] of draws.entries()) {
    for (const { tallies, enough } of units) {
      if (!enough) continue;
      const total = noTally(-1);
      for (const tally of tallies) {
        const weight = weights[tally.document] ?? 0;
        if (weight > 0) addTally(total, tally, weight);
      }
      const { monosemantic, contextual } = judge(total, enough);
      if (monosemantic) shares.monosemantic[draw] = (shares.monosemantic[draw] ?? 0) + part;
      if (contextual) shares.contextual[draw] = (shares.contextual[draw] ?? 0) + part;
    }
  }
  return shares;
}

/** The middle 95 % of the draws. */
export function interval95(draws: Float64Array): Interval {
  const sorted = draws.toSorted();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { least: at(0.025), most: at(0.975) };
}

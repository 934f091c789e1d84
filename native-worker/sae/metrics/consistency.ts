/**
 * Consistency across seeds: MCS between runs of one recipe on the same data, raw, one-to-one matched, and for random dictionaries. The
 * paper does not say how several other runs are combined: here each ordered pair of runs (i -> j) gives one figure, and what is
 * reported is the mean over ordered pairs with the least and the greatest of them. Diversity always comes along, since MCS rewards collapse.
 */
import { Random } from '../random.ts';
import { bestMatches } from './bestMatches.ts';
import { diversity } from './diversity.ts';
import type { Diversity } from './diversity.ts';
import { TooFewRunsError } from './errors.ts';
import { nullRows } from './nullRows.ts';
import type { NullKind } from './nullRows.ts';
import { affordableMethod, oneToOne } from './oneToOne.ts';
import type { MatchingMethod } from './oneToOne.ts';
import { meanOf, shareAbove, spreadOf } from './summaries.ts';
import type { Spread } from './summaries.ts';
import { topFeatures } from './topFeatures.ts';

/** What one run learned. */
export interface Dictionary {
  /** The decoder's rows, of any length, shape [dSae, dIn]. */
  rows: Float32Array;
  /** Largest activation of each feature on the evaluation tokens, shape [dSae]; selections by it need it of every run. */
  maxActivations?: Float32Array;
  /** Z of each feature, shape [dSae]. */
  zScores?: Float32Array;
}

export interface ConsistencyOptions {
  dIn: number;
  /** Seed of the random dictionaries. */
  nullSeed: number;
  /** `assignment` where it is affordable when left out; the report names it. */
  matching?: MatchingMethod;
  /** tau; the paper's .6, .7, .8, .9 when left out. */
  thresholds?: readonly number[];
  /** alpha: shares of features that are selected; the paper's 0.3 % and 0.05 % when left out. */
  selected?: readonly number[];
}

/** Of the cosines of one kind, over ordered pairs of runs. */
export interface CosineSummary {
  mean: Spread;
  /** Share of features above each threshold, in the order of `thresholds`. */
  sharesAbove: Spread[];
}

export interface SelectionSummary extends CosineSummary {
  by: 'max activation' | 'Z';
  /** alpha. */
  share: number;
  /** Features that alpha comes to in each run, at least one. */
  features: Spread;
}

export interface ConsistencyReport {
  runs: number;
  orderedPairs: number;
  thresholds: number[];
  raw: CosineSummary;
  matched: CosineSummary & { method: MatchingMethod };
  /** Two random dictionaries of the shapes of the first two runs, compared both ways. */
  nulls: Record<NullKind, { raw: CosineSummary; matched: CosineSummary }>;
  /** MCS of the features that are largest by some measure of their own run; empty where the runs came without it. */
  selections: SelectionSummary[];
  /** Of each run, in the order handed in. */
  diversity: Diversity[];
}

/** Cosines of the features of one run with those of another. */
interface PairCosines {
  from: Dictionary;
  raw: Float32Array;
  matched: Float32Array;
}

/** @throws TooFewRunsError, MatchingTooLargeError */
export async function consistency(
  dictionaries: readonly Dictionary[],
  options: ConsistencyOptions,
): Promise<ConsistencyReport> {
  const { dIn, nullSeed, thresholds = [0.6, 0.7, 0.8, 0.9], selected = [0.003, 0.0005] } = options;
  const [first, second] = dictionaries;
  if (!first || !second) throw new TooFewRunsError(dictionaries.length);
  const largest = Math.max(...dictionaries.map(({ rows }) => rows.length / dIn));
  const method = options.matching ?? affordableMethod(largest, largest);
  const pairs = await allPairs(dictionaries, dIn, method);
  const both = (of: readonly PairCosines[]): { raw: CosineSummary; matched: CosineSummary } => ({
    raw: summarise(
      of.map(({ raw }) => raw),
      thresholds,
    ),
    matched: summarise(
      of.map(({ matched }) => matched),
      thresholds,
    ),
  });
  const ofNull = async (kind: NullKind): Promise<ReturnType<typeof both>> => {
    const random = new Random(nullSeed);
    const drawn: Dictionary[] = [];
    for (const { rows } of [first, second]) drawn.push({ rows: await nullRows(rows, dIn, kind, random) });
    return both(await allPairs(drawn, dIn, method));
  };
  const { raw, matched } = both(pairs);
  const ofEach: Diversity[] = [];
  for (const { rows } of dictionaries) ofEach.push(await diversity(rows, dIn));
  return {
    runs: dictionaries.length,
    orderedPairs: pairs.length,
    thresholds: [...thresholds],
    raw,
    matched: { ...matched, method },
    nulls: { sphere: await ofNull('sphere'), covariance: await ofNull('covariance') },
    selections: selections(pairs, thresholds, selected),
    diversity: ofEach,
  };
}

/** Both directions of every pair of runs. */
async function allPairs(
  dictionaries: readonly Dictionary[],
  dIn: number,
  method: MatchingMethod,
): Promise<PairCosines[]> {
  const pairs: PairCosines[] = [];
  for (const [i, one] of dictionaries.entries()) {
    for (const other of dictionaries.slice(i + 1)) {
      const { forward, backward } = await bestMatches(one.rows, other.rows, dIn);
      const { cosines, partners } = await oneToOne(one.rows, other.rows, dIn, method);
      const matchedBack = new Float32Array(other.rows.length / dIn);
      partners.forEach((partner, row) => {
        if (partner >= 0) matchedBack[partner] = cosines[row] ?? 0;
      });
      pairs.push({ from: one, raw: forward.cosines, matched: cosines });
      pairs.push({ from: other, raw: backward.cosines, matched: matchedBack });
    }
  }
  return pairs;
}

function summarise(ofPairs: readonly Float32Array[], thresholds: readonly number[]): CosineSummary {
  return {
    mean: spreadOf(ofPairs.map(meanOf)),
    sharesAbove: thresholds.map((tau) => spreadOf(ofPairs.map((cosines) => shareAbove(cosines, tau)))),
  };
}

function selections(
  pairs: readonly PairCosines[],
  thresholds: readonly number[],
  shares: readonly number[],
): SelectionSummary[] {
  const measures = [
    { by: 'max activation', of: ({ maxActivations }: Dictionary) => maxActivations },
    { by: 'Z', of: ({ zScores }: Dictionary) => zScores },
  ] as const;
  return measures.flatMap(({ by, of }) =>
    shares.flatMap((share): SelectionSummary[] => {
      const chosen = pairs.flatMap(({ from, raw }) => {
        const scores = of(from);
        return scores ? [Float32Array.from(topFeatures(scores, share), (feature) => raw[feature] ?? 0)] : [];
      });
      if (chosen.length < pairs.length) return [];
      const features = spreadOf(chosen.map(({ length }) => length));
      return [{ by, share, features, ...summarise(chosen, thresholds) }];
    }),
  );
}

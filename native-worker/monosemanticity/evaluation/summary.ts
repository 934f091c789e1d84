/** Scores of many units as shares with intervals, one line a kind. */
import type { Interval } from '../measure/bootstrap.ts';
import { interval95, sharesInDraws, type SharesInDraws } from '../measure/bootstrap.ts';
import { columnCode, type Rule } from '../rules/ruleColumns.ts';
import type { ScoredUnit, UnitKind } from './evaluateSubject.ts';

export type SummaryKind = UnitKind | 'reinitialised';

export interface Share extends Interval {
  mean: number;
}

export interface KindSummary {
  kind: SummaryKind;
  units: number;
  /** Units with enough active tokens in enough documents of B; the others fail. */
  enough: number;
  monosemantic: Share;
  contextual: Share;
  /** Share of the units that are contextual by a rule that says more than the current token. */
  beyondToken: number;
  /** Median over all units. */
  purity: number;
  lowestQuarter: number;
  /** Different rules among the monosemantic units. */
  distinctRules: number;
  draws: SharesInDraws;
}

export function summarise(
  kind: SummaryKind,
  units: readonly ScoredUnit[],
  draws: readonly Uint16Array[],
): KindSummary {
  const shares = sharesInDraws(units, draws);
  const shareOf = (which: 'monosemantic' | 'contextual'): Share => ({
    mean: units.filter((unit) => unit[which]).length / Math.max(1, units.length),
    ...interval95(shares[which]),
  });
  const rules = units.filter(({ monosemantic }) => monosemantic).map(({ rule }) => JSON.stringify(rule));
  return {
    kind,
    units: units.length,
    enough: units.filter(({ enough }) => enough).length,
    monosemantic: shareOf('monosemantic'),
    contextual: shareOf('contextual'),
    beyondToken:
      units.filter(({ contextual, rule }) => contextual && !isTokenAlone(rule)).length /
      Math.max(1, units.length),
    purity: median(units.map(({ purity }) => purity)),
    lowestQuarter: median(units.map(({ lowestQuarter }) => lowestQuarter)),
    distinctRules: new Set(rules).size,
    draws: shares,
  };
}

function isTokenAlone(rule: Rule | null): boolean {
  return rule?.length === 1 && rule[0].column === columnCode('token');
}

/** Interval of a difference or ratio between two kinds that were drawn together. */
export function pairedInterval(
  a: KindSummary,
  b: KindSummary,
  which: 'monosemantic' | 'contextual',
  compare: (a: number, b: number) => number,
): Interval {
  return interval95(a.draws[which].map((share, draw) => compare(share, b.draws[which][draw] ?? 0)));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? 0)) / 2;
}

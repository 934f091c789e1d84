/** What the test found, beside what the issue aims at, whether it came out or not. */
import type { ExperimentReport, ReportCheck, ReportTable } from '../../../protocol/experiment.ts';
import { barPlot } from '../../plots/barPlot.ts';
import { reportPlot } from '../../plots/renderPlot.ts';
import { BOOTSTRAP_DRAWS } from '../measure/bootstrap.ts';
import { CRITERIA } from '../measure/criteria.ts';
import { RULE_COLUMNS } from '../rules/ruleColumns.ts';
import { DIRECTION_KINDS } from '../baselines/directions.ts';
import type { ScoredUnit } from './evaluateSubject.ts';
import { pairedInterval, type KindSummary, type SummaryKind } from './summary.ts';

/** Aims, set before anything was measured. */
const AIMS = {
  monosemantic: 0.6,
  timesBestDirection: 2,
  contextual: 0.2,
  overReinitialised: 0.15,
  mostNull: 0.05,
};

const KIND_WORDS: Readonly<Record<SummaryKind, string>> = {
  features: 'features of the SAE',
  reinitialised: 'features, re-initialised model',
  directions: 'random directions, covariance of x',
  neurons: 'neurons (axes of the hooked activation)',
  mlpNeurons: 'neurons of the layer’s MLP',
  pca: '± leading principal components',
  dataPoints: 'data points, untrained',
  null: 'features, rules of another document',
};

/** For the picture's axis. */
const SHORT_WORDS: Readonly<Record<SummaryKind, string>> = {
  features: 'features of the SAE',
  reinitialised: 're-initialised model',
  directions: 'random directions',
  neurons: 'neurons',
  mlpNeurons: 'MLP neurons',
  pca: '± components',
  dataPoints: 'data points',
  null: 'shuffled documents',
};

export interface ReportFacts {
  title: string;
  command: string;
  settings: ExperimentReport['settings'];
  kinds: readonly KindSummary[];
  features: readonly ScoredUnit[];
  notes: string[];
  seconds: number;
}

export async function monosemanticityReport(facts: ReportFacts): Promise<ExperimentReport> {
  const { kinds, features, title, command, settings, notes, seconds } = facts;
  return {
    version: 1,
    experiment: 'monosemanticity',
    title,
    command,
    settings,
    tables: [sharesTable(kinds), rulesTable(features)],
    plots: [await sharesPlot(kinds)],
    checks: checksOf(kinds),
    notes,
    seconds,
  };
}

function sharesTable(kinds: readonly KindSummary[]): ReportTable {
  const share = (name: string) => ({ name, kind: 'percent' as const, digits: 1 });
  const number = (name: string) => ({ name, kind: 'number' as const, digits: 0 });
  return {
    title: 'Units about one thing',
    columns: [
      { name: 'units', kind: 'text' },
      number('n'),
      number('enough'),
      share('monosemantic'),
      share('contextual'),
      share('beyond the token'),
      share('median purity'),
      share('median lowest quarter'),
      number('distinct rules'),
    ],
    rows: kinds.map((kind) => [
      KIND_WORDS[kind.kind],
      kind.units,
      kind.enough,
      kind.monosemantic,
      kind.contextual,
      kind.beyondToken,
      kind.purity,
      kind.lowestQuarter,
      kind.distinctRules,
    ]),
    notes: [
      `Shares with the middle 95 % of ${BOOTSTRAP_DRAWS} resamplings of the documents of B. enough: active on at least ${CRITERIA.leastActiveTokens} tokens in ${CRITERIA.leastDocuments} documents of B; the others fail.`,
      `Monosemantic: purity >= ${CRITERIA.leastPurity} and >= ${CRITERIA.leastLowestQuarter} in the lowest quarter of threshold..max (an empty quarter fails). Contextual: besides, F1 of the rule >= F1 of the token look-up + ${CRITERIA.leastGain}.`,
      'Beyond the token: contextual by a rule that says more than the current token. A unit that fires on a part of one token’s places beats the look-up, which then stays silent, by that token alone.',
      'Each baseline unit fires on as many tokens of A as the feature it is paired with.',
    ],
  };
}

/** Which kinds of rules the monosemantic features have. */
function rulesTable(features: readonly ScoredUnit[]): ReportTable {
  const counts = new Map<string, { monosemantic: number; contextual: number }>();
  for (const { rule, monosemantic, contextual } of features) {
    if (!monosemantic || rule === null) continue;
    const name = rule.map(({ column }) => RULE_COLUMNS[column] ?? '').join(' + ');
    const counted = counts.get(name) ?? { monosemantic: 0, contextual: 0 };
    counted.monosemantic++;
    if (contextual) counted.contextual++;
    counts.set(name, counted);
  }
  const rows = [...counts].sort((a, b) => b[1].monosemantic - a[1].monosemantic || (a[0] < b[0] ? -1 : 1));
  return {
    title: 'Rules of the monosemantic features',
    columns: [
      { name: 'kind of rule', kind: 'text' },
      { name: 'features', kind: 'number', digits: 0 },
      { name: 'contextual', kind: 'number', digits: 0 },
    ],
    rows: rows.slice(0, 15).map(([name, { monosemantic, contextual }]) => [name, monosemantic, contextual]),
    notes: rows.length > 15 ? [`${rows.length - 15} more kinds.`] : [],
  };
}

async function sharesPlot(kinds: readonly KindSummary[]): Promise<ExperimentReport['plots'][number]> {
  const bars = kinds.flatMap(({ kind, monosemantic, contextual }) => [
    bar(SHORT_WORDS[kind], 'monosemantic', monosemantic),
    bar(SHORT_WORDS[kind], 'contextual', contextual),
  ]);
  const found = kinds.map(({ kind, monosemantic }) => `${KIND_WORDS[kind]} ${percent(monosemantic.mean)}`);
  return reportPlot(
    {
      file: 'monosemanticity.svg',
      title: 'Units about one thing',
      description: `Bars of the share of monosemantic and contextual units of each kind, with 95 % intervals. Monosemantic: ${found.join(', ')}.`,
    },
    barPlot({ value: { title: 'share of the units', domain: [0, 1], format: '%' }, bars, width: 420 }),
  );
}

function bar(
  category: string,
  group: string,
  { mean, least, most }: KindSummary['monosemantic'],
): { category: string; group: string; value: number; least: number; most: number } {
  return { category, group, value: mean, least, most };
}

export function checksOf(kinds: readonly KindSummary[]): ReportCheck[] {
  const of = (kind: SummaryKind): KindSummary | undefined =>
    kinds.find((candidate) => candidate.kind === kind);
  const features = of('features');
  if (features === undefined) return [];
  const { monosemantic, contextual } = features;
  const checks: ReportCheck[] = [
    {
      expected: `at least ${percent(AIMS.monosemantic)} of the features are monosemantic`,
      found: shareText(monosemantic),
      held: monosemantic.mean >= AIMS.monosemantic,
    },
    {
      expected: `at least ${percent(AIMS.contextual)} of the features are contextual`,
      found: shareText(contextual),
      held: contextual.mean >= AIMS.contextual,
    },
  ];
  const best = bestDirection(kinds);
  if (best !== undefined) checks.push(directionCheck(features, best));
  const reinitialised = of('reinitialised');
  if (reinitialised !== undefined) checks.push(reinitialisedCheck(features, reinitialised));
  const nothing = of('null');
  if (nothing !== undefined)
    checks.push({
      expected: `at most ${percent(AIMS.mostNull)} are monosemantic under the rules of another document`,
      found: shareText(nothing.monosemantic),
      held: nothing.monosemantic.mean <= AIMS.mostNull,
    });
  return checks;
}

function bestDirection(kinds: readonly KindSummary[]): KindSummary | undefined {
  return kinds
    .filter(({ kind }) => DIRECTION_KINDS.some((name) => name === kind))
    .toSorted((a, b) => b.monosemantic.mean - a.monosemantic.mean)[0];
}

function directionCheck(features: KindSummary, best: KindSummary): ReportCheck {
  const enough = AIMS.timesBestDirection * best.monosemantic.mean;
  const { least, most } = pairedInterval(
    features,
    best,
    'monosemantic',
    (a, b) => a - AIMS.timesBestDirection * b,
  );
  return {
    expected: `${AIMS.timesBestDirection} times as many features are monosemantic as of the best directions`,
    found: `${percent(features.monosemantic.mean)} against ${percent(best.monosemantic.mean)} (${KIND_WORDS[best.kind]}); features - ${AIMS.timesBestDirection} x best: ${points(least)} to ${points(most)}`,
    held: features.monosemantic.mean >= enough && features.monosemantic.mean > 0,
  };
}

function reinitialisedCheck(features: KindSummary, other: KindSummary): ReportCheck {
  const { least, most } = pairedInterval(features, other, 'contextual', (a, b) => a - b);
  const gain = features.contextual.mean - other.contextual.mean;
  return {
    expected: `contextual features are ${100 * AIMS.overReinitialised} points more than on a re-initialised model`,
    found: `${percent(features.contextual.mean)} against ${percent(other.contextual.mean)}; difference ${points(least)} to ${points(most)}`,
    held: gain >= AIMS.overReinitialised,
  };
}

function shareText({ mean, least, most }: KindSummary['monosemantic']): string {
  return `${percent(mean)} (${percent(least)} to ${percent(most)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function points(difference: number): string {
  return (100 * difference).toFixed(1);
}

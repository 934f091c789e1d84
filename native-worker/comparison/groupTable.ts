/** The columns that every table of a comparison shows of a group of seeds: never reconstruction without sparsity, never MCS without twins. */
import type { ReportCell, ReportColumn } from '../../protocol/experiment.ts';
import { range } from '../experiments/cells.ts';
import { figures } from './armGroups.ts';
import type { ArmGroup } from './armGroups.ts';
import type { ArmConsistency } from './consistencyOfArms.ts';

export const groupColumns: ReportColumn[] = [
  { name: 'L0', kind: 'number', digits: 1 },
  { name: 'explained variance', kind: 'number', digits: 3 },
  { name: 'nmse', kind: 'number', digits: 4 },
  { name: 'not seen', kind: 'percent', digits: 1 },
  { name: 'distinct, firing', kind: 'number', digits: 0 },
  { name: 'with a twin', kind: 'percent', digits: 1 },
  { name: 'MCS raw', kind: 'number', digits: 3 },
  { name: 'MCS matched', kind: 'number', digits: 3 },
  { name: 'null', kind: 'number', digits: 3 },
];

export function groupCells(group: ArmGroup): ReportCell[] {
  const firing = group.consistency?.firing ?? null;
  return [
    range(figures(group, ({ l0 }) => l0)),
    range(figures(group, ({ explainedVariance }) => explainedVariance)),
    range(figures(group, ({ nmse }) => nmse)),
    range(figures(group, ({ dead }) => dead.share)),
    range(figures(group, ({ firing: seen }) => seen?.distinct ?? 0)),
    range(figures(group, ({ firing: seen }) => seen?.twinShare ?? null)),
    firing?.raw.mean.mean ?? null,
    firing?.matched.mean.mean ?? null,
    firing?.nulls.covariance.raw.mean.mean ?? null,
  ];
}

/** What the columns mean, said once under a table. */
export function groupNotes(groups: readonly ArmGroup[]): string[] {
  const [first] = groups;
  const tokens = first?.arms[0]?.result.measured.dead.tokens ?? 0;
  const method = first?.consistency?.all.matched.method ?? null;
  return [
    'Ranges are over seeds. Everything is measured on the same held-out tokens, in the form in which an SAE is deployed.',
    `not seen: features without a firing in ${tokens.toLocaleString('en')} tokens (held-out ones and those of the refit); it takes 1,000,000 to call one dead.`,
    'distinct, with a twin: among features that fired, at a cosine of 0.9 between decoder rows.',
    ...(method === null
      ? ['MCS needs at least two seeds.']
      : [
          `MCS: of features that fired, mean over ordered pairs of seeds; matched: one to one (${method}); null: raw MCS of random rows of the same covariance. MCS rewards collapse: read it beside distinct and twins.`,
        ]),
  ];
}

/** A neuron at its cap crosses it by chance now and then; the mean of a group that fires this many times its target does not. */
const ARRIVED_WITHIN = 2;

/** Points whose biases have not arrived, so that nobody reads their L0 as what was asked for. */
export function convergenceNotes(groups: readonly ArmGroup[]): string[] {
  const late = groups.flatMap((group) => {
    const worst = group.arms.map(({ result }) => {
      const parts = (result.measured.targets?.groups ?? []).filter((part) => part !== null);
      return parts.filter(({ realised, target }) => realised > ARRIVED_WITHIN * target).length;
    });
    const most = Math.max(0, ...worst);
    const of = group.arms[0]?.result.measured.targets?.groups.length ?? 0;
    const name = `${group.label}, ${group.knob.name} ${Number(group.knob.value.toPrecision(3))}`;
    return most === 0 ? [] : [`${name} (${most} of ${of} groups)`];
  });
  return late.length === 0
    ? []
    : [
        `Not converged, for groups fire more than ${ARRIVED_WITHIN} times their target: ${late.join('; ')}. Train on more tokens.`,
      ];
}

/** Mean share above a threshold of one kind of cosines; null where that threshold was not asked for. */
export function shareAt(
  report: ArmConsistency['all'],
  of: { sharesAbove: { mean: number }[] },
  tau: number,
): number | null {
  return of.sharesAbove[report.thresholds.indexOf(tau)]?.mean ?? null;
}

/** Tables of a frontier: values at matched L0, every point, consistency with the paper's selections, targets, and the tuning. */
import type { ReportCell, ReportCheck, ReportTable } from '../../protocol/experiment.ts';
import { range } from '../experiments/cells.ts';
import type { ArmGroup } from './armGroups.ts';
import type { MatchedLine } from './frontier.ts';
import { groupCells, groupColumns, groupNotes, shareAt } from './groupTable.ts';
import type { Tuning } from './tuning.ts';

const labelsOf = (parts: readonly { label: string }[]): string[] => [
  ...new Set(parts.map(({ label }) => label)),
];

export function matchedTable(matched: readonly MatchedLine[]): ReportTable {
  const at = matched[0]?.at.map(({ l0 }) => l0) ?? [];
  const cells = (label: string, value: 'explainedVariance' | 'nmse'): ReportCell[] =>
    at.map((_, i) => {
      const values = matched
        .filter((line) => line.label === label)
        .map((line) => line.at[i]?.[value] ?? null);
      // A range over some of the seeds would be compared with ranges over all.
      return values.includes(null) ? null : range(values.filter((one) => one !== null));
    });
  return {
    title: 'At matched L0',
    columns: [
      { name: 'algorithm', kind: 'text' },
      ...at.map((l0) => ({ name: `EV at ${round(l0)}`, kind: 'number' as const, digits: 3 })),
      ...at.map((l0) => ({ name: `nmse at ${round(l0)}`, kind: 'number' as const, digits: 4 })),
    ],
    rows: labelsOf(matched).map((label) => [
      label,
      ...cells(label, 'explainedVariance'),
      ...cells(label, 'nmse'),
    ]),
    notes: [
      'Interpolated in log L0 between the two nearest points of the same seed, ranges over seeds; a dash where some seed has no point on both sides.',
      'EV: explained variance, 1 - sum of squared errors / sum of squares about the held-out mean. nmse divides by the sum of squares.',
    ],
  };
}

export function pointsTable(groups: readonly ArmGroup[]): ReportTable {
  return {
    title: 'Points',
    columns: [{ name: 'algorithm', kind: 'text' }, { name: 'set to', kind: 'text' }, ...groupColumns],
    rows: groups.map((group) => [group.label, knobText(group), ...groupCells(group)]),
    notes: groupNotes(groups),
  };
}

function knobText({ knob }: ArmGroup): string {
  return `${knob.name} ${round(knob.value)}`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Null with a single seed. */
export function consistencyTable(groups: readonly ArmGroup[]): ReportTable | null {
  const compared = groups.filter(({ consistency }) => consistency !== null);
  const first = compared[0]?.consistency?.all;
  if (first === undefined) return null;
  const selections = first.selections.map(({ by, share }) => ({ by, share }));
  return {
    title: 'Consistency across seeds, all features as the paper counts',
    columns: [
      { name: 'algorithm', kind: 'text' },
      { name: 'set to', kind: 'text' },
      { name: 'MCS raw', kind: 'number', digits: 3 },
      { name: 'matched', kind: 'number', digits: 3 },
      { name: 'null', kind: 'number', digits: 3 },
      { name: 'raw > .9', kind: 'percent' },
      { name: 'matched > .9', kind: 'percent' },
      { name: 'null > .9', kind: 'percent' },
      ...selections.map(({ by, share }) => ({
        name: `top ${round(100 * share)} % by ${by}: > .9`,
        kind: 'percent' as const,
      })),
    ],
    rows: compared.map((group) => {
      const all = group.consistency?.all;
      if (all === undefined) return [group.label, knobText(group)];
      const { raw, matched, nulls } = all;
      return [
        ...[group.label, knobText(group), raw.mean, matched.mean, nulls.covariance.raw.mean.mean],
        ...[shareAt(all, raw, 0.9), shareAt(all, matched, 0.9), shareAt(all, nulls.covariance.raw, 0.9)],
        ...selections.map(({ by, share }) => {
          const found = all.selections.find((one) => one.by === by && one.share === share);
          return found === undefined ? null : shareAt(all, found, 0.9);
        }),
      ];
    }),
    notes: [
      "Ranges are over ordered pairs of seeds. The selections are the paper's: the top 0.3 % and 0.05 % of features by max activation and by Z, one feature at least.",
      'Z = (max u - mean u) / std u over held-out tokens: our definition, for the paper gives none.',
    ],
  };
}

/** Null where no algorithm has targets. */
export function targetTable(groups: readonly ArmGroup[]): ReportTable | null {
  const rows = groups.flatMap((group) => {
    const reports = group.arms.flatMap(({ result }) => result.measured.targets ?? []);
    const parts = reports[0]?.groups.length ?? 0;
    return Array.from({ length: parts }, (_, part): ReportCell[] => {
      const members = reports.flatMap((report) => report.groups[part] ?? []);
      const [first] = members;
      return [
        ...[group.label, knobText(group), String(part), first?.target ?? null],
        range(members.map(({ realised }) => realised)),
        range(members.map(({ aboveCap }) => aboveCap)),
        range(members.map(({ clearlyAboveCap }) => clearlyAboveCap)),
      ];
    });
  });
  if (rows.length === 0) return null;
  return {
    title: 'Target against realised frequency',
    columns: [
      { name: 'algorithm', kind: 'text' },
      { name: 'set to', kind: 'text' },
      { name: 'group', kind: 'text' },
      { name: 'target', kind: 'number', digits: 5 },
      { name: 'realised', kind: 'number', digits: 5 },
      { name: 'above the cap', kind: 'percent' },
      { name: 'clearly above', kind: 'percent' },
    ],
    rows,
    notes: [
      'On held-out tokens. A target is a ceiling. Clearly above: by more than two standard deviations of a binomial of so many tokens; a neuron held just at its target is above it half of the time.',
    ],
  };
}

export function tuningTable(tuning: readonly Tuning[]): ReportTable {
  return {
    title: 'Tuning',
    columns: [
      { name: 'line', kind: 'text' },
      { name: 'learning rate', kind: 'number', digits: 5 },
      { name: 'L0', kind: 'text' },
      { name: 'score', kind: 'number', digits: 4 },
      { name: '', kind: 'text' },
    ],
    rows: tuning.flatMap(({ label, rates }) =>
      rates.map(({ learningRate, l0, score, chosen }) => [
        ...[label, learningRate, l0.map((value) => value.toFixed(1)).join(', '), score],
        chosen ? 'chosen' : '',
      ]),
    ),
    notes: tuning.flatMap(({ note }) => note ?? []),
  };
}

/** Whether every algorithm can be read at every matched L0. */
export function coverageChecks(matched: readonly MatchedLine[]): ReportCheck[] {
  return labelsOf(matched).map((label) => {
    const lines = matched.filter((line) => line.label === label);
    const missed = [
      ...new Set(
        lines.flatMap(({ at }) => at.filter(({ nmse }) => nmse === null).map(({ l0 }) => round(l0))),
      ),
    ];
    return {
      expected: `${label} covers the matched L0 in every seed`,
      found: missed.length === 0 ? 'it does' : `not ${missed.join(', ')}`,
      held: missed.length === 0,
    };
  });
}

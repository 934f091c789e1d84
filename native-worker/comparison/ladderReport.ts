/** The ladder's table, its picture, and the answer to "is adaptation decoration?" in numbers. */
import type { ReportCell, ReportCheck, ReportPlot, ReportTable } from '../../protocol/experiment.ts';
import { cellText, range } from '../experiments/cells.ts';
import { barPlot } from '../plots/barPlot.ts';
import { panels } from '../plots/panels.ts';
import { reportPlot } from '../plots/renderPlot.ts';
import { valueAtL0 } from '../sae/metrics/frontier.ts';
import { spreadOf } from '../sae/metrics/summaries.ts';
import { figures } from './armGroups.ts';
import type { ArmGroup } from './armGroups.ts';
import { groupCells, groupColumns, groupNotes } from './groupTable.ts';
import { pointsOf } from './ladder.ts';
import { BASE, BASE_POINT } from './ladderRungs.ts';

/** A rung against GBA at the same L0. */
export interface RungAgainstBase {
  label: string;
  learningRate: number;
  steps: number;
  /** Of each seed: explained variance minus that of the same seed of GBA at this L0; null outside of GBA's line. */
  explainedVariance: (number | null)[];
  /** Means over seeds: distinct features that fired, and matched MCS; null outside of GBA's line or with one seed. */
  distinct: number | null;
  matched: number | null;
}

const isBase = ({ label }: ArmGroup): boolean => label === BASE;

export function againstBase(groups: readonly ArmGroup[]): RungAgainstBase[] {
  const line = groups.filter(isBase);
  const meanL0 = (group: ArmGroup): number => spreadOf(figures(group, ({ l0 }) => l0)).mean;
  const difference = (group: ArmGroup, of: (one: ArmGroup) => number | null): number | null => {
    const own = of(group);
    const points = line.flatMap((one) => {
      const value = of(one);
      return value === null ? [] : [{ l0: meanL0(one), value }];
    });
    const yardstick = valueAtL0(points, meanL0(group));
    return own === null || yardstick === null ? null : own - yardstick;
  };
  return rungsOf(groups).map((group) => ({
    label: group.label,
    learningRate: group.arms[0]?.arm.sae.learningRate ?? 0,
    steps: group.arms[0]?.result.steps ?? 0,
    explainedVariance: group.arms.map(({ arm, result: { measured } }) => {
      const sameSeed = line.flatMap(({ arms }) => arms.filter((one) => one.arm.sae.seed === arm.sae.seed));
      const yardstick = valueAtL0(pointsOf(sameSeed), measured.l0);
      return yardstick === null ? null : measured.explainedVariance - yardstick;
    }),
    distinct: difference(group, (one) => spreadOf(figures(one, ({ firing }) => firing?.distinct ?? 0)).mean),
    matched: difference(group, ({ consistency }) => consistency?.firing?.matched.mean.mean ?? null),
  }));
}

/** Every rung at the target, GBA first; its other points are the line. */
export function rungsOf(groups: readonly ArmGroup[]): ArmGroup[] {
  return groups.filter((group) => !isBase(group) || group.point === BASE_POINT);
}

export function ladderTable(groups: readonly ArmGroup[]): ReportTable {
  const against = againstBase(groups);
  const [l0, ...columns] = groupColumns;
  return {
    title: 'Ladder',
    columns: [
      { name: 'rung', kind: 'text' },
      { name: 'steps', kind: 'number', digits: 0 },
      ...(l0 === undefined ? [] : [l0]),
      { name: 'EV - GBA', kind: 'number', digits: 4 },
      { name: 'distinct - GBA', kind: 'number', digits: 0 },
      { name: 'matched - GBA', kind: 'number', digits: 3 },
      ...columns,
    ],
    rows: rungsOf(groups).map((group, i) => {
      const one = against[i];
      const [first, ...rest] = groupCells(group);
      return [
        ...[group.label, one?.steps ?? null, first ?? null, differenceCell(one?.explainedVariance ?? [])],
        ...[one?.distinct ?? null, one?.matched ?? null, ...rest],
      ];
    }),
    notes: [
      '- GBA: minus GBA at the same L0, interpolated in log L0 on its own line (the same seed for explained variance); a dash outside of that line.',
      ...groupNotes(groups),
    ],
  };
}

function differenceCell(values: readonly (number | null)[]): ReportCell {
  return values.includes(null) ? null : range(values.filter((value) => value !== null));
}

/** GBA's line itself. */
export function lineTable(groups: readonly ArmGroup[]): ReportTable {
  const line = groups.filter(isBase);
  return {
    title: 'GBA over L0, the yardstick',
    columns: [{ name: 'targets sum to', kind: 'number', digits: 1 }, ...groupColumns],
    rows: line.map((group) => [group.knob.value, ...groupCells(group)]),
    notes: [],
  };
}

/** Said beforehand: what a part is worth shows when it is taken away. */
const TAKEN_AWAY = [
  { label: 'gamma 0', part: 'adaptation' },
  { label: 'K 1', part: 'groups' },
  { label: 'K 1, gamma 0', part: 'groups and adaptation together' },
];

export function ladderChecks(groups: readonly ArmGroup[]): ReportCheck[] {
  const against = againstBase(groups);
  return TAKEN_AWAY.flatMap(({ label, part }) => {
    const found = against.find((one) => one.label === label);
    if (found === undefined) return [];
    const { explainedVariance, distinct, matched } = found;
    const cell = cellText(differenceCell(explainedVariance), { name: '', kind: 'number', digits: 4 });
    const others = [`distinct features ${signed(distinct, 0)}`, `matched MCS ${signed(matched, 3)}`];
    return [
      {
        expected: `without ${part} (${label}) less variance is explained than by GBA at the same L0, in every seed`,
        found: `${cell} against GBA; ${others.join(', ')}`,
        held: explainedVariance.every((value) => value !== null && value < 0),
      },
    ];
  });
}

function signed(value: number | null, digits: number): string {
  if (value === null) return 'not comparable';
  return `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;
}

export function ladderPlot(groups: readonly ArmGroup[]): Promise<ReportPlot> {
  const title = 'The ladder, against GBA at the same L0';
  const against = againstBase(groups);
  const bars = against.flatMap(({ label, explainedVariance }) => {
    const values = explainedVariance.filter((value) => value !== null);
    if (values.length === 0) return [];
    const { mean, least, most } = spreadOf(values);
    return [{ category: label, value: mean, least, most }];
  });
  const features = rungsOf(groups).map((group) => {
    const { mean, least, most } = spreadOf(figures(group, ({ firing }) => firing?.distinct ?? 0));
    return { category: group.label, value: mean, least, most };
  });
  const consistency = rungsOf(groups).flatMap((group) => {
    const mean = group.consistency?.firing?.matched.mean;
    return mean === undefined
      ? []
      : [{ category: group.label, value: mean.mean, least: mean.least, most: mean.most }];
  });
  return reportPlot(
    {
      file: 'ladder.svg',
      title,
      description:
        'For each rung: explained variance minus that of GBA at the same L0, distinct features that fired, and matched MCS between seeds; lines from the least to the greatest.',
    },
    panels(
      title,
      [
        barPlot({ title: 'Explained variance - GBA', value: { title: 'difference' }, bars, width: 300 }),
        barPlot({
          title: 'Distinct features that fired',
          value: { title: 'features' },
          bars: features,
          width: 300,
        }),
        ...(consistency.length === 0
          ? []
          : [barPlot({ title: 'MCS matched', value: { title: 'cosine' }, bars: consistency, width: 300 })]),
      ],
      1,
    ),
  );
}

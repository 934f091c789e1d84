/** Parts that the reports of all synthetic experiments share. */
import type { ReportCell, ReportColumn, ReportTable } from '../../protocol/experiment.ts';
import { range } from '../experiments/cells.ts';
import type { ArmResult } from './armResult.ts';
import { measureConditions } from './conditions.ts';
import type { ArmSweep } from './sweep.ts';
import { figures } from './sweep.ts';
import { SyntheticData } from './syntheticSource.ts';
import type { SyntheticSpec } from './syntheticSpec.ts';

/** Rows of H on which the conditions are measured: enough that the largest of all pairs is not mostly chance. */
const conditionRows = 200_000;

export const textColumn = (name: string): ReportColumn => ({ name, kind: 'text' });
export const percentColumn = (name: string, digits = 1): ReportColumn => ({ name, kind: 'percent', digits });
export const numberColumn = (name: string, digits = 1): ReportColumn => ({ name, kind: 'number', digits });

/** Mean and range over the seeds of one figure. */
export function over(
  part: Pick<ArmSweep, 'results'>,
  of: (result: ArmResult) => number | null | undefined,
): ReportCell {
  return range(figures(part, of));
}

export function meanOver(
  part: Pick<ArmSweep, 'results'>,
  of: (result: ArmResult) => number | null | undefined,
): number {
  const cell = over(part, of);
  return typeof cell === 'object' && cell !== null ? cell.mean : Number.NaN;
}

/** FRR at the n-th of score.ts's thresholds: 0.8, 0.9, 0.95. */
export const frr =
  (which: 0 | 1 | 2) =>
  (result: ArmResult): number | null =>
    result.recovered[which] ?? null;

/**
 * Which arms had groups that still fired over twice their target at the end (the rule by which runs are marked): their figures are those of
 * this budget, not of the method's end point.
 */
export function lateNotes(parts: readonly ArmSweep[]): string[] {
  const late = parts.filter(({ results }) => results.some(({ targets }) => (targets?.lateGroups ?? 0) > 0));
  if (late.length === 0) return [];
  const named = late.map((part) => `${part.arm.name} ${lateGroups(part)}`).join('; ');
  return [
    `Biases not all arrived: groups that still fired over twice their target at the end: ${named}. These figures are of this budget, not of the end point.`,
  ];
}

/** What the dictionaries are like behind the recovery rates, with loss and targets. */
export function dictionaryTable(parts: readonly ArmSweep[]): ReportTable {
  return {
    title: 'What stands behind it (mean over seeds, least to most)',
    columns: [
      textColumn('arm'),
      numberColumn('distinct', 0),
      percentColumn('twins', 0),
      percentColumn('one-to-one', 1),
      percentColumn('neurons on a feature', 0),
      numberColumn('loss', 3),
      numberColumn('L0', 1),
      percentColumn('dead', 0),
      percentColumn('above cap', 0),
      numberColumn('realised / target', 2),
      textColumn('late groups'),
    ],
    rows: parts.map((part) => [
      part.arm.name,
      over(part, ({ distinct }) => distinct),
      over(part, ({ twinShare }) => twinShare),
      over(part, ({ matched }) => matched),
      over(part, ({ monosemantic }) => monosemantic),
      over(part, ({ nmse }) => nmse),
      over(part, ({ l0 }) => l0),
      over(part, ({ dead }) => dead),
      over(part, ({ targets }) => targets?.aboveCap),
      over(part, ({ targets }) => targets && targets.realised / targets.target),
      lateGroups(part),
    ]),
    notes: [
      'distinct: greedy count of neurons below cosine 0.9 to one another; twins: share with another above it; one-to-one: true features that have a neuron of their own above 0.9.',
      'loss: sum ||x - xhat||^2 / sum ||x||^2 on held-out unit rows in deployed form (after the refit where the recipe has one).',
      'above cap, realised / target, late groups (over twice their target): of the last adaptation windows.',
    ],
  };
}

function lateGroups({ results }: ArmSweep): string {
  const late = results.flatMap(({ targets }) => (targets === null ? [] : [targets.lateGroups]));
  const groups = results[0]?.targets?.groups;
  if (late.length === 0 || groups === undefined) return '–';
  const [least, most] = [Math.min(...late), Math.max(...late)];
  return `${least === most ? least : `${least} to ${most}`} of ${groups}`;
}

/** The paper's conditions on the data of one seed. */
export async function conditionsTable(spec: SyntheticSpec): Promise<ReportTable> {
  const data = await SyntheticData.open(spec);
  const readings = await measureConditions(data.coefficients(conditionRows), data.features, spec.dIn);
  return {
    title: `The paper's conditions on this data (seed ${spec.seed})`,
    columns: [
      textColumn('condition'),
      numberColumn('measured', 3),
      numberColumn('scale', 3),
      textColumn('verdict'),
      textColumn('what was measured, and against what'),
    ],
    rows: readings.map(({ name, measured, scale, verdict, figure, against, note }) => [
      name,
      Math.min(measured, 1e6),
      scale,
      verdict,
      `${figure}, against ${against}; ${note}`,
    ]),
    notes: [
      'The conditions are asymptotic: met up to a third of the scale, strained up to it, violated above. See docs/identifiability.md.',
    ],
  };
}

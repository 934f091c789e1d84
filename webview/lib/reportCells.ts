/** Cells of a report's tables as the page shows them; the same figures as in the report's own Markdown. */
import type { ReportCell, ReportColumn } from '../../protocol/experiment.ts';
import { t } from './localise.ts';

export interface ShownCell {
  text: string;
  /** `0.883 to 0.891`, where a mean was taken over different values. */
  range: string | null;
}

export function shownCell(cell: ReportCell, { kind, digits = 1 }: ReportColumn): ShownCell {
  if (cell === null) return { text: '–', range: null };
  if (typeof cell === 'string') return { text: cell, range: null };
  const number = (value: number): string => (kind === 'percent' ? 100 * value : value).toFixed(digits);
  if (typeof cell === 'number') return { text: kind === 'text' ? String(cell) : number(cell), range: null };
  const { mean, least, most } = cell;
  const isWide = number(least) !== number(most);
  return { text: number(mean), range: isWide ? t('{0} to {1}', number(least), number(most)) : null };
}

/** The column's name with its unit. */
export function columnTitle({ name, kind }: ReportColumn): string {
  return kind === 'percent' ? `${name} (%)` : name;
}

/** Cells of a report's tables as text, the same in the terminal and in Markdown. */
import type { ReportCell, ReportColumn } from '../../protocol/experiment.ts';

/** A number or percent with the column's digits; a range as "mean (least to most)"; what was not measured as a dash. */
export function cellText(cell: ReportCell, { kind, digits = 1 }: ReportColumn): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  const number = (value: number): string =>
    kind === 'percent' ? (100 * value).toFixed(digits) : value.toFixed(digits);
  if (typeof cell === 'number') return kind === 'text' ? String(cell) : number(cell);
  const { mean, least, most } = cell;
  if (number(least) === number(most)) return number(mean);
  return `${number(mean)} (${number(least)} to ${number(most)})`;
}

/** The column's name with its unit. */
export function columnTitle({ name, kind }: ReportColumn): string {
  return kind === 'percent' ? `${name} %` : name;
}

/** Mean and extremes; null of nothing. Not finite values are left out. */
export function range(values: readonly number[]): ReportCell {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return null;
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  return { mean, least: Math.min(...finite), most: Math.max(...finite) };
}

/** A report for the terminal, and as Markdown for its folder. */
import type { ExperimentReport, ReportCheck, ReportTable } from '../../protocol/experiment.ts';
import { duration, oneLine, table } from '../cli/format.ts';
import { cellText, columnTitle } from './cells.ts';

/** Lines of the whole report. */
export function reportLines(report: ExperimentReport): string[] {
  return [
    report.title,
    '',
    ...report.tables.flatMap((part) => [...tableLines(part), '']),
    ...report.checks.map(checkLine),
    ...(report.checks.length > 0 ? [''] : []),
    ...report.notes,
    `${duration(report.seconds)}. Again: ${report.command}`,
  ];
}

export function tableLines({ title, columns, rows, notes }: ReportTable): string[] {
  const lines = table(
    columns.map((column, index) => ({
      title: columnTitle(column),
      value: (row: (typeof rows)[number]) => oneLine(cellText(row[index] ?? null, column)),
      align: column.kind === 'text' ? ('left' as const) : ('right' as const),
    })),
    rows,
  );
  const [head = '', ...body] = lines;
  const rule = '─'.repeat(Math.max(...lines.map((line) => line.length)));
  return [title, head, rule, ...body, ...notes.map((note) => `  ${note}`)];
}

function checkLine({ expected, found, held }: ReportCheck): string {
  return `${held ? 'held    ' : 'NOT HELD'}  ${expected}: ${found}`;
}

/** The report as Markdown, with its pictures by their file names. */
export function reportMarkdown(report: ExperimentReport): string {
  const settings = Object.entries(report.settings).map(([name, value]) => `${name} ${value}`);
  return [
    `# ${report.title}`,
    `\`${report.command}\` (${duration(report.seconds)})`,
    `Settings: ${settings.join(', ')}.`,
    ...(report.checks.length === 0
      ? []
      : [
          report.checks
            .map(({ expected, found, held }) => `- ${held ? 'held' : '**not held**'}: ${expected}: ${found}`)
            .join('\n'),
        ]),
    ...report.tables.map(markdownTable),
    ...report.plots.map(({ file, title, description }) => `![${title}](${file})\n\n*${description}*`),
    ...report.notes,
    '',
  ].join('\n\n');
}

function markdownTable({ title, columns, rows, notes }: ReportTable): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => oneLine(cell).replace(/\|/gu, '\\|')).join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    line(columns.map(columnTitle)),
    line(columns.map(({ kind }) => (kind === 'text' ? '---' : '---:'))),
    ...rows.map((row) => line(columns.map((column, index) => cellText(row[index] ?? null, column)))),
    '',
    ...notes,
  ].join('\n');
}

/** Numbers and tables as the terminal shows them. */

export function bytes(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(1)} GB`;
  return value >= 1e6 ? `${Math.round(value / 1e6)} MB` : `${Math.max(1, Math.round(value / 1e3))} kB`;
}

export function count(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return value >= 1e4 ? `${Math.round(value / 1e3)} k` : String(Math.round(value));
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** A share of tokens with three significant digits, never in exponents: `0.000512`, `0.0314`. */
export function share(value: number): string {
  if (value === 0) return '0';
  const decimals = Math.min(8, Math.max(2, 2 - Math.floor(Math.log10(value))));
  return value.toFixed(decimals);
}

/** Text on one line: line ends and tabs as signs, other control characters as their code. */
export function oneLine(text: string): string {
  return text
    .replace(/\r\n|\n|\r/gu, '⏎')
    .replace(/\t/gu, '⇥')
    .replace(
      /[\p{Cc}\p{Zl}\p{Zp}]/gu,
      (character) => `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`,
    );
}

/** Terminal columns of a text: two for wide characters and emoji, none for marks that join the one before. */
export function width(text: string): number {
  let columns = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    columns +=
      /^(\p{Extended_Pictographic}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6])/u.test(
        segment,
      )
        ? 2
        : 1;
  }
  return columns;
}

/** At most `columns` wide, cut at the end (or the start) with an ellipsis. Never cuts a character in two. */
export function cut(text: string, columns: number, keep: 'start' | 'end' = 'start'): string {
  if (width(text) <= columns) return text;
  const segments = Array.from(
    new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text),
    ({ segment }) => segment,
  );
  const kept: string[] = [];
  let used = 1;
  for (const segment of keep === 'start' ? segments : segments.reverse()) {
    used += width(segment);
    if (used > columns) break;
    kept.push(segment);
  }
  return keep === 'start' ? `${kept.join('')}…` : `…${kept.reverse().join('')}`;
}

export interface Column<T> {
  title: string;
  value: (row: T) => string;
  align?: 'left' | 'right';
}

/** Lines of a table; the last column takes what it needs. */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[]): string[] {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ value }) => value(row))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => width(line[index] ?? ''))));
  return cells.map((line) =>
    line
      .map((cell, index) => {
        const padding = ' '.repeat((widths[index] ?? 0) - width(cell));
        return columns[index]?.align === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}

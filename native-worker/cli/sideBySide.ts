/** Two texts in two columns, for the terminal. */

const GAP = ' | ';
const graphemes = new Intl.Segmenter();
const charactersOf = (text: string): string[] =>
  Array.from(graphemes.segment(text), ({ segment }) => segment);

/** Below it a column holds too little to be read. */
const LEAST_WIDTH = 20;

/** Lines no wider than `columns` characters; characters are counted as one column each. */
export function sideBySide(
  titles: readonly [string, string],
  texts: readonly [string, string],
  columns: number,
): string[] {
  const width = Math.max(LEAST_WIDTH, Math.floor((columns - GAP.length) / 2));
  const [left, right] = texts.map((text) => wrapped(text, width));
  const height = Math.max(left?.length ?? 0, right?.length ?? 0);
  const line = (a: string, b: string): string =>
    `${a}${' '.repeat(Math.max(0, width - charactersOf(a).length))}${GAP}${b}`.trimEnd();
  return [
    line(...titles),
    `${'-'.repeat(width)}-+-${'-'.repeat(width)}`,
    ...Array.from({ length: height }, (_, row) => line(left?.[row] ?? '', right?.[row] ?? '')),
  ];
}

/** Broken at the width, as a text without spaces is too; tabs become spaces, other control characters are shown as a dot. */
function wrapped(text: string, width: number): string[] {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '    ')
    .split('\n')
    .flatMap((line) => {
      const characters = charactersOf(line.replace(/\p{Cc}/gu, '·'));
      const rows = Math.max(1, Math.ceil(characters.length / width));
      return Array.from({ length: rows }, (_, row) =>
        characters.slice(row * width, (row + 1) * width).join(''),
      );
    });
}

/**
 * Makes the parser leave values as they were typed: it takes "" for 0, 007 for 7, and what begins with a dash (a negative number,
 * "-" for stdin) for an option. Each value is joined to its flag behind a NUL, which no argument can contain; flags.ts takes it off.
 */

export const VALUE_MARK = '\u0000';

/** `--flag value` and `--flag=value` as `--flag=<mark>value`; a value that begins with two dashes must be joined by the user. */
export function markValues(argv: readonly string[], withoutValue: ReadonlySet<string>): string[] {
  const marked: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--') return [...marked, ...argv.slice(at)];
    const [, flag, joined] = /^--([^=]+)(?:=(.*))?$/su.exec(word) ?? [];
    const next = argv[at + 1];
    if (flag === undefined || withoutValue.has(flag)) marked.push(word);
    else if (joined !== undefined) marked.push(`--${flag}=${VALUE_MARK}${joined}`);
    else if (next === undefined || next.startsWith('--')) marked.push(word);
    else {
      marked.push(`${word}=${VALUE_MARK}${next}`);
      at++;
    }
  }
  return marked;
}

/** A value as it was typed. */
export function unmarked(value: string): string {
  return value.startsWith(VALUE_MARK) ? value.slice(VALUE_MARK.length) : value;
}

/**
 * Words of a query: `@column:value`, free words and "quoted phrases", each with `-` before it for "not".
 * Every token knows where it stands, so that problems can point at it. Never throws.
 */

export interface QueryToken {
  kind: 'term' | 'word';
  negated: boolean;
  /** For `term`: the name between `@` and `:`; null when there is no colon. */
  column: string | null;
  /** The word, phrase or value, quotes removed. */
  text: string;
  /** A quote was opened and not closed. */
  unclosed: boolean;
  /** UTF-16 place in the query. */
  start: number;
}

const TOKEN = /(-?)(?:@([\p{L}\d_]*)(:?))?(?:"((?:[^"\\]|\\.)*)("?)|([^\s"]*))/uy;

export function lexQuery(query: string): QueryToken[] {
  const tokens: QueryToken[] = [];
  let at = 0;
  while (at < query.length) {
    if (/\s/u.test(query.charAt(at))) {
      at++;
      continue;
    }
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(query);
    if (!match || match[0] === '') break;
    tokens.push(tokenOf(match, at));
    at += match[0].length;
  }
  return tokens;
}

function tokenOf(match: RegExpExecArray, start: number): QueryToken {
  const [, minus, column, colon, phrase, close, word] = match;
  const quoted = phrase !== undefined;
  const bareMinus = minus === '-' && column === undefined && !quoted && word === '';
  return {
    kind: column === undefined ? 'word' : 'term',
    negated: minus === '-' && !bareMinus,
    column: column === undefined || colon === '' ? null : column,
    text: bareMinus
      ? '-'
      : quoted
        ? phrase.replaceAll(/\\(.)/gu, '$1')
        : (column !== undefined && colon === '' ? column : '') + (word ?? ''),
    unclosed: quoted && close === '',
    start,
  };
}

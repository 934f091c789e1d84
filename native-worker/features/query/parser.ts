/**
 * The query language of the feature table. All parts must hold:
 *   import "for each"      free words and phrases, in the label or the top token's text, whatever their case
 *   @density:>0.01         also >= < <= =, a bare number (equal), a range 0.001..0.01 (both ends included), and percents: >1%
 *   @group:3,4             one of several numbers or ranges
 *   @label:loop @token:for text within the label or the most activating token; @rule:import within the rule it fires on
 *   @pinned:yes @labelled:no @monosemantic:yes @contextual:yes
 *   -@group:3 -import      not
 * A part that cannot be understood is left out and reported; the rest still filters. Never throws.
 */
import { flagColumn, numberColumn, QUERY_COLUMNS, textColumn } from './columns.ts';
import type { FlagColumn, NumberColumn, TextColumn } from './columns.ts';
import { lexQuery, type QueryToken } from './lexer.ts';

/** Bounds of a number; a bound is inside unless `excluded`. */
export interface NumberRange {
  from: number;
  to: number;
  excluded: 'from' | 'to' | null;
}

export type QueryPart =
  | { kind: 'number'; column: NumberColumn; anyOf: NumberRange[]; negated: boolean }
  | { kind: 'text'; column: TextColumn | null; text: string; negated: boolean }
  | { kind: 'flag'; column: FlagColumn; value: boolean; negated: boolean };

export interface ParsedQuery {
  parts: QueryPart[];
  /** What is wrong, in words for the user; null when all is well. */
  problem: string | null;
}

export function parseQuery(query: string): ParsedQuery {
  const parts: QueryPart[] = [];
  let problem: string | null = null;
  for (const token of lexQuery(query)) {
    const parsed = parseToken(token);
    if (typeof parsed === 'string') problem ??= `${parsed} (at character ${token.start + 1}).`;
    else parts.push(parsed);
  }
  return { parts, problem };
}

/** @returns the part, or what is wrong with it */
function parseToken(token: QueryToken): QueryPart | string {
  const { negated, text } = token;
  if (token.unclosed) return `The quote before “${text}” is not closed`;
  if (token.kind === 'word') return { kind: 'text', column: null, text: text.toLowerCase(), negated };
  if (token.column === null) return `“@${text}” needs a colon and a value, such as @density:>0.01`;
  const number = numberColumn(token.column);
  if (number) return parseNumbers(number, token);
  const textual = textColumn(token.column);
  if (textual) {
    if (text === '') return `@${textual}: needs a text to look for`;
    return { kind: 'text', column: textual, text: text.toLowerCase(), negated };
  }
  const flag = flagColumn(token.column);
  if (flag) return parseFlag(flag, token);
  return `There is no column “${token.column}”; the columns are ${QUERY_COLUMNS.join(', ')}`;
}

function parseFlag(column: FlagColumn, { text, negated }: QueryToken): QueryPart | string {
  const value = { yes: true, true: true, no: false, false: false }[text.toLowerCase()];
  if (value === undefined) return `@${column}: takes yes or no, not “${text}”`;
  return { kind: 'flag', column, value, negated };
}

function parseNumbers(column: NumberColumn, { text, negated }: QueryToken): QueryPart | string {
  const anyOf: NumberRange[] = [];
  for (const piece of text.split(',')) {
    const range = parseRange(piece);
    if (!range) {
      return `@${column}: takes a number, a comparison or a range, such as @${column}:>2 or @${column}:1..3, not “${text}”`;
    }
    anyOf.push(range);
  }
  return { kind: 'number', column, anyOf, negated };
}

function parseRange(piece: string): NumberRange | null {
  const between = piece.split('..');
  if (between.length === 2) {
    const from = between[0] === '' ? -Infinity : parseNumber(between[0] ?? '');
    const to = between[1] === '' ? Infinity : parseNumber(between[1] ?? '');
    return from === null || to === null || piece === '..' ? null : { from, to, excluded: null };
  }
  const [, operator = '', rest = ''] = /^(>=|<=|>|<|=|≥|≤)?(.*)$/su.exec(piece) ?? [];
  const value = parseNumber(rest);
  if (value === null) return null;
  switch (operator) {
    case '>':
      return { from: value, to: Infinity, excluded: 'from' };
    case '>=':
    case '≥':
      return { from: value, to: Infinity, excluded: null };
    case '<':
      return { from: -Infinity, to: value, excluded: 'to' };
    case '<=':
    case '≤':
      return { from: -Infinity, to: value, excluded: null };
    default:
      return { from: value, to: value, excluded: null };
  }
}

function parseNumber(text: string): number | null {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(%?)$/iu.exec(text);
  if (!match) return null;
  const value = Number(match[1]);
  return match[2] === '%' ? value / 100 : value;
}

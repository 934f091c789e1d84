/** Where a token stands in its line: first, last, its column, and how deep the line is indented. */
import { isBlank } from './lexicalScanner.ts';

/** Lower ends of the buckets of columns and of indents, in characters; a tab counts as four. */
const COLUMN_BUCKETS = [0, 1, 5, 9, 17, 33, 65] as const;
const INDENT_BUCKETS = [0, 1, 3, 5, 9, 17] as const;
const TAB = 4;

export interface LinePlace {
  first: boolean;
  last: boolean;
  /** `0`, `1-4`, ..., `65+`. */
  column: string;
  indent: string;
}

export class LinePlaces {
  private readonly text: string;
  /** First unit of each line. */
  private readonly starts: number[] = [0];

  constructor(text: string) {
    this.text = text;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.starts.push(at + 1);
  }

  /** Of the token [start, end); its blanks in front are passed over, so that ` x` stands where `x` does. */
  at(start: number, end: number): LinePlace {
    const visible = firstVisible(this.text, start, end);
    const lineStart = this.lineStart(visible);
    const indentEnd = endOfBlanks(this.text, lineStart);
    return {
      first: visible <= indentEnd,
      last: this.endsLine(end),
      column: bucket(width(this.text, lineStart, visible), COLUMN_BUCKETS),
      indent: bucket(width(this.text, lineStart, indentEnd), INDENT_BUCKETS),
    };
  }

  private lineStart(at: number): number {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.starts[middle] ?? 0) <= at) low = middle;
      else high = middle;
    }
    return this.starts[low] ?? 0;
  }

  /** Nothing but blanks follows on the line, or the token holds the line's end itself. */
  private endsLine(end: number): boolean {
    if (this.text[end - 1] === '\n') return true;
    const next = endOfBlanks(this.text, end);
    return next >= this.text.length || this.text[next] === '\n' || this.text[next] === '\r';
  }
}

/** The first unit of [start, end) that is not blank; `start` where there is none. */
export function firstVisible(text: string, start: number, end: number): number {
  for (let i = start; i < end; i++) if (!isBlank(text.charCodeAt(i))) return i;
  return start;
}

function endOfBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r' && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function width(text: string, from: number, to: number): number {
  let columns = 0;
  for (let i = from; i < to; i++) columns += text[i] === '\t' ? TAB : 1;
  return columns;
}

function bucket(value: number, lowerEnds: readonly number[]): string {
  const index = lowerEnds.findLastIndex((lower) => value >= lower);
  const lower = lowerEnds[index] ?? 0;
  const next = lowerEnds[index + 1];
  if (next === undefined) return `${lower}+`;
  return next - 1 === lower ? `${lower}` : `${lower}-${next - 1}`;
}

/** All that decides what these rules say, for the hash of the rules. */
export function lineDefinitions(): unknown {
  return { COLUMN_BUCKETS, INDENT_BUCKETS, TAB };
}

/** A row of the indexed corpus as the index keeps it: token ids, their ranges, and the row's own piece of the source. */
import type { TokenRow } from '../corpus/tokenRow.ts';

export interface SourceRow {
  document: number;
  /** Path of the document. */
  source: string;
  tokens: Int32Array;
  /** UTF-16 ranges in the document, half open; -1 where a token has none. */
  starts: Int32Array;
  ends: Int32Array;
  /** Where `text` starts in the document. */
  textStart: number;
  /** The document from the row's first to its last character; null where the document has no text at hand. */
  text: string | null;
}

/** Gives the index what a token row does not carry itself. */
export interface CorpusText {
  source(document: number): string;
  /** UTF-16 units `start` to `end` of the document, or null when its text is not at hand. Called once a row. */
  text(document: number, start: number, end: number): string | null;
}

/** Copies what the index keeps of a row. */
export function sourceRow(row: TokenRow, corpus: CorpusText): SourceRow {
  let textStart = Infinity;
  let textEnd = 0;
  for (let i = 0; i < row.tokens.length; i++) {
    if ((row.starts[i] ?? -1) < 0) continue;
    textStart = Math.min(textStart, row.starts[i] ?? 0);
    textEnd = Math.max(textEnd, row.ends[i] ?? 0);
  }
  const hasText = textStart !== Infinity;
  return {
    document: row.document,
    source: corpus.source(row.document),
    tokens: row.tokens.slice(),
    starts: row.starts.slice(),
    ends: row.ends.slice(),
    textStart: hasText ? textStart : 0,
    text: hasText ? corpus.text(row.document, textStart, textEnd) : null,
  };
}

/** Text of token `position` as it stands in the source; null where the token has no range or the row no text. */
export function tokenSourceText(row: SourceRow, position: number): string | null {
  const start = row.starts[position] ?? -1;
  if (row.text === null || start < 0) return null;
  return row.text.slice(start - row.textStart, (row.ends[position] ?? start) - row.textStart);
}

/** The most activating token of a feature with a little of the text around it, for the feature table's row. */
import type { IndexExample } from '../featureIndex.ts';
import { type SourceRow, tokenSourceText } from '../sourceRow.ts';

const TOKENS_BEFORE = 6;
const TOKENS_AFTER = 4;

export interface TopText {
  token: number;
  before: string;
  text: string;
  after: string;
}

/** @param tokenText the token's own text, for tokens that have no range in the source */
export function topTextOf(example: IndexExample, row: SourceRow, tokenText: (id: number) => string): TopText {
  const { position, first } = example;
  const token = row.tokens[position] ?? 0;
  const text = tokenSourceText(row, position) ?? tokenText(token);
  const end = Math.min(row.tokens.length, position + 1 + TOKENS_AFTER);
  return {
    token,
    text,
    before: sourceBetween(row, Math.max(first, position - TOKENS_BEFORE), position, tokenText),
    after: sourceBetween(row, position + 1, end, tokenText),
  };
}

/** Source text of tokens `from` to `to`; a character split over several tokens is given once. */
function sourceBetween(row: SourceRow, from: number, to: number, tokenText: (id: number) => string): string {
  let text = '';
  for (let i = from; i < to; i++) {
    const sharesCharacter = i > from && (row.starts[i] ?? -1) >= 0 && row.starts[i] === row.starts[i - 1];
    if (!sharesCharacter) text += tokenSourceText(row, i) ?? tokenText(row.tokens[i] ?? 0);
  }
  return text;
}

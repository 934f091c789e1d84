/** A text cut into words, blanks and signs, as a plain tokenizer would, and what the rules say of each piece. */
import { DocumentRules, type RuledRow } from '../../../native-worker/monosemanticity/rules/documentRules.ts';
import {
  RULE_COLUMNS,
  RuleVocabulary,
  type RuleColumn,
} from '../../../native-worker/monosemanticity/rules/ruleColumns.ts';

export interface RuledText {
  pieces: string[];
  /** What column `column` says of the first piece that reads `piece` (from `after` on): its words, or '' for nothing. */
  says: (column: RuleColumn, piece: string, after?: number) => string;
}

export function ruledText(source: string, text: string): RuledText {
  const found = [...text.matchAll(/ ?\w+| ?[^\w\s]|\n|[^\S\n]+/gu)];
  const pieces = found.map(([piece]) => piece);
  const ids = new Map<string, number>();
  const id = (piece: string): number => {
    const known = ids.get(piece) ?? ids.size;
    ids.set(piece, known);
    return known;
  };
  const row: RuledRow = {
    tokens: Int32Array.from(pieces, id),
    starts: Int32Array.from(found, ({ index }) => index),
    ends: Int32Array.from(found, ({ index, 0: piece }) => index + piece.length),
  };
  const vocabulary = new RuleVocabulary(
    (wanted) => [...ids].find(([, known]) => known === wanted)?.[0] ?? '',
  );
  const rules = new DocumentRules(source, text, vocabulary);
  return {
    pieces,
    says: (column, piece, after = 0) => {
      const position = pieces.indexOf(piece, after);
      if (position < 0) throw new Error(`No piece reads "${piece}": ${pieces.join('|')}`);
      const code = RULE_COLUMNS.indexOf(column);
      const value = rules.values(row, position)[code] ?? 0;
      return value === 0 ? '' : vocabulary.words([{ column: code, value }]);
    },
  };
}

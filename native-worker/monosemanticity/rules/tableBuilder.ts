/** Fills a rule table with the unmasked tokens of rows in the order of their harvest, and remembers where each stands. */
import type { TokenRow } from '../../corpus/tokenRow.ts';
import { DocumentRules } from './documentRules.ts';
import type { RuleVocabulary } from './ruleColumns.ts';
import { RuleTable } from './ruleTable.ts';

/** A document as the evaluation reads it. */
export interface RuledDocument {
  source: string;
  /** All of it: rules look beyond a row. */
  text: string;
}

export class TableBuilder {
  readonly table = new RuleTable();
  private readonly vocabulary: RuleVocabulary;
  private current: { document: RuledDocument; rules: DocumentRules } | null = null;

  constructor(vocabulary: RuleVocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * Adds one token; rows of a document come one after another.
   * @param number of the document in the table
   */
  add(number: number, document: RuledDocument, row: TokenRow, position: number): void {
    if (this.current?.document !== document) {
      this.current = { document, rules: new DocumentRules(document.source, document.text, this.vocabulary) };
    }
    this.table.add(number, this.current.rules.values(row, position));
  }
}

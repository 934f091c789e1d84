/** What the rules say of the tokens of one document, row by row. */
import { languageOf, type Language } from './language.ts';
import { firstVisible, LinePlaces } from './linePlaces.ts';
import { isBlank, isWordUnit, LEXICAL_CLASSES, scanLexicalClasses, classCode } from './lexicalScanner.ts';
import { columnCode, RULE_COLUMNS, YES, type RuleColumn, type RuleVocabulary } from './ruleColumns.ts';
import { SYNTAX_FLAGS, syntaxPlaces, type SyntaxPlaces } from './syntaxPlaces.ts';

/** What the rules need of a token row. */
export interface RuledRow {
  /** Ids, BOS included where the row has one; shape [length]. */
  tokens: Int32Array;
  /** UTF-16 ranges in the document, half open; -1 where a token has none. */
  starts: Int32Array;
  ends: Int32Array;
}

/** A token counts as repeated within so many tokens, and never beyond its row: the model sees no further. */
export const REPEAT_WINDOW = 64;
/** Beyond this many UTF-16 units the syntax is not parsed (time and memory); the lexical scanner still looks. */
const LONGEST_PARSED = 2 ** 21;

const STRING = classCode('string piece');
const COMMENT = classCode('comment piece');

export class DocumentRules {
  private readonly text: string;
  private readonly language: Language;
  private readonly syntax: SyntaxPlaces | null;
  private readonly classes: Uint8Array;
  private readonly lines: LinePlaces;
  private readonly vocabulary: RuleVocabulary;

  constructor(source: string, text: string, vocabulary: RuleVocabulary) {
    this.text = text;
    this.vocabulary = vocabulary;
    this.language = languageOf(source);
    const { tree } = this.language;
    this.syntax = tree === null || text.length > LONGEST_PARSED ? null : syntaxPlaces(text, tree);
    this.classes = scanLexicalClasses(text, this.language, this.syntax?.classes ?? null);
    this.lines = new LinePlaces(text);
  }

  /** Values of all columns for the token at `position` of a row, shape [RULE_COLUMNS.length]; 0 is none. */
  values(row: RuledRow, position: number): Uint32Array {
    const values = new Uint32Array(RULE_COLUMNS.length);
    const id = row.tokens[position] ?? 0;
    values[columnCode('token')] = id + 1;
    if (position > 0) values[columnCode('previous')] = (row.tokens[position - 1] ?? 0) + 1;
    const put = (column: RuleColumn, name: string | false): void => {
      if (name !== false && name !== '') values[columnCode(column)] = this.vocabulary.code(column, name);
    };
    put('file', this.language.fileType);
    put('repeated', isRepeated(row, position) && YES);
    const start = row.starts[position] ?? -1;
    const end = row.ends[position] ?? -1;
    if (start < 0 || end <= start) return values;
    this.placeRules(start, end, put);
    return values;
  }

  private placeRules(
    start: number,
    end: number,
    put: (column: RuleColumn, name: string | false) => void,
  ): void {
    const { text, syntax } = this;
    const at = firstVisible(text, start, end);
    const allBlank = isBlank(text.charCodeAt(at));
    const inside = this.classes[at] ?? 0;
    if (allBlank) put('class', /[\n\r]/u.test(text.slice(start, end)) ? 'line end' : 'blank');
    else put('class', LEXICAL_CLASSES[inside] ?? '');
    put('string', inside === STRING && YES);
    put('comment', inside === COMMENT && YES);
    put('piece', !allBlank && wordPiece(text, at, end));
    const line = this.lines.at(start, end);
    put('lineStart', line.first && YES);
    put('lineEnd', line.last && YES);
    put('column', line.column);
    put('indent', line.indent);
    if (syntax === null) return;
    put('node', syntax.names[syntax.nodes[at] ?? 0] ?? '');
    put('parent', syntax.names[syntax.parents[at] ?? 0] ?? '');
    for (const [i, flag] of SYNTAX_FLAGS.entries())
      put(flag, ((syntax.flags[at] ?? 0) & (1 << i)) !== 0 && YES);
  }
}

function isRepeated({ tokens }: RuledRow, position: number): boolean {
  const id = tokens[position];
  const from = Math.max(1, position - REPEAT_WINDOW);
  for (let i = position - 1; i >= from; i--) if (tokens[i] === id) return true;
  return false;
}

/** Which part of a word the token is; nothing for punctuation. `at` is its first visible unit. */
function wordPiece(text: string, at: number, end: number): string | false {
  if (!isWordUnit(text.charCodeAt(at))) return false;
  const goesOn =
    isWordUnit(text.charCodeAt(end - 1)) && end < text.length && isWordUnit(text.charCodeAt(end));
  const wasBegun = at > 0 && isWordUnit(text.charCodeAt(at - 1));
  if (wasBegun) return 'a later piece of a word';
  return goesOn ? 'the first piece of a word' : 'a whole word';
}

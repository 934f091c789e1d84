/**
 * The kinds of rules. Each is a column: a token has one value in it, or none. A rule is one value of a column, or two values of
 * different columns that hold together. All are computed from text and token ids alone; no model is asked.
 */
export const RULE_COLUMNS = [
  'token',
  'previous',
  'class',
  'piece',
  'string',
  'comment',
  'node',
  'parent',
  'import',
  'type',
  'key',
  'arguments',
  'lineStart',
  'lineEnd',
  'column',
  'indent',
  'file',
  'repeated',
] as const;
export type RuleColumn = (typeof RULE_COLUMNS)[number];

export const columnCode = (column: RuleColumn): number => RULE_COLUMNS.indexOf(column);

/** One value of a column; values are numbers of a RuleVocabulary, 0 is none. */
export interface Condition {
  column: number;
  value: number;
}

/** One condition, or two of different columns, the one of the earlier column first. */
export type Rule = readonly [Condition] | readonly [Condition, Condition];

/** Columns that say yes or nothing. */
export const YES = 'yes';

/** Names of the columns' values, the same for all tables that are compared. */
export class RuleVocabulary {
  private readonly codes = RULE_COLUMNS.map(() => new Map<string, number>());
  private readonly names: string[][] = RULE_COLUMNS.map(() => ['']);
  private readonly tokenText: (id: number) => string;

  constructor(tokenText: (id: number) => string) {
    this.tokenText = tokenText;
  }

  /** Of a column other than `token` and `previous`, whose values are ids + 1. */
  code(column: RuleColumn, name: string): number {
    const at = columnCode(column);
    const known = this.codes[at]?.get(name);
    if (known !== undefined) return known;
    const code = (this.names[at]?.push(name) ?? 1) - 1;
    this.codes[at]?.set(name, code);
    return code;
  }

  /** The rule in words, such as `the token “import”, first on its line`. */
  words(rule: Rule): string {
    return rule.map((condition) => this.conditionWords(condition)).join(', ');
  }

  private conditionWords({ column, value }: Condition): string {
    const kind = RULE_COLUMNS[column] ?? 'token';
    const name = this.names[column]?.[value] ?? '';
    switch (kind) {
      case 'token':
        return `the token ${shown(this.tokenText(value - 1))}`;
      case 'previous':
        return `after the token ${shown(this.tokenText(value - 1))}`;
      case 'class':
        return CLASS_WORDS[name] ?? name;
      case 'piece':
        return name;
      case 'node':
        return `syntax node ${name}`;
      case 'parent':
        return `in a syntax node ${name}`;
      case 'column':
        return `at column ${name}`;
      case 'indent':
        return name === '0' ? 'in a line that is not indented' : `in a line indented by ${name}`;
      case 'file':
        return name === 'none' ? 'in a file without an extension' : `in a .${name} file`;
      default:
        return FLAG_WORDS[kind];
    }
  }
}

type FlagColumn = Exclude<
  RuleColumn,
  'token' | 'previous' | 'class' | 'piece' | 'node' | 'parent' | 'column' | 'indent' | 'file'
>;

const FLAG_WORDS: Readonly<Record<FlagColumn, string>> = {
  string: 'in a string',
  comment: 'in a comment',
  import: 'in an import',
  type: 'in a type',
  key: 'in a key',
  arguments: 'in the arguments of a call',
  lineStart: 'first on its line',
  lineEnd: 'last on its line',
  repeated: 'seen within the last 64 tokens',
};

const CLASS_WORDS: Readonly<Record<string, string>> = {
  keyword: 'a keyword',
  identifier: 'an identifier',
  number: 'a number',
  punctuation: 'punctuation',
  'string piece': 'a piece of a string',
  'comment piece': 'a piece of a comment',
  blank: 'blanks',
  'line end': 'a line end',
  word: 'a word of running text',
};

function shown(text: string): string {
  const visible = text.replace(/\r\n|\n|\r/gu, '⏎').replace(/\t/gu, '⇥');
  return `“${visible}”`;
}

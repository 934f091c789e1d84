/**
 * The values of all rule columns for many tokens. How often a rule holds, and where, comes from lists of tokens by value that are made
 * once a column; of a pair the rarer one's list is walked.
 */
import { RULE_COLUMNS, type Condition, type Rule } from './ruleColumns.ts';

/** Tokens by value of one column: those of value v are tokens[starts[v]..starts[v+1]], ascending. */
interface Postings {
  starts: Uint32Array;
  tokens: Uint32Array;
}

/** Pairs whose lists are shorter are counted again each time: keeping them all would take more memory than time is saved. */
const KEPT_FROM = 512;
const FIRST_ROOM = 1 << 14;

export class RuleTable {
  /** Tokens so far. */
  size = 0;
  private columns: Uint32Array[] = RULE_COLUMNS.map(() => new Uint32Array(FIRST_ROOM));
  private documents = new Uint32Array(FIRST_ROOM);
  private readonly postings: (Postings | undefined)[] = [];
  private readonly pairCounts = new Map<string, number>();

  /** @param values shape [RULE_COLUMNS.length] */
  add(document: number, values: Uint32Array): void {
    if (this.size === this.documents.length) this.grow();
    for (let column = 0; column < values.length; column++) {
      const to = this.columns[column];
      if (to !== undefined) to[this.size] = values[column] ?? 0;
    }
    this.documents[this.size++] = document;
    this.postings.length = 0;
    this.pairCounts.clear();
  }

  /** Document of a token, as it was added. */
  documentOf(token: number): number {
    return this.documents[token] ?? 0;
  }

  /** Values of a column, shape [size] (a view). */
  column(column: number): Uint32Array {
    return (this.columns[column] ?? new Uint32Array(0)).subarray(0, this.size);
  }

  holds(rule: Rule, token: number): boolean {
    return rule.every(({ column, value }) => this.columns[column]?.[token] === value);
  }

  /** Tokens on which a rule holds. */
  count(rule: Rule): number {
    const [first, second] = rule;
    if (second === undefined) return this.tokensOf(first).length;
    const [rarer, other] = this.rarerFirst(first, second);
    const tokens = this.tokensOf(rarer);
    if (tokens.length < KEPT_FROM) return this.countWithin(tokens, other);
    const key = `${rarer.column} ${rarer.value} ${other.column} ${other.value}`;
    const known = this.pairCounts.get(key);
    if (known !== undefined) return known;
    const count = this.countWithin(tokens, other);
    this.pairCounts.set(key, count);
    return count;
  }

  /** The tokens on which a rule holds, ascending. */
  places(rule: Rule): Uint32Array {
    const [first, second] = rule;
    if (second === undefined) return this.tokensOf(first);
    const [rarer, other] = this.rarerFirst(first, second);
    const values = this.columns[other.column];
    return this.tokensOf(rarer).filter((token) => values?.[token] === other.value);
  }

  private rarerFirst(a: Condition, b: Condition): [Condition, Condition] {
    return this.tokensOf(a).length <= this.tokensOf(b).length ? [a, b] : [b, a];
  }

  private countWithin(tokens: Uint32Array, { column, value }: Condition): number {
    const values = this.columns[column] ?? this.documents;
    let count = 0;
    for (const token of tokens) if (values[token] === value) count++;
    return count;
  }

  private tokensOf({ column, value }: Condition): Uint32Array {
    const { starts, tokens } = (this.postings[column] ??= byValue(this.column(column)));
    return tokens.subarray(starts[value] ?? tokens.length, starts[value + 1] ?? tokens.length);
  }

  private grow(): void {
    const doubled = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
      const larger = new Uint32Array(2 * old.length);
      larger.set(old);
      return larger;
    };
    this.columns = this.columns.map(doubled);
    this.documents = doubled(this.documents);
  }
}

/** Counting sort. */
function byValue(values: Uint32Array): Postings {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const starts = new Uint32Array(most + 2);
  for (const value of values) starts[value + 1] = (starts[value + 1] ?? 0) + 1;
  for (let value = 1; value < starts.length; value++)
    starts[value] = (starts[value] ?? 0) + (starts[value - 1] ?? 0);
  const next = starts.slice();
  const tokens = new Uint32Array(values.length);
  for (let token = 0; token < values.length; token++) {
    const value = values[token] ?? 0;
    const at = next[value] ?? 0;
    tokens[at] = token;
    next[value] = at + 1;
  }
  return { starts, tokens };
}

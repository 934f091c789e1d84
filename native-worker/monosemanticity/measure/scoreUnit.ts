/**
 * One unit (a feature, or a baseline's direction) on the scoring half B: how pure its active tokens are under the rule chosen on A, and
 * how well the rule foretells firing. Sums are kept by document, so that a bootstrap can weigh documents anew.
 */
import type { Rule } from '../rules/ruleColumns.ts';
import type { RuleTable } from '../rules/ruleTable.ts';
import { CRITERIA, mostRuleShare } from './criteria.ts';
import { chooseRule } from './chooseRule.ts';
import { lookupFires, lookupPlaces, lookupTokens } from './tokenLookup.ts';

/** Tokens on which a unit is active in one half, ascending, with the activation there. */
export interface HalfActivity {
  tokens: Uint32Array;
  values: Float32Array;
}

export interface UnitActivity {
  a: HalfActivity;
  b: HalfActivity;
  /** Activation from which on it is active: where the quarters begin. */
  threshold: number;
}

/** The two halves. `standIn` (null but for the null test): the token whose rules are read in place of each token's own. */
export interface Halves {
  a: RuleTable;
  b: RuleTable;
  standIn: { a: Uint32Array; b: Uint32Array } | null;
}

/** Sums of one document of B. */
export interface DocumentTally {
  document: number;
  active: number;
  /** Active tokens on which the rule holds. */
  hits: number;
  /** Active tokens in the lowest quarter of threshold..max, and those on which the rule holds. */
  lowActive: number;
  lowHits: number;
  /** Tokens on which the rule holds, active or not. */
  ruled: number;
  /** Tokens on which the look-up fires, and those of them that are active. */
  looked: number;
  lookedHits: number;
}

export interface Quarter {
  active: number;
  hits: number;
}

export interface UnitScore {
  /** Null where no rule was rare enough, or the unit is not active on A. */
  rule: Rule | null;
  /** On A. */
  density: number;
  /** P(rule | active) on A, where it was chosen. */
  purityOnA: number;
  /** P(rule) on A. */
  ruleShare: number;
  activeTokens: number;
  documents: number;
  /** Enough active tokens in enough documents of B; a unit that has not fails. */
  enough: boolean;
  /** On B; 0 without a rule or active tokens. */
  purity: number;
  /** From the threshold up, equal parts of threshold..max on B. */
  quarters: Quarter[];
  /** 0 where the quarter is empty, so that such a unit is not monosemantic: nothing is known of its weak activations. */
  lowestQuarter: number;
  ruleF1: number;
  lookupF1: number;
  monosemantic: boolean;
  contextual: boolean;
  /** Documents of B with anything to count, in order. */
  tallies: DocumentTally[];
}

export interface Verdict {
  monosemantic: boolean;
  contextual: boolean;
}

const QUARTERS = 4;

export function scoreUnit({ a, b, standIn }: Halves, unit: UnitActivity): UnitScore {
  const density = unit.a.tokens.length / Math.max(1, a.size);
  const onA = standIn === null ? unit.a.tokens : unit.a.tokens.map((token) => standIn.a[token] ?? 0);
  const choice = onA.length === 0 ? null : chooseRule(a, onA, mostRuleShare(density));
  const rule = choice?.rule ?? null;
  const sums = new Tallies(b, rule, standIn?.b ?? null);
  const quarters = sums.addActive(unit.b, unit.threshold);
  sums.addForetold(lookupTokens(a, unit.a.tokens), unit.b.tokens);
  const tallies = sums.list();
  const documents = tallies.filter(({ active }) => active > 0).length;
  const activeTokens = unit.b.tokens.length;
  const enough = activeTokens >= CRITERIA.leastActiveTokens && documents >= CRITERIA.leastDocuments;
  const total = totalOf(tallies);
  return {
    rule,
    density,
    purityOnA: choice === null ? 0 : choice.hits / onA.length,
    ruleShare: choice === null ? 0 : choice.count / a.size,
    activeTokens,
    documents,
    enough,
    purity: share(total.hits, total.active),
    quarters,
    lowestQuarter: share(total.lowHits, total.lowActive),
    ruleF1: f1(total.hits, total.ruled, total.active),
    lookupF1: f1(total.lookedHits, total.looked, total.active),
    tallies,
    ...judge(total, enough),
  };
}

/** The criteria on sums over documents; `enough` is a property of the test as it stands and not drawn anew. */
export function judge(total: Omit<DocumentTally, 'document'>, enough: boolean): Verdict {
  const monosemantic =
    enough &&
    share(total.hits, total.active) >= CRITERIA.leastPurity &&
    share(total.lowHits, total.lowActive) >= CRITERIA.leastLowestQuarter;
  const gain = f1(total.hits, total.ruled, total.active) - f1(total.lookedHits, total.looked, total.active);
  return { monosemantic, contextual: monosemantic && gain >= CRITERIA.leastGain };
}

/** 2 hits / (predicted + actual), 0 where there is neither. */
export function f1(hits: number, predicted: number, actual: number): number {
  return predicted + actual === 0 ? 0 : (2 * hits) / (predicted + actual);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

export function noTally(document: number): DocumentTally {
  return { document, active: 0, hits: 0, lowActive: 0, lowHits: 0, ruled: 0, looked: 0, lookedHits: 0 };
}

function totalOf(tallies: readonly DocumentTally[]): DocumentTally {
  const total = noTally(-1);
  for (const tally of tallies) addTally(total, tally, 1);
  return total;
}

/** total += weight * tally. */
export function addTally(total: DocumentTally, tally: DocumentTally, weight: number): void {
  total.active += weight * tally.active;
  total.hits += weight * tally.hits;
  total.lowActive += weight * tally.lowActive;
  total.lowHits += weight * tally.lowHits;
  total.ruled += weight * tally.ruled;
  total.looked += weight * tally.looked;
  total.lookedHits += weight * tally.lookedHits;
}

/** Quarter of threshold..max that a value lies in; the only one where there is no range. */
export function quarterOf(value: number, threshold: number, max: number): number {
  if (max <= threshold) return 0;
  const part = Math.floor((QUARTERS * (value - threshold)) / (max - threshold));
  return Math.min(QUARTERS - 1, Math.max(0, part));
}

class Tallies {
  private readonly table: RuleTable;
  private readonly rule: Rule | null;
  private readonly standIn: Uint32Array | null;
  private readonly byDocument = new Map<number, DocumentTally>();

  constructor(table: RuleTable, rule: Rule | null, standIn: Uint32Array | null) {
    this.table = table;
    this.rule = rule;
    this.standIn = standIn;
  }

  addActive({ tokens, values }: HalfActivity, threshold: number): Quarter[] {
    const quarters = Array.from({ length: QUARTERS }, () => ({ active: 0, hits: 0 }));
    const max = values.reduce((a, b) => Math.max(a, b), -Infinity);
    for (const [i, token] of tokens.entries()) {
      const hit = this.holds(token) ? 1 : 0;
      const quarter = quarterOf(values[i] ?? 0, threshold, max);
      const counted = quarters[quarter];
      if (counted !== undefined) {
        counted.active++;
        counted.hits += hit;
      }
      const tally = this.of(token);
      tally.active++;
      tally.hits += hit;
      if (quarter !== 0) continue;
      tally.lowActive++;
      tally.lowHits += hit;
    }
    return quarters;
  }

  addForetold(lookup: ReadonlySet<number>, active: Uint32Array): void {
    if (this.rule !== null) for (const token of this.table.places(this.rule)) this.of(token).ruled++;
    for (const places of lookupPlaces(this.table, lookup))
      for (const token of places) this.of(token).looked++;
    for (const token of active) if (lookupFires(this.table, lookup, token)) this.of(token).lookedHits++;
  }

  list(): DocumentTally[] {
    return [...this.byDocument.values()].sort((a, b) => a.document - b.document);
  }

  private holds(token: number): boolean {
    return this.rule !== null && this.table.holds(this.rule, this.standIn?.[token] ?? token);
  }

  private of(token: number): DocumentTally {
    const document = this.table.documentOf(token);
    let tally = this.byDocument.get(document);
    if (tally === undefined) this.byDocument.set(document, (tally = noTally(document)));
    return tally;
  }
}

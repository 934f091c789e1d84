/**
 * The rule that says most of a feature's active tokens: greatest P(rule | active) among the rules that are rare enough; of equals the
 * rarer, then the one with fewer conditions. Exact over all single rules and all pairs: a pair holds on no more active tokens than either
 * of its conditions does, so only conditions that reach the best single rule can make a better pair.
 */
import { RULE_COLUMNS, type Condition, type Rule } from '../rules/ruleColumns.ts';
import type { RuleTable } from '../rules/ruleTable.ts';

export interface ChosenRule {
  rule: Rule;
  /** Active tokens on which it holds. */
  hits: number;
  /** Tokens of the table on which it holds. */
  count: number;
}

interface Candidate extends Condition {
  hits: number;
}

/** Up to so many candidates pairs are counted in one array (16 MB), beyond it in a map. */
const DENSE_CANDIDATES = 2048;

/**
 * @param active tokens of the table
 * @param mostShare rules that hold on a larger share of all tokens are left out
 * @returns null where no rule is rare enough
 */
export function chooseRule(table: RuleTable, active: Uint32Array, mostShare: number): ChosenRule | null {
  const mostCount = Math.floor(mostShare * table.size + 1e-9);
  const conditions = conditionsOf(table, active);
  let best: ChosenRule | null = null;
  for (const candidate of conditions) {
    const single = chosen(table, [{ column: candidate.column, value: candidate.value }], candidate.hits);
    if (single.count <= mostCount && isBetter(single, best)) best = single;
  }
  const floor = best?.hits ?? 1;
  const candidates = conditions.filter(({ hits }) => hits >= floor);
  for (const { rule, hits } of pairsByHits(table, active, candidates, floor)) {
    if (best !== null && hits < best.hits) break;
    const pair = chosen(table, rule, hits);
    if (pair.count <= mostCount && isBetter(pair, best)) best = pair;
  }
  return best;
}

function chosen(table: RuleTable, rule: Rule, hits: number): ChosenRule {
  return { rule, hits, count: table.count(rule) };
}

function isBetter(rule: ChosenRule, best: ChosenRule | null): boolean {
  if (best === null || rule.hits !== best.hits) return best === null || rule.hits > best.hits;
  return rule.count !== best.count ? rule.count < best.count : rule.rule.length < best.rule.length;
}

/** Every condition that holds on an active token, in order of column and value. */
function conditionsOf(table: RuleTable, active: Uint32Array): Candidate[] {
  return RULE_COLUMNS.flatMap((_, column) => {
    const values = table.column(column);
    const hits = new Map<number, number>();
    for (const token of active) {
      const value = values[token] ?? 0;
      if (value !== 0) hits.set(value, (hits.get(value) ?? 0) + 1);
    }
    return [...hits].sort(([a], [b]) => a - b).map(([value, count]) => ({ column, value, hits: count }));
  });
}

/** Pairs of candidates of different columns that hold together on at least `floor` active tokens, most hits first. */
function pairsByHits(
  table: RuleTable,
  active: Uint32Array,
  candidates: readonly Candidate[],
  floor: number,
): { rule: Rule; hits: number }[] {
  const counts = pairCounts(table, active, candidates);
  const pairs: { rule: Rule; hits: number }[] = [];
  counts.forEach((hits, key) => {
    const a = candidates[Math.floor(key / candidates.length)];
    const b = candidates[key % candidates.length];
    if (hits < floor || a === undefined || b === undefined) return;
    pairs.push({
      rule: [
        { column: a.column, value: a.value },
        { column: b.column, value: b.value },
      ],
      hits,
    });
  });
  return pairs.sort((a, b) => b.hits - a.hits);
}

/** Active tokens of each pair, by i * candidates + j with i < j. */
function pairCounts(
  table: RuleTable,
  active: Uint32Array,
  candidates: readonly Candidate[],
): Uint32Array | Map<number, number> {
  const size = candidates.length;
  const dense = size <= DENSE_CANDIDATES ? new Uint32Array(size * size) : null;
  const sparse = new Map<number, number>();
  const slots = slotsByColumn(table, candidates);
  const here: number[] = [];
  for (const token of active) {
    here.length = 0;
    for (const { values, slotOf } of slots) {
      const slot = slotOf.get(values[token] ?? 0);
      if (slot !== undefined) here.push(slot);
    }
    for (const [i, a] of here.entries())
      for (let j = i + 1; j < here.length; j++) {
        const key = a * size + (here[j] ?? 0);
        if (dense) dense[key] = (dense[key] ?? 0) + 1;
        else sparse.set(key, (sparse.get(key) ?? 0) + 1);
      }
  }
  return dense ?? sparse;
}

/** Place in `candidates` of each value, by column; candidates stand in order of column. */
function slotsByColumn(
  table: RuleTable,
  candidates: readonly Candidate[],
): { values: Uint32Array; slotOf: Map<number, number> }[] {
  const byColumn = new Map<number, Map<number, number>>();
  for (const [slot, { column, value }] of candidates.entries()) {
    const slotOf = byColumn.get(column) ?? new Map<number, number>();
    slotOf.set(value, slot);
    byColumn.set(column, slotOf);
  }
  return Array.from(byColumn, ([column, slotOf]) => ({ values: table.column(column), slotOf }));
}

/** The simplest account of a feature: it fires on these tokens. What a rule must beat to be about context. */
import { columnCode } from '../rules/ruleColumns.ts';
import type { RuleTable } from '../rules/ruleTable.ts';
import { CRITERIA } from './criteria.ts';

const TOKEN = columnCode('token');

/** Values of the `token` column on which the unit was active at least half of the time. */
export function lookupTokens(table: RuleTable, active: Uint32Array): Set<number> {
  const values = table.column(TOKEN);
  const hits = new Map<number, number>();
  for (const token of active) {
    const value = values[token] ?? 0;
    hits.set(value, (hits.get(value) ?? 0) + 1);
  }
  const fires = [...hits].filter(
    ([value, count]) => count >= CRITERIA.lookupShare * table.count([{ column: TOKEN, value }]),
  );
  return new Set(fires.map(([value]) => value));
}

/** Tokens of a table on which the look-up fires. */
export function lookupPlaces(table: RuleTable, tokens: ReadonlySet<number>): Uint32Array[] {
  return Array.from(tokens, (value) => table.places([{ column: TOKEN, value }]));
}

/** Whether the look-up fires on a token of the table. */
export function lookupFires(table: RuleTable, tokens: ReadonlySet<number>, token: number): boolean {
  return tokens.has(table.column(TOKEN)[token] ?? 0);
}

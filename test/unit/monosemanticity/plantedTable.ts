/** Tables of tokens with planted rule values, and units that fire where a test says. */
import {
  RULE_COLUMNS,
  columnCode,
  type RuleColumn,
} from '../../../native-worker/monosemanticity/rules/ruleColumns.ts';
import { RuleTable } from '../../../native-worker/monosemanticity/rules/ruleTable.ts';
import type { HalfActivity } from '../../../native-worker/monosemanticity/measure/scoreUnit.ts';

export type Values = Partial<Record<RuleColumn, number>>;

/** @param valuesOf what the columns say of token `i`; others are 0 */
export function plantedTable(
  tokens: number,
  tokensADocument: number,
  valuesOf: (i: number) => Values,
): RuleTable {
  const table = new RuleTable();
  for (let i = 0; i < tokens; i++) {
    const values = new Uint32Array(RULE_COLUMNS.length);
    const given = valuesOf(i);
    for (const column of RULE_COLUMNS) values[columnCode(column)] = given[column] ?? 0;
    table.add(Math.floor(i / tokensADocument), values);
  }
  return table;
}

/** Active on the tokens that `fires` picks, with these values (default 1). */
export function firing(
  tokens: number,
  fires: (i: number) => boolean,
  value: (i: number) => number = () => 1,
): HalfActivity {
  const active = Array.from({ length: tokens }, (_, i) => i).filter(fires);
  return { tokens: Uint32Array.from(active), values: Float32Array.from(active, value) };
}

/** For the null test: a token of another document in place of each token, so that rules have nothing to do with what was active. */
import type { Random } from '../../sae/random.ts';
import type { RuleTable } from '../rules/ruleTable.ts';

/**
 * Documents are paired in a ring of random order; token i of a document reads the rules of token i of the next one, which is begun anew
 * where it is shorter. Shape [table.size].
 */
export function standInTokens(table: RuleTable, random: Random): Uint32Array {
  const ranges = documentRanges(table);
  const order = random.sample(ranges.length, ranges.length);
  const standIn = new Uint32Array(table.size);
  for (const [place, drawn] of order.entries()) {
    const own = ranges[drawn];
    const other = ranges[order[(place + 1) % order.length] ?? drawn];
    if (own === undefined || other === undefined) continue;
    for (let token = own.start; token < own.end; token++)
      standIn[token] = other.start + ((token - own.start) % (other.end - other.start));
  }
  return standIn;
}

/** Tokens of a document stand together in a table. */
function documentRanges(table: RuleTable): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (let start = 0; start < table.size;) {
    let end = start + 1;
    while (end < table.size && table.documentOf(end) === table.documentOf(start)) end++;
    ranges.push({ start, end });
    start = end;
  }
  return ranges;
}

/** A page of examples, so that a reader can judge for himself: features drawn at random, monosemantic or not, with contexts of B. */
import type { RuleVocabulary } from '../rules/ruleColumns.ts';
import type { ScoredUnit } from './evaluateSubject.ts';
import type { TokenPlaces } from './harvestHalf.ts';

const FEATURES = 40;
const CONTEXTS = 5;
const UNITS_BEFORE = 60;
const UNITS_AFTER = 30;

/** @param units features in the order in which they are shown: the first 40 */
export function examplesPage(
  title: string,
  units: readonly ScoredUnit[],
  vocabulary: RuleVocabulary,
  places: TokenPlaces,
): string {
  const shown = units.slice(0, FEATURES);
  return [
    `# ${title}: examples`,
    `${shown.length} of the ${units.length} tested features in random order. The rule was chosen on other documents (A) than those it is scored on and quoted from (B). ` +
      'Quarters are parts of threshold..max; the first two contexts are the strongest of different documents, the others spread over all active tokens by strength.',
    ...shown.map((unit) => section(unit, vocabulary, places)),
    '',
  ].join('\n\n');
}

function section(unit: ScoredUnit, vocabulary: RuleVocabulary, places: TokenPlaces): string {
  const { rule, purity, purityOnA, quarters, ruleF1, lookupF1, activeTokens, documents, density } = unit;
  const verdict = unit.contextual
    ? 'monosemantic, contextual'
    : unit.monosemantic
      ? 'monosemantic'
      : reasonAgainst(unit);
  const parts = quarters.map(({ active, hits }) =>
    active === 0 ? '–' : `${percent(hits / active)} of ${active}`,
  );
  return [
    `## Feature ${unit.index}: ${rule === null ? 'no rule is rare enough' : vocabulary.words(rule)}`,
    '',
    `${verdict}. Purity ${percent(purity)} (on A ${percent(purityOnA)}), by quarters ${parts.join(', ')}; ` +
      `F1 ${ruleF1.toFixed(2)}, of the token alone ${lookupF1.toFixed(2)}; density ${density.toPrecision(2)}, ${activeTokens} tokens in ${documents} documents.`,
    '',
    '```text',
    ...contexts(unit, places).map((line) => line.replace(/`{3,}/gu, "'''")),
    '```',
  ].join('\n');
}

export function reasonAgainst({ enough, purity, lowestQuarter, quarters }: ScoredUnit): string {
  if (!enough) return 'not monosemantic: too few active tokens or documents';
  if (quarters[0]?.active === 0) return 'not monosemantic: no token in the lowest quarter';
  return `not monosemantic: purity ${percent(purity)}, lowest quarter ${percent(lowestQuarter)}`;
}

function contexts({ activity: { b } }: ScoredUnit, places: TokenPlaces): string[] {
  const order = Array.from(b.tokens, (_, i) => i).sort((i, j) => (b.values[j] ?? 0) - (b.values[i] ?? 0));
  const top: number[] = [];
  const documents = new Set<number>();
  for (const i of order) {
    const document = places.documentOf[places.row[b.tokens[i] ?? 0] ?? 0] ?? 0;
    if (documents.has(document)) continue;
    documents.add(document);
    top.push(i);
    if (top.length === 2) break;
  }
  const spread = Array.from(
    { length: CONTEXTS - 2 },
    (_, i) => order[Math.floor(((i + 1) / (CONTEXTS - 2)) * (order.length - 1))],
  );
  return [...top, ...spread]
    .filter((i) => i !== undefined)
    .map((i) => `${(b.values[i] ?? 0).toFixed(3)}  ${context(b.tokens[i] ?? 0, places)}`);
}

function context(token: number, places: TokenPlaces): string {
  const at = places.row[token] ?? 0;
  const row = places.rows[at];
  const document = places.documents[places.documentOf[at] ?? 0];
  const start = row?.starts[places.position[token] ?? 0] ?? -1;
  const end = row?.ends[places.position[token] ?? 0] ?? -1;
  if (document === undefined || start < 0) return '(a token without a place in the text)';
  const { text, source } = document;
  const before = text.slice(Math.max(0, start - UNITS_BEFORE), start);
  const line = `${before}⟦${text.slice(start, end)}⟧${text.slice(end, end + UNITS_AFTER)}`;
  return `${line.replace(/\r\n|\n|\r/gu, '⏎').replace(/\t/gu, '⇥')}   ${source}`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

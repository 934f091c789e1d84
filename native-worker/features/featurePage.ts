/** A page of the feature table: filter by the query, sort, cut. Never throws for a bad query: it says what is wrong instead. */
import type { FeaturePage, FeaturePageRequest } from '../../protocol/feature.ts';
import type { FeatureTable } from './featureTable.ts';
import type { FeatureNotes } from './notes.ts';
import { featureMatcher } from './query/matchFeatures.ts';
import { parseQuery } from './query/parser.ts';

/** Rows a page at most; the table scrolls by pages. */
const LARGEST_PAGE = 1000;

export function featurePage(
  table: FeatureTable,
  indexStep: number,
  notes: FeatureNotes,
  request: Omit<FeaturePageRequest, 'runId'>,
): FeaturePage {
  const { parts, problem } = parseQuery(request.query);
  const noteOf = (feature: number) => notes.get(feature);
  const order = table.order(request.sort.key, request.sort.descending);
  const matching = parts.length === 0 ? order : order.filter(featureMatcher(parts, table, noteOf));
  const offset = Math.max(0, Math.trunc(request.offset));
  const limit = Math.min(LARGEST_PAGE, Math.max(0, Math.trunc(request.limit)));
  const rows = Array.from(matching.subarray(offset, offset + limit), (feature) => {
    const note = noteOf(feature);
    return table.row(feature, { label: note?.label ?? null, pinned: note?.pinned ?? false });
  });
  return { rows, matching: matching.length, total: table.size, indexStep, queryProblem: problem };
}

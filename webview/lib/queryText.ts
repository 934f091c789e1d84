/** Edits of the query box's text. The engine parses it; here terms are only put in, replaced and taken out. */

/** A `@column:condition` term as written, quotes included. */
export interface QueryTerm {
  column: string;
  condition: string;
}

const TERM = /(?<!\S)@([\p{L}\d_]+):("(?:[^"\\]|\\.)*"|\S*)/gu;

export function termsOf(query: string): QueryTerm[] {
  return [...query.matchAll(TERM)].map((match) => ({ column: match[1] ?? '', condition: match[2] ?? '' }));
}

/** The query with exactly one term on `column`, or none when `condition` is null; the rest as it was. */
export function withTerm(query: string, column: string, condition: string | null): string {
  const others = query
    .replace(TERM, (term, name: string) => (name === column ? '' : term))
    .replace(/^\s+|\s+$|\s(?=\s)/g, '');
  return condition === null ? others : `@${column}:${condition} ${others}`.trim();
}

/** Adds the term, or takes it out when it stands there as it is. */
export function toggleTerm(query: string, column: string, condition: string): string {
  const isThere = termsOf(query).some((term) => term.column === column && term.condition === condition);
  return withTerm(query, column, isThere ? null : condition);
}

/** What was left out of a corpus, and why. */

export interface SkippedFile {
  path: string;
  reason: string;
}

/** So many are kept by name; the rest are counted, so that run.json stays small. */
const MOST_NAMED = 500;

/** At most 500 entries and one that counts the others. */
export function namedSkipped(skipped: readonly SkippedFile[]): SkippedFile[] {
  if (skipped.length <= MOST_NAMED) return [...skipped];
  const rest = skipped.length - MOST_NAMED;
  return [...skipped.slice(0, MOST_NAMED), { path: '', reason: `${rest} more files or rows were left out` }];
}

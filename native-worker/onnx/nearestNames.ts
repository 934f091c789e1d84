/** The known names closest to a mistyped one, by edit distance, for error messages. */

/** Levenshtein distance; inputs are names, so the quadratic table is small. */
function distance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 0; i < left.length; i++) {
    const row = [i + 1];
    for (let j = 0; j < right.length; j++) {
      const substitute = (previous[j] ?? 0) + (left[i] === right[j] ? 0 : 1);
      row.push(Math.min(substitute, (previous[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[right.length] ?? 0;
}

/** At most `count` of `known`, nearest first; ties keep their order. */
export function nearestNames(name: string, known: readonly string[], count = 5): string[] {
  return known
    .map((candidate) => ({ candidate, far: distance(name, candidate) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, count)
    .map(({ candidate }) => candidate);
}

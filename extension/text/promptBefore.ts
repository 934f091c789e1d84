/** What of a document a model is to write on after. */

/** About what the starter model's context holds, and enough for others to see where they are. */
const MOST_UNITS = 2_000;

/**
 * The selection; where it is empty, the text before it, from the start of a line on where that is near.
 * @param start UTF-16 offsets of the selection
 */
export function promptBefore(text: string, start: number, end: number): string {
  if (end > start) return text.slice(start, end);
  const from = Math.max(0, start - MOST_UNITS);
  const before = text.slice(from, start);
  const firstBreak = from === 0 ? -1 : before.indexOf('\n');
  return wellBegun(before.slice(firstBreak + 1));
}

/** Without the second half of a character that the cut went through. */
function wellBegun(text: string): string {
  const first = text.charCodeAt(0);
  return first >= 0xdc00 && first <= 0xdfff ? text.slice(1) : text;
}

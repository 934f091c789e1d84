/**
 * Lone surrogates become U+FFFD, as in any conversion to UTF-8. One UTF-16 unit stays one unit, so ranges keep their meaning.
 * (String.prototype.toWellFormed does the same, but is outside the ES2023 library types.)
 */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

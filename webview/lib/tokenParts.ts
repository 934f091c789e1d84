/**
 * How tokens share the characters they stand for. A byte-level tokenizer may split one character into several tokens, each
 * of which is aligned to all of it: the character is shown once, the other tokens as its further parts.
 */

export interface AlignedToken {
  text: string;
  /** UTF-16 range in the source; null where unknown. */
  range: { start: number; end: number } | null;
}

export interface TokenPart {
  /** What the token adds to the tokens before it; empty for a further part of their last character. */
  text: string;
  /** From 1; 1 of 1 for a token that shares nothing. */
  part: number;
  parts: number;
  /** The byte this token stands for, where the parts are the character's UTF-8 bytes one by one. */
  byte: number | null;
}

export function tokenParts(tokens: readonly AlignedToken[]): TokenPart[] {
  const shown: TokenPart[] = [];
  let first = 0;
  let end = -1;
  for (const [i, { text, range }] of tokens.entries()) {
    const continues = range !== null && range.start < end && range.end <= end;
    if (!continues) {
      countParts(shown, tokens, first);
      first = i;
    }
    shown.push({ text: continues ? '' : added(text, range, end), part: 1, parts: 1, byte: null });
    end = range?.end ?? -1;
  }
  countParts(shown, tokens, first);
  return shown;
}

/**
 * The token of each character's parts that shows it in running text: `peak` where it is one of them, else the strongest.
 *
 * @returns the tokens' texts; empty for a part that another token shows.
 */
export function strongestPartTexts(
  tokens: readonly AlignedToken[],
  activations: readonly number[],
  peak: number,
): string[] {
  const parts = tokenParts(tokens);
  const texts = parts.map(({ text }) => text);
  for (const [first, { part, parts: count, text }] of parts.entries()) {
    if (part !== 1 || count === 1) continue;
    let strongest = first;
    for (let i = first; i < first + count; i++)
      if (i === peak || (strongest !== peak && (activations[i] ?? 0) > (activations[strongest] ?? 0)))
        strongest = i;
    texts[first] = '';
    texts[strongest] = text;
  }
  return texts;
}

function added(text: string, range: AlignedToken['range'], end: number): string {
  if (!range || range.start >= end || text.length !== range.end - range.start) return text;
  return text.slice(end - range.start);
}

function countParts(shown: TokenPart[], tokens: readonly AlignedToken[], first: number): void {
  const parts = shown.length - first;
  if (parts < 2) return;
  const bytes = new TextEncoder().encode(tokens[first]?.text ?? '');
  for (const [i, part] of shown.slice(first).entries()) {
    part.part = i + 1;
    part.parts = parts;
    part.byte = bytes.length === parts ? (bytes[i] ?? null) : null;
  }
}

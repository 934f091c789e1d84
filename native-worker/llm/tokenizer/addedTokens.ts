/**
 * Finds added tokens in a text as the reference implementation does: the longest at the leftmost place, `single_word` only
 * between non-word characters, `lstrip`/`rstrip` taking the white space beside them (which then belongs to the token).
 */
import type { AddedTokenConfig } from './tokenizerFiles.ts';

export interface AddedTokenMatch {
  id: number;
  from: number;
  to: number;
}

/** A token to look for: `content` is what it looks like at the stage where it is searched (normalised or not). */
export interface SearchedToken {
  content: string;
  token: AddedTokenConfig;
}

interface Node {
  next: Map<number, Node>;
  token: AddedTokenConfig | null;
}

const WORD_AT_END = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const WORD_AT_START = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const SPACE = /\p{White_Space}/u;

export class AddedTokenFinder {
  private readonly root: Node = { next: new Map(), token: null };
  private readonly firstUnits: RegExp | null;

  constructor(tokens: readonly SearchedToken[]) {
    const named = tokens.filter(({ content }) => content !== '');
    for (const { content, token } of named) this.insert(content, token);
    const units = [...new Set(named.map(({ content }) => content.charCodeAt(0)))];
    this.firstUnits =
      units.length === 0
        ? null
        : new RegExp(`[${units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')}]`, 'g');
  }

  /** Matches in order, none overlapping. Linear in the text for tokens of bounded length. */
  find(text: string): AddedTokenMatch[] {
    const matches: AddedTokenMatch[] = [];
    if (this.firstUnits === null) return matches;
    let taken = 0;
    this.firstUnits.lastIndex = 0;
    for (let first = this.firstUnits.exec(text); first !== null; first = this.firstUnits.exec(text)) {
      const found = this.longestAt(text, first.index);
      if (found === null) continue;
      const end = first.index + found.length;
      this.firstUnits.lastIndex = end;
      const match = this.place(text, found.token, first.index, end, taken);
      if (match === null) continue;
      matches.push(match);
      taken = match.to;
    }
    return matches;
  }

  private place(
    text: string,
    token: AddedTokenConfig,
    start: number,
    end: number,
    taken: number,
  ): AddedTokenMatch | null {
    if (token.single_word && !standsAlone(text, start, end)) return null;
    let from = start;
    let to = end;
    if (token.lstrip) while (from > taken && SPACE.test(text[from - 1] ?? '')) from--;
    if (token.rstrip) while (to < text.length && SPACE.test(text[to] ?? '')) to++;
    return { id: token.id, from, to };
  }

  private longestAt(text: string, start: number): { token: AddedTokenConfig; length: number } | null {
    let node: Node | undefined = this.root;
    let found: { token: AddedTokenConfig; length: number } | null = null;
    for (let unit = start; unit < text.length; unit++) {
      node = node.next.get(text.charCodeAt(unit));
      if (node === undefined) break;
      if (node.token !== null) found = { token: node.token, length: unit + 1 - start };
    }
    return found;
  }

  private insert(content: string, token: AddedTokenConfig): void {
    let node = this.root;
    for (let unit = 0; unit < content.length; unit++) {
      const code = content.charCodeAt(unit);
      const next = node.next.get(code) ?? { next: new Map<number, Node>(), token: null };
      node.next.set(code, next);
      node = next;
    }
    node.token = token;
  }
}

/** Two units reach back over a surrogate pair. */
function standsAlone(text: string, start: number, end: number): boolean {
  return (
    !WORD_AT_END.test(text.slice(Math.max(0, start - 2), start)) &&
    !WORD_AT_START.test(text.slice(end, end + 2))
  );
}

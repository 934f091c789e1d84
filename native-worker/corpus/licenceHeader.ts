/**
 * Where a document's own text starts: after leading comments that speak of copyright or licence. Such headers are the same
 * in thousands of files and would become features of their own. Only the start of the rows moves; places stay those of the
 * whole document.
 */
import path from 'node:path';

const SPEAKS_OF_LICENCE = /copyright|licen[cs]e|spdx-|all rights reserved|\(c\) \d{4}/i;
/** Longer comments are text of their own. */
const LONGEST_HEADER = 12_000;
const PROSE = new Set(['.md', '.markdown', '.txt', '.rst', '.adoc', '.tex']);

const BLOCKS = [/\/\*[^]*?\*\//y, /<!--[^]*?-->/y, /(?:[ \t]*\/\/[^\n]*(?:\n|$))+/y];
const HASH_LINES = /(?:[ \t]*#[^\n]*(?:\n|$)){2,}/y;
const DASH_LINES = /(?:[ \t]*--[^\n]*(?:\n|$)){2,}/y;
/** What may stand before a header: white space, an interpreter line, an XML declaration, an opening PHP tag. */
const PREAMBLE = /\s*(?:#![^\n]*\n|<\?(?:php\b|xml\b[^>]*>))?\s*/y;

/** UTF-16 unit where the text after the licence header starts; 0 where there is none. */
export function licenceHeaderEnd(text: string, source: string): number {
  const extension = path.extname(source).toLowerCase();
  const patterns = PROSE.has(extension) ? [/<!--[^]*?-->/y] : [...BLOCKS, HASH_LINES, DASH_LINES];
  let end = 0;
  for (let at = matchEnd(PREAMBLE, text, 0) ?? 0; ; at = matchEnd(/\s*/y, text, end) ?? end) {
    const commentEnd = patterns.reduce<number | null>(
      (found, pattern) => found ?? matchEnd(pattern, text, at),
      null,
    );
    if (commentEnd === null || commentEnd - at > LONGEST_HEADER) return end;
    if (!SPEAKS_OF_LICENCE.test(text.slice(at, commentEnd))) return end;
    end = matchEnd(/[ \t]*(?:\r?\n)*/y, text, commentEnd) ?? commentEnd;
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match === null ? null : at + match[0].length;
}

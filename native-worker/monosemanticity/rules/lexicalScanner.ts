/**
 * The lexical class of each UTF-16 unit of a document, in one pass without a grammar. Where a syntax tree has already said what is a
 * string, a comment or running text, that stands; the scanner fills in the rest.
 */
import type { Language } from './language.ts';

/** 0: not yet known. The order is part of the rules' definition. */
export const LEXICAL_CLASSES = [
  '',
  'keyword',
  'identifier',
  'number',
  'punctuation',
  'string piece',
  'comment piece',
  'blank',
  'line end',
  'word',
] as const;
export type LexicalClass = (typeof LEXICAL_CLASSES)[number];

export const classCode = (name: LexicalClass): number => LEXICAL_CLASSES.indexOf(name);

const KEYWORD = classCode('keyword');
const IDENTIFIER = classCode('identifier');
const NUMBER = classCode('number');
const PUNCTUATION = classCode('punctuation');
const STRING = classCode('string piece');
const COMMENT = classCode('comment piece');
const BLANK = classCode('blank');
const LINE_END = classCode('line end');
const WORD = classCode('word');

/**
 * @param known classes that a syntax tree gave, 0 elsewhere, shape [text.length]; null where there is no tree: then comments and strings
 *   are found by their marks
 */
export function scanLexicalClasses(text: string, language: Language, known: Uint8Array | null): Uint8Array {
  const classes = known?.slice() ?? new Uint8Array(text.length);
  for (let at = 0; at < text.length;) {
    if (classes[at] !== 0) {
      at++;
      continue;
    }
    const [end, code] = nextPiece(text, at, language, known !== null);
    for (let i = at; i < end; i++) if (classes[i] === 0) classes[i] = code;
    at = end;
  }
  return classes;
}

function nextPiece(text: string, at: number, language: Language, hasTree: boolean): [number, number] {
  const quoted = hasTree ? null : quotedPiece(text, at, language);
  if (quoted !== null) return quoted;
  const unit = text.charCodeAt(at);
  if (unit === 10 || unit === 13) return [at + 1, LINE_END];
  if (isBlank(unit)) return [at + 1, BLANK];
  if (isDigit(unit)) return [endOfNumber(text, at), NUMBER];
  if (!isWordUnit(unit)) return [at + 1, PUNCTUATION];
  const end = endOfWord(text, at);
  if (language.prose) return [end, WORD];
  return [end, language.keywords.has(text.slice(at, end)) ? KEYWORD : IDENTIFIER];
}

/** A comment or string that starts here; an unclosed string of one quote ends with its line. */
function quotedPiece(text: string, at: number, language: Language): [number, number] | null {
  if (language.lineComments.some((mark) => text.startsWith(mark, at))) return [endOfLine(text, at), COMMENT];
  for (const [open, close] of language.blockComments) {
    if (!text.startsWith(open, at)) continue;
    const end = text.indexOf(close, at + open.length);
    return [end < 0 ? text.length : end + close.length, COMMENT];
  }
  const quote = language.quotes.find((mark) => text.startsWith(mark, at));
  return quote === undefined ? null : [endOfString(text, at, quote), STRING];
}

function endOfString(text: string, at: number, quote: string): number {
  const severalLines = quote.length > 1 || quote === '`';
  for (let i = at + quote.length; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text.startsWith(quote, i)) return i + quote.length;
    else if (!severalLines && text[i] === '\n') return i;
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function endOfWord(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && isWordUnit(text.charCodeAt(end))) end++;
  return end;
}

function endOfNumber(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length) {
    const unit = text.charCodeAt(end);
    const isPoint = unit === 46 && isDigit(text.charCodeAt(end + 1));
    if (!isPoint && !isWordUnit(unit)) break;
    end++;
  }
  return end;
}

export function isBlank(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13) || unit === 0xa0 || unit === 0x3000 || unit === 0xfeff;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

/** Letters, digits, `_`, `$`, and everything beyond ASCII but blanks and general punctuation. */
export function isWordUnit(unit: number): boolean {
  if (unit < 128) {
    const letter = unit | 32;
    return (letter >= 97 && letter <= 122) || isDigit(unit) || unit === 95 || unit === 36;
  }
  return !isBlank(unit) && (unit < 0x2000 || unit > 0x206f) && unit >= 0xc0;
}

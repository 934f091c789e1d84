/** Tokens for the eye: white space, control characters and stray bytes become visible marks, nothing else changes. */

/** `mark` pieces stand for characters that have no shape of their own; `newline` ends a line in the source. */
export interface TokenPiece {
  kind: 'text' | 'mark' | 'newline';
  text: string;
}

/** `chip`: the token alone, so every space counts. `context`: within a line, where single spaces read as themselves. */
export type TokenMode = 'chip' | 'context';

const SPACE = '·';
const TAB = '→';
const NEWLINE = '↵';
/** Carries a combining mark that has no character of its own to stand on. */
const DOTTED_CIRCLE = '◌';

/** Customary names of characters without a shape; others go by number. */
const NAMES: Readonly<Record<string, string>> = {
  '\r': '\\r',
  '\0': '\\0',
  '\u00a0': 'NBSP',
  '\u00ad': 'SHY',
  '\u200b': 'ZWSP',
  '\u200c': 'ZWNJ',
  '\u200d': 'ZWJ',
  '\u200e': 'LRM',
  '\u200f': 'RLM',
  '\u202f': 'NNBSP',
  '\u2060': 'WJ',
  '\ufe0e': 'VS15',
  '\ufe0f': 'VS16',
  '\ufeff': 'BOM',
};

const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- control characters are what this is for
  /\r\n|[\ufe00-\ufe0f\u0000-\u001f\u007f-\u009f\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufffd]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export function tokenPieces(token: string, mode: TokenMode): TokenPiece[] {
  if (token === '') return [{ kind: 'mark', text: '""' }];
  const pieces: TokenPiece[] = [];
  let rest = token;
  while (rest !== '') {
    const match = INVISIBLE.exec(rest);
    const readable = match ? rest.slice(0, match.index) : rest;
    pushReadable(pieces, readable, mode, token);
    if (!match) break;
    pieces.push(invisiblePiece(match[0], token));
    rest = rest.slice(match.index + match[0].length);
  }
  return pieces;
}

/** Whether the token's last character is the first half of a line end that the next token completes. */
export function isHalfLineEnd(token: string, next: string | undefined): boolean {
  return token.endsWith('\r') && next?.startsWith('\n') === true;
}

/** The token as one line of plain text, for titles and screen readers. */
export function tokenLabel(token: string): string {
  return tokenPieces(token, 'chip')
    .map((piece) => piece.text)
    .join('');
}

function pushReadable(pieces: TokenPiece[], text: string, mode: TokenMode, token: string): void {
  if (text === '') return;
  if (mode === 'chip' && token.startsWith(text) && /^\p{M}/u.test(text)) {
    pieces.push({ kind: 'text', text: DOTTED_CIRCLE + text });
    return;
  }
  const isBlank = /^[ \t\r\n]*$/.test(token);
  if (mode === 'context' && !isBlank) {
    pieces.push({ kind: 'text', text });
    return;
  }
  for (const part of text.match(/ +|[^ ]+/g) ?? [])
    pieces.push(
      part.startsWith(' ') ? { kind: 'mark', text: SPACE.repeat(part.length) } : { kind: 'text', text: part },
    );
}

function invisiblePiece(character: string, token: string): TokenPiece {
  if (character === '\n' || character === '\r\n' || character === '\u2028')
    return { kind: 'newline', text: NEWLINE };
  if (character === '\t') return { kind: 'mark', text: TAB };
  // Joiners and selectors within a cluster do their own work: only one on its own is shown.
  if (/[\ufe00-\ufe0f\u200c]|\u200d/.test(character) && token !== character)
    return { kind: 'text', text: character };
  if (character === '\ufffd') return { kind: 'mark', text: character };
  const code = character.codePointAt(0) ?? 0;
  return {
    kind: 'mark',
    text: NAMES[character] ?? (code < 0x20 ? `\\x${hex(code, 2)}` : `U+${hex(code, 4)}`),
  };
}

function hex(code: number, digits: number): string {
  return code.toString(16).toUpperCase().padStart(digits, '0');
}

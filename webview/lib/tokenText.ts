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
const CONTROL_PICTURES = 0x2400;

const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- control characters are what this is for
  /\r\n|[\u0000-\u001f\u007f-\u009f\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufffd]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export function tokenPieces(token: string, mode: TokenMode): TokenPiece[] {
  if (token === '') return [{ kind: 'mark', text: '∅' }];
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

/** The token as one line of plain text, for titles and screen readers. */
export function tokenLabel(token: string): string {
  return tokenPieces(token, 'chip')
    .map((piece) => piece.text)
    .join('');
}

function pushReadable(pieces: TokenPiece[], text: string, mode: TokenMode, token: string): void {
  if (text === '') return;
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
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return { kind: 'mark', text: String.fromCodePoint(CONTROL_PICTURES + code) };
  // Joiners inside an emoji or a script's cluster do their own work: only a joiner on its own is shown.
  if ((code === 0x200d || code === 0x200c) && token !== character) return { kind: 'text', text: character };
  if (code === 0xfffd) return { kind: 'mark', text: '\ufffd' };
  return { kind: 'mark', text: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` };
}

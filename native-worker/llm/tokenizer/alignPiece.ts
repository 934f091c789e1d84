/**
 * Matches the tokens that a model made of one piece against the piece itself. Everything is checked character by
 * character: either each token has its exact stretch, or the piece is given up.
 */
import { utf8Length } from './byteLevel.ts';

/** How the model writes its tokens. */
export interface TokenSpelling {
  /** Written before a token that continues a word (WordPiece `##`); empty where there is none. */
  continuingPrefix: string;
  /** Written after the last token of a word (`</w>`); empty where there is none. */
  endOfWordSuffix: string;
  byteFallback: boolean;
  unknownToken: string | null;
  /** Whether neighbouring unknown characters become one unknown token. */
  fuseUnknown: boolean;
  /** Whether one unknown character makes the whole word unknown (WordPiece). */
  wholeWordUnknown: boolean;
  isKnown(token: string): boolean;
}

export interface TokenStretch {
  token: string;
  /** Units of the piece, half open. A character spread over several byte tokens belongs to each of them. */
  from: number;
  to: number;
}

const BYTE_TOKEN = /^<0x([0-9A-Fa-f]{2})>$/;
const encoder = new TextEncoder();

/** Null where the tokens do not spell the piece. */
export function alignPiece(
  piece: string,
  tokens: readonly string[],
  spelling: TokenSpelling,
): TokenStretch[] | null {
  const aligner = new PieceAligner(piece, spelling);
  for (const [index, token] of tokens.entries())
    if (!aligner.take(token, index === 0, index === tokens.length - 1)) return null;
  return aligner.finish();
}

class PieceAligner {
  private readonly stretches: TokenStretch[] = [];
  private cursor = 0;
  /** Bytes of the character at the cursor that byte tokens have already spelled. */
  private bytesTaken = 0;

  constructor(
    private readonly piece: string,
    private readonly spelling: TokenSpelling,
  ) {}

  take(token: string, first: boolean, last: boolean): boolean {
    if (token === this.spelling.unknownToken && this.unknownHere()) return this.takeUnknown(token);
    this.skipDropped();
    return this.takeSurface(token, first, last) || this.takeByte(token);
  }

  finish(): TokenStretch[] | null {
    this.skipDropped();
    return this.cursor === this.piece.length && this.bytesTaken === 0 ? this.stretches : null;
  }

  private takeSurface(token: string, first: boolean, last: boolean): boolean {
    const { continuingPrefix, endOfWordSuffix } = this.spelling;
    let surface = token;
    if (!first && continuingPrefix !== '' && token.startsWith(continuingPrefix))
      surface = surface.slice(continuingPrefix.length);
    if (last && endOfWordSuffix !== '' && token.endsWith(endOfWordSuffix))
      surface = surface.slice(0, -endOfWordSuffix.length);
    if (this.bytesTaken > 0 || surface === '' || !this.piece.startsWith(surface, this.cursor)) return false;
    this.push(token, surface.length, !this.spelling.isKnown(token));
    this.cursor += surface.length;
    return true;
  }

  private takeByte(token: string): boolean {
    const digits = this.spelling.byteFallback ? BYTE_TOKEN.exec(token)?.[1] : undefined;
    const character = this.character();
    if (digits === undefined || character === '') return false;
    if (encoder.encode(character)[this.bytesTaken] !== Number.parseInt(digits, 16)) return false;
    this.push(token, character.length, false);
    this.bytesTaken++;
    if (this.bytesTaken === utf8Length(character.codePointAt(0) ?? 0)) {
      this.bytesTaken = 0;
      this.cursor += character.length;
    }
    return true;
  }

  private takeUnknown(token: string): boolean {
    const start = this.cursor;
    if (this.bytesTaken > 0 || start === this.piece.length) return false;
    if (this.spelling.wholeWordUnknown) this.cursor = this.piece.length;
    else
      do this.cursor += this.character().length;
      while (
        this.spelling.fuseUnknown &&
        this.cursor < this.piece.length &&
        !this.spelling.isKnown(this.character())
      );
    this.stretches.push({ token, from: start, to: this.cursor });
    return true;
  }

  private unknownHere(): boolean {
    return this.spelling.wholeWordUnknown || !this.spelling.isKnown(this.character());
  }

  /** A model without an unknown token drops the characters it does not know. */
  private skipDropped(): void {
    if (
      this.spelling.unknownToken !== null ||
      this.spelling.byteFallback ||
      this.spelling.endOfWordSuffix !== ''
    )
      return;
    while (this.cursor < this.piece.length && !this.spelling.isKnown(this.character()))
      this.cursor += this.character().length;
  }

  /** Adds a stretch at the cursor; neighbouring unknown ones are one token. */
  private push(token: string, length: number, unknown: boolean): void {
    const last = this.stretches.at(-1);
    if (unknown && last !== undefined && last.to === this.cursor && !this.spelling.isKnown(last.token)) {
      last.token += token;
      last.to += length;
    } else this.stretches.push({ token, from: this.cursor, to: this.cursor + length });
  }

  private character(): string {
    const codePoint = this.piece.codePointAt(this.cursor);
    return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
  }
}

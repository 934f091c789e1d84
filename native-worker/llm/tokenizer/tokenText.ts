/** How a token reads for a user: its text, bytes that are no whole character as `\xE2`. */
import { fromByteLevel } from './byteLevel.ts';

export type TokenStyle = { kind: 'byteLevel' } | { kind: 'spaceMarker'; marker: string } | { kind: 'plain' };

const BYTE_TOKEN = /^<0x([0-9A-Fa-f]{2})>$/;
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function tokenText(token: string, style: TokenStyle): string {
  switch (style.kind) {
    case 'byteLevel': {
      const bytes = fromByteLevel(token);
      return bytes === null ? token : readableBytes(bytes);
    }
    case 'spaceMarker': {
      const digits = BYTE_TOKEN.exec(token)?.[1];
      if (digits !== undefined) return readableBytes(Uint8Array.of(Number.parseInt(digits, 16)));
      return token.replaceAll(style.marker, ' ');
    }
    case 'plain':
      return token;
    default:
      return style satisfies never;
  }
}

const encoder = new TextEncoder();

/** The bytes that a token adds to the UTF-8 of a text; several tokens may share a character. */
export function tokenBytes(token: string, style: TokenStyle): Uint8Array {
  switch (style.kind) {
    case 'byteLevel':
      return fromByteLevel(token) ?? encoder.encode(token);
    case 'spaceMarker': {
      const digits = BYTE_TOKEN.exec(token)?.[1];
      if (digits !== undefined) return Uint8Array.of(Number.parseInt(digits, 16));
      return encoder.encode(token.replaceAll(style.marker, ' '));
    }
    case 'plain':
      return encoder.encode(token);
    default:
      return style satisfies never;
  }
}

/** UTF-8 where it is whole, `\xHH` for each byte that is not. */
export function readableBytes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const character = wholeCharacter(bytes, at);
    text += character ?? `\\x${(bytes[at] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
    at += character === null ? 1 : characterBytes(bytes[at] ?? 0);
  }
  return text;
}

function wholeCharacter(bytes: Uint8Array, at: number): string | null {
  const end = at + characterBytes(bytes[at] ?? 0);
  if (end > bytes.length) return null;
  try {
    return strictDecoder.decode(bytes.subarray(at, end));
  } catch {
    return null;
  }
}

/** Bytes of a character by its first byte; 1 for bytes that begin none. */
function characterBytes(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

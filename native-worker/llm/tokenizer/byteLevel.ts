/** GPT-2's byte-level alphabet: one printable character for each byte value. */

const CHARACTER_OF_BYTE: string[] = [];
const BYTE_OF_CHARACTER = new Map<string, number>();

function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

let shifted = 0x100;
for (let byte = 0; byte < 256; byte++) {
  const character = String.fromCharCode(isPrintable(byte) ? byte : shifted++);
  CHARACTER_OF_BYTE.push(character);
  BYTE_OF_CHARACTER.set(character, byte);
}

const encoder = new TextEncoder();

/** The UTF-8 bytes of `text`, each written as its character. */
export function toByteLevel(text: string): string {
  let written = '';
  for (const byte of encoder.encode(text)) written += CHARACTER_OF_BYTE[byte] ?? '';
  return written;
}

/** The bytes that a token written in the alphabet stands for; null where it has a character outside the alphabet. */
export function fromByteLevel(token: string): Uint8Array | null {
  const bytes = new Uint8Array(token.length);
  for (let unit = 0; unit < token.length; unit++) {
    const byte = BYTE_OF_CHARACTER.get(token.charAt(unit));
    if (byte === undefined) return null;
    bytes[unit] = byte;
  }
  return bytes;
}

/** UTF-8 bytes of a code point. */
export function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

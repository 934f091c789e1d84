/**
 * Finds line and column of a UTF-16 offset in a file's text as it stands on disk. VS Code makes the line ends of a file
 * with mixed ones equal when it opens it, so offsets of the raw text would shift there; lines and columns do not.
 */

export interface LineAndCharacter {
  line: number;
  character: number;
}

/** Offsets past the end give the end. Lines end at \r\n, \n or \r, as in VS Code. */
export function lineAndCharacterAt(text: string, offset: number): LineAndCharacter {
  const end = Math.min(Math.max(0, offset), text.length);
  let line = 0;
  let lineStart = 0;
  for (let i = 0; i < end; i += 1) {
    const unit = text.charCodeAt(i);
    const endsLine = unit === 10 || (unit === 13 && text.charCodeAt(i + 1) !== 10);
    if (!endsLine) continue;
    line += 1;
    lineStart = i + 1;
  }
  return { line, character: end - lineStart };
}

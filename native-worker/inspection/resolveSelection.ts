/** Which characters are inspected: the selection, all of the text without one, the cursor's line where nothing is selected. */
import { InvalidSelectionError } from './errors.ts';

export interface TextRange {
  start: number;
  end: number;
}

/** Characters inspected at most: a selection of a whole megabyte would keep the model busy for hours. */
export const MAX_CHARACTERS = 65_536;

/**
 * @returns the range, and what the user should know about it
 * @throws InvalidSelectionError
 */
export function resolveSelection(
  text: string,
  selection: TextRange | undefined,
): { range: TextRange; warnings: string[] } {
  const { start, end } = selection ?? { start: 0, end: text.length };
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || end > text.length) {
    throw new InvalidSelectionError(start, end, text.length);
  }
  if (text === '') return { range: { start, end }, warnings: ['The text is empty.'] };
  if (start === end) return lineAt(text, start);
  if (end - start <= MAX_CHARACTERS) return { range: { start, end }, warnings: [] };
  const cut = wholeCharacter(text, start + MAX_CHARACTERS);
  const warning = `The selection has ${end - start} characters; the first ${cut - start} were inspected.`;
  return { range: { start, end: cut }, warnings: [warning] };
}

function lineAt(text: string, cursor: number): { range: TextRange; warnings: string[] } {
  let start = cursor;
  while (start > 0 && cursor - start < MAX_CHARACTERS && !isLineEnd(text, start - 1)) start--;
  let end = cursor;
  while (end < text.length && end - cursor < MAX_CHARACTERS && !isLineEnd(text, end)) end++;
  const range = { start: wholeCharacter(text, start), end: wholeCharacter(text, end) };
  const warnings = start === end ? ['Nothing is selected and the line is empty. Select some text.'] : [];
  return { range, warnings };
}

function isLineEnd(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit === 10 || unit === 13;
}

/** The offset, moved back where it would cut a surrogate pair. */
export function wholeCharacter(text: string, offset: number): number {
  const cutsPair = isSurrogate(text, offset - 1, 0xd800) && isSurrogate(text, offset, 0xdc00);
  return cutsPair ? offset - 1 : offset;
}

function isSurrogate(text: string, at: number, base: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === base;
}

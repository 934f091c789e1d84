/**
 * Tokens of a selection and of the text before it, as they are in the whole text. Only a stretch around the selection is
 * tokenized; it starts at a line break some way before the first token that is used and goes on behind the selection, so that the
 * cuts change no token in use. Tokens that reach over an edge of the selection belong to it.
 */
import type { AlignedTokens, Tokenizer } from '../llm/alignedTokens.ts';
import { type TextRange, wholeCharacter } from './resolveSelection.ts';

export interface SelectedTokens {
  /** Ids of context and selection, shape [length]. */
  ids: Int32Array;
  /** UTF-16 ranges in the whole text; -1 where a token has none. */
  starts: Int32Array;
  ends: Int32Array;
  /** The selection's tokens: `first` to `last`, half open. */
  first: number;
  last: number;
  warnings: string[];
}

/** Text tokenized behind the selection, and before the first token used: far longer than any token but runs of blanks. */
const MARGIN = 256;
/** How far back a line break is looked for. */
const LINE_BREAK_REACH = 2_048;

/**
 * @param contextTokens tokens wanted before the selection; fewer only where the text begins
 * @param maxTokens tokens of the selection at most
 */
export function selectTokens(
  text: string,
  range: TextRange,
  tokenizer: Tokenizer,
  { contextTokens, maxTokens }: { contextTokens: number; maxTokens: number },
): SelectedTokens {
  const to = wholeCharacter(text, Math.min(text.length, range.end + MARGIN));
  for (let characters = 6 * contextTokens; ; characters *= 2) {
    const used = boundaryBefore(text, range.start - characters);
    const from = boundaryBefore(text, used - MARGIN);
    const tokens = tokenizer.encode(text.slice(from, to));
    const begin = used === 0 ? 0 : firstStart(tokens, used - from);
    const first = firstOverlap(tokens, range, from);
    if (used > 0 && first - begin < contextTokens) continue;
    const selected = cut(tokens, from, begin, first, endOfOverlap(tokens, range, from, first));
    return withWarnings(limited(selected, maxTokens), tokens, from, range, text);
  }
}

/** A place at or before `offset` where tokenizing may start: the text's start, behind a line break, or between two characters. */
function boundaryBefore(text: string, offset: number): number {
  if (offset <= 0) return 0;
  const lowest = Math.max(0, offset - LINE_BREAK_REACH);
  for (let at = offset; at > lowest; at--) {
    if (text.charCodeAt(at - 1) === 10 && !/\s/u.test(text.charAt(at))) return at;
  }
  return lowest === 0 ? 0 : wholeCharacter(text, offset);
}

/** Index of the first token that starts at or behind an offset of the tokenized stretch. */
function firstStart({ starts }: AlignedTokens, offset: number): number {
  const index = starts.findIndex((start) => start >= offset);
  return index < 0 ? starts.length : index;
}

/** Index of the first token of the selection; where none covers it, of the first behind it. */
function firstOverlap({ ends, starts }: AlignedTokens, range: TextRange, from: number): number {
  const index = starts.findIndex((start, i) => start >= 0 && from + (ends[i] ?? 0) > range.start);
  return index < 0 ? starts.length : index;
}

function endOfOverlap({ starts }: AlignedTokens, range: TextRange, from: number, first: number): number {
  let end = first;
  for (let i = first; i < starts.length; i++) {
    const start = starts[i] ?? -1;
    if (start >= 0 && from + start >= range.end) break;
    if (start >= 0) end = i + 1;
  }
  return end;
}

function cut(
  tokens: AlignedTokens,
  from: number,
  begin: number,
  first: number,
  last: number,
): SelectedTokens {
  const moved = (offset: number) => (offset < 0 ? -1 : offset + from);
  const start = Math.min(begin, first);
  return {
    ids: tokens.ids.slice(start, last),
    starts: tokens.starts.slice(start, last).map(moved),
    ends: tokens.ends.slice(start, last).map(moved),
    first: first - start,
    last: last - start,
    warnings: [],
  };
}

function limited(selected: SelectedTokens, maxTokens: number): SelectedTokens {
  const { ids, starts, ends, first, last } = selected;
  const count = last - first;
  if (count <= maxTokens) return selected;
  const end = first + maxTokens;
  return {
    ids: ids.slice(0, end),
    starts: starts.slice(0, end),
    ends: ends.slice(0, end),
    first,
    last: end,
    warnings: [`The selection has ${count} tokens; the first ${maxTokens} were inspected.`],
  };
}

function withWarnings(
  selected: SelectedTokens,
  { problems }: AlignedTokens,
  from: number,
  range: TextRange,
  text: string,
): SelectedTokens {
  const warnings = [...selected.warnings];
  if (selected.first === selected.last && range.end > range.start)
    warnings.push('No token of the model covers the selection.');
  for (const { start, end, reason } of problems) {
    const [a, b] = [start + from, end + from];
    if (b <= range.start || a >= range.end) continue;
    const shown = JSON.stringify(text.slice(a, Math.min(b, a + 40)));
    warnings.push(`Characters ${a} to ${b} (${shown}) could not be aligned with tokens: ${reason}`);
  }
  return { ...selected, warnings };
}

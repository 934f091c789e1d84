/** Stretches of a mapped text between which no token reaches, and the ways to split them (the crate's SplitDelimiterBehavior). */
import type { MappedText } from './mappedText.ts';
import type { SplitBehaviour } from './tokenizerFiles.ts';

/** Units [from, to) of `Pieces.text`, in order; text between pieces is dropped. */
export interface Piece {
  from: number;
  to: number;
}

export interface Pieces {
  text: MappedText;
  pieces: Piece[];
}

interface Stretch extends Piece {
  matched: boolean;
}

/** Splits each piece at the matches of `pattern` (global, unicode). `invert` exchanges matches and the text between. */
export function splitPieces(
  { text, pieces }: Pieces,
  pattern: RegExp,
  behaviour: SplitBehaviour,
  invert = false,
): Pieces {
  const split: Piece[] = [];
  for (const piece of pieces) {
    const stretches = findStretches(text.text.slice(piece.from, piece.to), piece.from, pattern, invert);
    for (const part of join(stretches, behaviour))
      if (part.to > part.from) split.push({ from: part.from, to: part.to });
  }
  return { text, pieces: split };
}

function findStretches(text: string, offset: number, pattern: RegExp, invert: boolean): Stretch[] {
  const stretches: Stretch[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const from = match.index;
    if (from > end) stretches.push({ from: offset + end, to: offset + from, matched: invert });
    end = from + match[0].length;
    stretches.push({ from: offset + from, to: offset + end, matched: !invert });
  }
  if (end < text.length) stretches.push({ from: offset + end, to: offset + text.length, matched: invert });
  return stretches;
}

function join(stretches: Stretch[], behaviour: SplitBehaviour): Piece[] {
  switch (behaviour) {
    case 'Isolated':
      return stretches;
    case 'Removed':
      return stretches.filter((stretch) => !stretch.matched);
    case 'Contiguous':
      return merge(stretches, (before, stretch) => before.matched === stretch.matched);
    case 'MergedWithPrevious':
      return merge(stretches, (before, stretch) => stretch.matched && !before.matched);
    case 'MergedWithNext':
      return merge(stretches, (before, stretch) => before.matched && !stretch.matched);
    default:
      return behaviour satisfies never;
  }
}

/** Joins each stretch to the one directly before it where `joins` says so. */
function merge(stretches: Stretch[], joins: (before: Stretch, stretch: Stretch) => boolean): Piece[] {
  const merged: Piece[] = [];
  let before: Stretch | null = null;
  for (const stretch of stretches) {
    const last = merged.at(-1);
    if (last !== undefined && before !== null && joins(before, stretch)) last.to = stretch.to;
    else merged.push({ from: stretch.from, to: stretch.to });
    before = stretch;
  }
  return merged;
}

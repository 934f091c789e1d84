/** Cuts a document's tokens into rows. */
import type { Tokenizer } from '../llm/alignedTokens.ts';

export interface PackedRow {
  tokens: Int32Array;
  starts: Int32Array;
  ends: Int32Array;
}

/** Shorter last rows say too little to be worth a forward pass. */
const SHORTEST_ROW = 8;
/** Longer documents are tokenized in parts cut at line ends, which bounds memory; no row spans two parts. */
const PART = 2 ** 20;

export class RowPacker {
  /** Tokens packed so far, BOS not counted. */
  tokens = 0;
  private unplaced = 0;

  constructor(
    private readonly tokenizer: Tokenizer,
    private readonly contextSize: number,
  ) {
    const least = tokenizer.bosId === null ? 2 : 3;
    if (contextSize < least)
      throw new RangeError(`A context of ${contextSize} tokens is too short: use ${least} or more.`);
  }

  /** Rows of `text` from unit `from` on, until `limit` tokens have been packed in all. */
  *pack(text: string, from: number, limit: number): Generator<PackedRow> {
    for (let start = from; start < text.length && this.tokens < limit;) {
      const end = partEnd(text, start);
      yield* this.packPart(text.slice(start, end), start, limit);
      start = end;
    }
  }

  /** A note for the user where tokens have no place in the text. */
  note(): string | null {
    return this.unplaced === 0 ? null : `${this.unplaced} tokens could not be placed in their text.`;
  }

  private *packPart(text: string, offset: number, limit: number): Generator<PackedRow> {
    const { ids, starts, ends } = this.tokenizer.encode(text);
    const { bosId } = this.tokenizer;
    const lead = bosId === null ? 0 : 1;
    const width = this.contextSize - lead;
    for (let first = 0; first < ids.length && this.tokens < limit; first += width) {
      const count = Math.min(width, ids.length - first);
      if (count + lead < Math.min(SHORTEST_ROW, this.contextSize)) return;
      const row = {
        tokens: new Int32Array(count + lead),
        starts: emptyPlaces(count + lead),
        ends: emptyPlaces(count + lead),
      };
      if (bosId !== null) row.tokens[0] = bosId;
      row.tokens.set(ids.subarray(first, first + count), lead);
      this.placeTokens(
        row,
        starts.subarray(first, first + count),
        ends.subarray(first, first + count),
        offset,
        lead,
      );
      this.tokens += count;
      yield row;
    }
  }

  private placeTokens(
    row: PackedRow,
    starts: Int32Array,
    ends: Int32Array,
    offset: number,
    lead: number,
  ): void {
    for (let i = 0; i < starts.length; i++) {
      const start = starts[i] ?? -1;
      if (start < 0) this.unplaced++;
      else {
        row.starts[lead + i] = offset + start;
        row.ends[lead + i] = offset + (ends[i] ?? start);
      }
    }
  }
}

function emptyPlaces(length: number): Int32Array {
  return new Int32Array(length).fill(-1);
}

/** End of the part that starts at `start`: the last line end within reach, or a boundary between characters. */
function partEnd(text: string, start: number): number {
  if (text.length - start <= PART) return text.length;
  const lineEnd = text.lastIndexOf('\n', start + PART - 1);
  if (lineEnd > start) return lineEnd + 1;
  const unit = text.charCodeAt(start + PART - 1);
  return start + PART - (unit >= 0xd800 && unit < 0xdc00 ? 1 : 0);
}

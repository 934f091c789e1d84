/**
 * Token rows in a few large arrays: 8 bytes a token, so that 50 million tokens take 400 MB. Places are kept as 16-bit
 * distances from the row's first character; the rare row that spans more text keeps its own arrays.
 */
import type { CorpusSplit, TokenRow } from './tokenRow.ts';

/** Tokens a block: no array is ever copied to make room. */
const BLOCK = 1 << 20;
const NO_PLACE = 0xffff;

interface Block {
  tokens: Int32Array;
  starts: Uint16Array;
  ends: Uint16Array;
  used: number;
}

interface RowEntry {
  document: number;
  block: number;
  from: number;
  length: number;
  /** First character of the row in its document. */
  base: number;
  split: CorpusSplit;
}

interface NewRow {
  document: number;
  tokens: Int32Array;
  starts: Int32Array;
  ends: Int32Array;
}

export class TokenRowPool {
  private readonly blocks: Block[] = [];
  private readonly rows: RowEntry[] = [];
  private readonly wide = new Map<number, { starts: Int32Array; ends: Int32Array }>();

  get length(): number {
    return this.rows.length;
  }

  add(row: NewRow): void {
    const block = this.room(row.tokens.length);
    const from = block.used;
    block.tokens.set(row.tokens, from);
    block.used += row.tokens.length;
    const base = row.starts.reduce(
      (least, start) => (start >= 0 && (least < 0 || start < least) ? start : least),
      -1,
    );
    const span = row.ends.reduce((most, end) => Math.max(most, end), 0) - base;
    if (span >= NO_PLACE) this.wide.set(this.rows.length, { starts: row.starts, ends: row.ends });
    else
      for (let i = 0; i < row.tokens.length; i++) {
        block.starts[from + i] = distance(row.starts[i] ?? -1, base);
        block.ends[from + i] = distance(row.ends[i] ?? -1, base);
      }
    this.rows.push({
      document: row.document,
      block: this.blocks.length - 1,
      from,
      length: row.tokens.length,
      base,
      split: 'train',
    });
  }

  /** Row `index`; its tokens are a view of the pool, its places are written anew. @throws RangeError */
  at(index: number): TokenRow {
    const { document, split, block, from, length, base } = this.entry(index);
    const { tokens, starts, ends } = this.blocks[block] ?? emptyBlock(0);
    const places = this.wide.get(index) ?? {
      starts: Int32Array.from({ length }, (_, i) => place(starts[from + i] ?? NO_PLACE, base)),
      ends: Int32Array.from({ length }, (_, i) => place(ends[from + i] ?? NO_PLACE, base)),
    };
    return { document, split, tokens: tokens.subarray(from, from + length), ...places };
  }

  documentOf(index: number): number {
    return this.entry(index).document;
  }

  setSplit(index: number, split: CorpusSplit): void {
    this.entry(index).split = split;
  }

  /** Indices of the rows of a split, in order. */
  indices(split: CorpusSplit): Uint32Array {
    const found: number[] = [];
    this.rows.forEach((row, index) => {
      if (row.split === split) found.push(index);
    });
    return Uint32Array.from(found);
  }

  private entry(index: number): RowEntry {
    const entry = this.rows[index];
    if (entry === undefined)
      throw new RangeError(`There is no token row ${index}: the corpus has ${this.rows.length}.`);
    return entry;
  }

  private room(tokens: number): Block {
    const last = this.blocks.at(-1);
    if (last !== undefined && last.used + tokens <= last.tokens.length) return last;
    const block = emptyBlock(Math.max(BLOCK, tokens));
    this.blocks.push(block);
    return block;
  }
}

function emptyBlock(tokens: number): Block {
  return {
    tokens: new Int32Array(tokens),
    starts: new Uint16Array(tokens),
    ends: new Uint16Array(tokens),
    used: 0,
  };
}

function distance(at: number, base: number): number {
  return at < 0 ? NO_PLACE : at - base;
}

function place(stored: number, base: number): number {
  return stored === NO_PLACE ? -1 : base + stored;
}

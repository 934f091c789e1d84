/**
 * One shard of stored activations: a safetensors file with `activations` (F16, [rows, dIn]) and `exponents` (I16, [rows]); a value is
 * half x 2^exponent. Each row is scaled by the power of two that brings its largest value into [2^14, 2^15), so norms beyond fp16's
 * range are no special case. Scaling itself is exact; rounding moves a value by at most 2^-11 of itself, or by 2^-39 of the row's largest
 * where that is more (values 2^29 times smaller than the largest).
 */
import { toHalf } from '../halfFloat.ts';

export interface Shard {
  rows: number;
  /** Bits of halves, shape [rows, dIn]. */
  halves: Uint16Array;
  /** Shape [rows]. */
  exponents: Int16Array;
}

/** Halves have 15 as their largest exponent; one below leaves rounding room. */
const TOP_EXPONENT = 14;

export class ShardWriter {
  private readonly dIn: number;
  private readonly shard: Shard;

  constructor(mostRows: number, dIn: number) {
    this.dIn = dIn;
    this.shard = {
      rows: 0,
      halves: new Uint16Array(mostRows * dIn),
      exponents: new Int16Array(mostRows),
    };
  }

  get rows(): number {
    return this.shard.rows;
  }

  get isFull(): boolean {
    return this.shard.rows === this.shard.exponents.length;
  }

  /** Takes row `row` of finite activations [*, dIn]. */
  add(activations: Float32Array, row: number): void {
    const { dIn, shard } = this;
    const from = row * dIn;
    const exponent = rowExponent(activations, from, dIn);
    const factor = 2 ** -exponent;
    const to = shard.rows * dIn;
    for (let i = 0; i < dIn; i++) shard.halves[to + i] = toHalf((activations[from + i] ?? 0) * factor);
    shard.exponents[shard.rows++] = exponent;
  }

  /** The file's bytes; the writer is empty afterwards. */
  take(): Buffer {
    const { rows, halves, exponents } = this.shard;
    const bytes = encodeShard({
      rows,
      halves: halves.subarray(0, rows * this.dIn),
      exponents: exponents.subarray(0, rows),
    });
    this.shard.rows = 0;
    return bytes;
  }
}

/** floor(log2 of the row's largest magnitude) - 14; 0 for a row of zeros. */
function rowExponent(activations: Float32Array, from: number, dIn: number): number {
  let largest = 0;
  for (let i = from; i < from + dIn; i++) largest = Math.max(largest, Math.abs(activations[i] ?? 0));
  return largest === 0 ? 0 : Math.floor(Math.log2(largest)) - TOP_EXPONENT;
}

function encodeShard({ rows, halves, exponents }: Shard): Buffer {
  const dIn = halves.length / rows;
  const end = halves.byteLength + exponents.byteLength;
  const json = JSON.stringify({
    activations: { dtype: 'F16', shape: [rows, dIn], data_offsets: [0, halves.byteLength] },
    exponents: { dtype: 'I16', shape: [rows], data_offsets: [halves.byteLength, end] },
  });
  const header = Buffer.from(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, bytesOf(halves), bytesOf(exponents)]);
}

function bytesOf(array: Uint16Array | Int16Array): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

/** Views of a file written by `ShardWriter` whose checksum is known to be right. */
export function decodeShard(bytes: Buffer, rows: number, dIn: number): Shard {
  const data = 8 + Number(bytes.readBigUInt64LE(0));
  // The header is padded to a multiple of eight, but a pooled buffer may begin anywhere.
  const aligned = (bytes.byteOffset + data) % 2 === 0 ? bytes : Buffer.from(Uint8Array.from(bytes).buffer);
  const start = aligned.byteOffset + data;
  return {
    rows,
    halves: new Uint16Array(aligned.buffer, start, rows * dIn),
    exponents: new Int16Array(aligned.buffer, start + 2 * rows * dIn, rows),
  };
}

/** Exponents are biased by 127 in float32 and by 15 in fp16. */
const REBIAS = 2 ** 112;

/**
 * Writes row `row` of a shard to `out` from `at` on. A half's exponent and fraction, moved to their places in a float32, are the value
 * over 2^112, subnormals included; `words` is `out` as its bits, so that a row takes no look-ups and no branches.
 */
export function readShardRow(
  shard: Shard,
  row: number,
  dIn: number,
  { out, words }: RowTarget,
  at: number,
): void {
  const factor = 2 ** (shard.exponents[row] ?? 0) * REBIAS;
  const from = row * dIn;
  const { halves } = shard;
  for (let i = 0; i < dIn; i++) {
    const half = halves[from + i] ?? 0;
    words[at + i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
  }
  for (let i = at; i < at + dIn; i++) out[i] = (out[i] ?? 0) * factor;
}

/** Rows to be filled, and the same memory as 32-bit words. */
export interface RowTarget {
  out: Float32Array;
  words: Uint32Array;
}

export function rowTarget(rows: number, dIn: number): RowTarget {
  const out = new Float32Array(rows * dIn);
  return { out, words: new Uint32Array(out.buffer) };
}

/**
 * Rows of floats to int8, rotated first (rotate.ts), each with its own scale, the length of what rounding lost and its own length. The two
 * lengths are bounds from above: whatever these kernels themselves round is in them.
 */
import { rotateRow } from './rotate';
import { laneSum } from './rows';

@unmanaged
export class Quantisation {
  /** Bytes of a row of floats. */
  bytes: usize;
  /** Values of a quantised row: a multiple of 64. */
  width: usize;
  /** What rotateRow wants: f32 [width]; and scratch for one rotated row. */
  signs: usize;
  rotated: usize;
  /** Neurons: u8 [rows, width], the value + 128. Tokens: s8 [width, rows], so that products find them in their own order. */
  codes: usize;
  /** f32 [rows]: a rotated value is about scale x code; ||rotated - scale x code||; ||row||. */
  scales: usize;
  errors: usize;
  norms: usize;
}

/** What is lost to rounding of the rotation (six additions a value) and of the error itself, relative to a row's length. */
const rounding: f32 = 1e-6;
/** Keeps bounds above zero where squares underflow. */
const least: f32 = 1e-18;

/** Neurons' rows, f32 [count, bytes / 4]. */
export function quantiseNeurons(q: Quantisation, rows: usize, count: u32): void {
  for (let m: usize = 0; m < <usize>count; m++) quantiseNeuron(q, rows + m * q.bytes, m);
}

/** The row of one neuron. */
export function quantiseNeuron(q: Quantisation, row: usize, m: usize): void {
  quantiseRow(q, row, m, q.codes + m * q.width, i8x16.splat(-128));
}

/**
 * Tokens' rows, f32 [count, bytes / 4], quantised and transposed.
 * @param slab scratch of 16 x width + 512 bytes
 */
export function quantiseTokens(q: Quantisation, rows: usize, count: u32, slab: usize): void {
  const width = q.width;
  const tiles = slab + 16 * width;
  for (let first: usize = 0; first < <usize>count; first += 16) {
    const tokens = min<usize>(16, <usize>count - first);
    for (let t: usize = 0; t < tokens; t++) {
      quantiseRow(q, rows + (first + t) * q.bytes, first + t, slab + t * width, i8x16.splat(0));
    }
    for (let j: usize = 0; j < width; j += 16) {
      transposeTile(slab + j, width, tiles);
      let to = q.codes + j * <usize>count + first;
      for (let i: usize = 0; i < 16; i++, to += count) {
        if (tokens == 16) v128.store(to, v128.load(tiles + (i << 4)));
        else memory.copy(to, tiles + (i << 4), tokens);
      }
    }
  }
}

/** 16 x 16 bytes, rows `stride` apart, to 256 bytes at `tile`; four times the perfect shuffle of both halves is the transposition. */
@inline
function transposeTile(from: usize, stride: usize, tile: usize): void {
  const other = tile + 256;
  shuffleHalves(from, stride, other);
  shuffleHalves(other, 16, tile);
  shuffleHalves(tile, 16, other);
  shuffleHalves(other, 16, tile);
}

@inline
function shuffleHalves(from: usize, stride: usize, into: usize): void {
  for (let i: usize = 0; i < 8; i++) {
    const a = v128.load(from + i * stride);
    const b = v128.load(from + (i + 8) * stride);
    const at = into + (i << 5);
    v128.store(at, v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    v128.store(at, v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
  }
}

/** @param flip what the codes are combined with: 128 in each byte adds 128 to them */
@inline
function quantiseRow(q: Quantisation, row: usize, at: usize, codes: usize, flip: v128): void {
  const rotated = q.rotated;
  const width = q.width;
  rotateRow(row, q.bytes, q.signs, width, rotated);
  let scale = largest(rotated, width) / 127;
  // Too small to be divided by: all codes are 0 then, and the error is the row.
  if (!(scale > 1e-30)) scale = 1;
  const s = f32x4.splat(scale);
  const inverse = f32x4.splat(1 / scale);
  // Added to a float, 1.5 x 2^23 rounds it to the nearest integer, which its low bits then hold.
  const magic = f32x4.splat(12582912);
  const bits = i32x4.splat(0x4b400000);
  let errors = f32x4.splat(0);
  let squares = f32x4.splat(0);
  for (let j: usize = 0; j < width; j += 16) {
    const from = rotated + (j << 2);
    const x0 = v128.load(from), x1 = v128.load(from, 16), x2 = v128.load(from, 32), x3 = v128.load(from, 48);
    const p0 = f32x4.add(f32x4.mul(x0, inverse), magic), p1 = f32x4.add(f32x4.mul(x1, inverse), magic);
    const p2 = f32x4.add(f32x4.mul(x2, inverse), magic), p3 = f32x4.add(f32x4.mul(x3, inverse), magic);
    const e0 = f32x4.sub(x0, f32x4.mul(f32x4.sub(p0, magic), s));
    const e1 = f32x4.sub(x1, f32x4.mul(f32x4.sub(p1, magic), s));
    const e2 = f32x4.sub(x2, f32x4.mul(f32x4.sub(p2, magic), s));
    const e3 = f32x4.sub(x3, f32x4.mul(f32x4.sub(p3, magic), s));
    errors = f32x4.add(errors, sumOfSquares(e0, e1, e2, e3));
    squares = f32x4.add(squares, sumOfSquares(x0, x1, x2, x3));
    const low = i16x8.narrow_i32x4_s(i32x4.sub(p0, bits), i32x4.sub(p1, bits));
    const high = i16x8.narrow_i32x4_s(i32x4.sub(p2, bits), i32x4.sub(p3, bits));
    v128.store(codes + j, v128.xor(i8x16.narrow_i16x8_s(low, high), flip));
  }
  // Sums of so many squares may be too small by this share.
  const more: f32 = 1 + <f32>width * <f32>5.9604645e-8;
  const norm = sqrt<f32>(laneSum(squares)) * more;
  store<f32>(q.scales + (at << 2), scale);
  store<f32>(q.errors + (at << 2), sqrt<f32>(laneSum(errors)) * more + norm * rounding + least);
  store<f32>(q.norms + (at << 2), norm * (1 + rounding) + least);
}

/** Of the absolute values; four at a time, since each maximum waits for the one before. */
@inline
function largest(values: usize, count: usize): f32 {
  let p = f32x4.splat(0), q = p, r = p, s = p;
  for (let at = values; at < values + (count << 2); at += 64) {
    p = f32x4.pmax(p, f32x4.abs(v128.load(at)));
    q = f32x4.pmax(q, f32x4.abs(v128.load(at, 16)));
    r = f32x4.pmax(r, f32x4.abs(v128.load(at, 32)));
    s = f32x4.pmax(s, f32x4.abs(v128.load(at, 48)));
  }
  const all = f32x4.pmax(f32x4.pmax(p, q), f32x4.pmax(r, s));
  const low = max(f32x4.extract_lane(all, 0), f32x4.extract_lane(all, 1));
  return max(low, max(f32x4.extract_lane(all, 2), f32x4.extract_lane(all, 3)));
}

@inline
function sumOfSquares(a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.add(
    f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)),
    f32x4.add(f32x4.mul(c, c), f32x4.mul(d, d)),
  );
}

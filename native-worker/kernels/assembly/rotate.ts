/**
 * A rotation that spreads dimensions of large values over their neighbours, so that rows lose less when they are rounded to int8: random
 * signs, then an orthonormal Hadamard transform of each 64 values. Dot products of two rotated rows are those of the rows themselves.
 */

/** Bytes of the 64 values that are transformed together. */
const group: usize = 256;

/**
 * @param row f32 [bytes / 4]
 * @param signs f32 [width], each 1/8 or -1/8: sign and the transform's factor at once, so that neither rounds
 * @param width floats of the rotated row: a multiple of 64, at least bytes / 4; the row counts as 0 beyond its own width
 * @param into f32 [width]; may not be the row
 */
@inline
export function rotateRow(row: usize, bytes: usize, signs: usize, width: usize, into: usize): void {
  let at: usize = 0;
  for (; at + group <= bytes; at += group) transform(row + at, signs + at, into + at);
  if (at == width << 2) return;
  memory.copy(into + at, row + at, bytes - at);
  memory.fill(into + bytes, 0, (width << 2) - bytes);
  transform(into + at, signs + at, into + at);
}

/** Two passes of two butterflies each over the sixteen vectors, and two within each vector. */
@inline
function transform(from: usize, signs: usize, into: usize): void {
  for (let j: usize = 0; j < 64; j += 16) {
    const a = f32x4.mul(v128.load(from + j), v128.load(signs + j));
    const b = f32x4.mul(v128.load(from + j, 64), v128.load(signs + j, 64));
    const c = f32x4.mul(v128.load(from + j, 128), v128.load(signs + j, 128));
    const d = f32x4.mul(v128.load(from + j, 192), v128.load(signs + j, 192));
    const p = f32x4.add(a, b), q = f32x4.sub(a, b), r = f32x4.add(c, d), s = f32x4.sub(c, d);
    v128.store(into + j, f32x4.add(p, r));
    v128.store(into + j, f32x4.add(q, s), 64);
    v128.store(into + j, f32x4.sub(p, r), 128);
    v128.store(into + j, f32x4.sub(q, s), 192);
  }
  for (let j: usize = 0; j < group; j += 64) {
    const a = v128.load(into + j), b = v128.load(into + j, 16);
    const c = v128.load(into + j, 32), d = v128.load(into + j, 48);
    const p = f32x4.add(a, b), q = f32x4.sub(a, b), r = f32x4.add(c, d), s = f32x4.sub(c, d);
    v128.store(into + j, withinVector(f32x4.add(p, r)));
    v128.store(into + j, withinVector(f32x4.add(q, s)), 16);
    v128.store(into + j, withinVector(f32x4.sub(p, r)), 32);
    v128.store(into + j, withinVector(f32x4.sub(q, s)), 48);
  }
}

/** The transform of four lanes: neighbours, then halves. */
@inline
function withinVector(v: v128): v128 {
  const signs = v128.xor(v, i32x4(0, i32.MIN_VALUE, 0, i32.MIN_VALUE));
  const pairs = f32x4.add(v128.shuffle<u32>(v, v, 1, 0, 3, 2), signs);
  const halves = v128.xor(pairs, i32x4(0, 0, i32.MIN_VALUE, i32.MIN_VALUE));
  return f32x4.add(v128.shuffle<u32>(pairs, pairs, 2, 3, 0, 1), halves);
}

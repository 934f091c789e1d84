/** Work on whole rows of the batch. */

/** Subtracts one row from each of `count` rows. */
export function subtractRow(rows: usize, count: u32, row: usize, bytes: usize): void {
  for (let at = rows; at < rows + <usize>count * bytes; at += bytes) {
    for (let j: usize = 0; j < bytes; j += 16) {
      v128.store(at + j, f32x4.sub(v128.load(at + j), v128.load(row + j)));
    }
  }
}

/** into += more; `bytes` is a multiple of 16. */
export function addArray(into: usize, more: usize, bytes: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) {
    v128.store(into + j, f32x4.add(v128.load(into + j), v128.load(more + j)));
  }
}

/** into -= less; `bytes` is a multiple of 16. */
export function subtractArray(into: usize, less: usize, bytes: usize): void {
  for (let j: usize = 0; j < bytes; j += 16) {
    v128.store(into + j, f32x4.sub(v128.load(into + j), v128.load(less + j)));
  }
}

/** squares[row] = sum of the row's squares, f64 [rows], in float64. */
export function squaredNorms(values: usize, rows: u32, bytes: usize, squares: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const from = values + row * bytes;
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    for (let j: usize = 0; j < bytes; j += 16) {
      const four = v128.load(from + j);
      const a = f64x2.promote_low_f32x4(four);
      const b = f64x2.promote_low_f32x4(v128.shuffle<u32>(four, four, 2, 3, 0, 1));
      low = f64x2.add(low, f64x2.mul(a, a));
      high = f64x2.add(high, f64x2.mul(b, b));
    }
    const both = f64x2.add(low, high);
    store<f64>(squares + (row << 3), f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1));
  }
}

/** Adds each column's sum over the rows to sums, f64 [bytes / 4], in float64. */
export function addColumnSums(values: usize, rows: u32, bytes: usize, sums: usize): void {
  for (let row: usize = 0; row < <usize>rows; row++) {
    const from = values + row * bytes;
    for (let j: usize = 0; j < bytes; j += 8) {
      const at = sums + (j << 1);
      const two = f64x2.promote_low_f32x4(v128.load64_zero(from + j));
      v128.store(at, f64x2.add(v128.load(at), two));
    }
  }
}

/** Sum over the rows of ||row - mean||^2 in float64; mean is f64 [bytes / 4]. */
export function squaredDistances(values: usize, rows: u32, bytes: usize, mean: usize): f64 {
  let sum = f64x2.splat(0);
  for (let row: usize = 0; row < <usize>rows; row++) {
    const from = values + row * bytes;
    for (let j: usize = 0; j < bytes; j += 8) {
      const two = f64x2.promote_low_f32x4(v128.load64_zero(from + j));
      const away = f64x2.sub(two, v128.load(mean + (j << 1)));
      sum = f64x2.add(sum, f64x2.mul(away, away));
    }
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

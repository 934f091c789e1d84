/** What the logits at one position say of the next token. Sums in float64. */

export interface Likely {
  id: number;
  probability: number;
}

/** ln sum exp of logits `offset` to `offset + size`; NaN when one of them is NaN. */
export function logSumExp(logits: Float32Array, offset: number, size: number): number {
  let largest = -Infinity;
  for (let i = offset; i < offset + size; i++) largest = Math.max(largest, logits[i] ?? NaN);
  let sum = 0;
  for (let i = offset; i < offset + size; i++) sum += Math.exp((logits[i] ?? NaN) - largest);
  return largest + Math.log(sum);
}

/** The `count` likeliest ids with their probabilities, likeliest first; equal ones by id. */
export function likeliest(
  logits: Float32Array,
  offset: number,
  size: number,
  count: number,
  normaliser: number,
): Likely[] {
  const ids = largestFirst(size, count, (id) => logits[offset + id] ?? -Infinity);
  return ids.map((id) => ({ id, probability: Math.exp((logits[offset + id] ?? -Infinity) - normaliser) }));
}

/** Indices of the `count` largest values, largest first; equal ones by index. */
export function largestFirst(size: number, count: number, valueOf: (index: number) => number): number[] {
  const best: { index: number; value: number }[] = [];
  for (let index = 0; index < size; index++) {
    const value = valueOf(index);
    const last = best[best.length - 1];
    if (best.length === count && last && value <= last.value) continue;
    let at = best.length;
    while (at > 0 && (best[at - 1]?.value ?? 0) < value) at--;
    best.splice(at, 0, { index, value });
    if (best.length > count) best.pop();
  }
  return best.map(({ index }) => index);
}

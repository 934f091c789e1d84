/** The k-th largest of some numbers without sorting them: a heap of the k largest so far, whose root is the smallest of them. */

/** @returns -Infinity when there are fewer than k. @param k at least 1 */
export function kthLargest(values: Float32Array, k: number): number {
  if (values.length < k) return -Infinity;
  const heap = values.slice(0, k).sort();
  for (let i = k; i < values.length; i++) {
    const value = values[i] ?? -Infinity;
    if (value > (heap[0] ?? -Infinity)) replaceRoot(heap, value);
  }
  return heap[0] ?? -Infinity;
}

/** Puts the value at the root and lets it sink below its smaller children. */
function replaceRoot(heap: Float32Array, value: number): void {
  let hole = 0;
  for (;;) {
    const left = 2 * hole + 1;
    const right = left + 1;
    const child = (heap[right] ?? Infinity) < (heap[left] ?? Infinity) ? right : left;
    const smallest = heap[child] ?? Infinity;
    if (smallest >= value) break;
    heap[hole] = smallest;
    hole = child;
  }
  heap[hole] = value;
}

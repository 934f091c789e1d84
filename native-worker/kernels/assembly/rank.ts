/**
 * Lower bounds of what a selection by rank will take, raised while pairs are being collected: whatever lies below need not be collected any
 * more. Values are y > 0, whose bits are in the order of their size. Bounds are exclusive: what equals the k-th largest stays in.
 */

/**
 * For each token the k largest y so far, in a heap with the smallest at its root; its cut is just below that root once there are k.
 * Takes the pairs of some neurons, as collectPairs has left them.
 * @param storesY whether values are y or u
 * @param heaps f32 [tokens, k], and @param sizes u32 [tokens], zeros at the start of a step
 * @param cuts f32 [tokens], raised
 */
export function raiseTokenCuts(
  neurons: u32,
  pointers: usize,
  pairTokens: usize,
  pairValues: usize,
  biases: usize,
  storesY: bool,
  k: u32,
  heaps: usize,
  sizes: usize,
  cuts: usize,
): void {
  for (let m: usize = 0; m < <usize>neurons << 2; m += 4) {
    const bias: f32 = storesY ? 0 : load<f32>(biases + m);
    const end = <usize>load<u32>(pointers + m, 4) << 2;
    for (let i = <usize>load<u32>(pointers + m) << 2; i < end; i += 4) {
      const token = <usize>load<u32>(pairTokens + i);
      const y = load<f32>(pairValues + i) + bias;
      const heap = heaps + ((token * <usize>k) << 2);
      const size = load<u32>(sizes + (token << 2));
      if (size < k) {
        store<f32>(heap + (<usize>size << 2), y);
        store<u32>(sizes + (token << 2), size + 1);
        if (size + 1 < k) continue;
        for (let from = <i32>(k >> 1) - 1; from >= 0; from--) {
          sink(heap, k, <u32>from, load<f32>(heap + (<usize>from << 2)));
        }
      } else if (y > load<f32>(heap)) sink(heap, k, 0, y);
      else continue;
      store<f32>(cuts + (token << 2), justBelow(load<f32>(heap)));
    }
  }
}

/** Puts a value where another one was and lets it sink below smaller children. */
@inline
function sink(heap: usize, k: u32, from: u32, value: f32): void {
  let hole = from;
  for (;;) {
    let child: u32 = 2 * hole + 1;
    if (child >= k) break;
    let smallest = load<f32>(heap + (<usize>child << 2));
    if (child + 1 < k) {
      const right = load<f32>(heap + ((<usize>child + 1) << 2));
      if (right < smallest) {
        smallest = right;
        child += 1;
      }
    }
    if (smallest >= value) break;
    store<f32>(heap + (<usize>hole << 2), smallest);
    hole = child;
  }
  store<f32>(heap + (<usize>hole << 2), value);
}

/** The next smaller float32 of a positive one. */
@inline
function justBelow(value: f32): f32 {
  return reinterpret<f32>(reinterpret<u32>(value) - 1);
}

/** Counts of y by their highest 17 bits, that is in steps of 0.4 % of themselves. */
@unmanaged
export class BatchCounts {
  /** u32 [65536]. */
  bins: usize;
  /** How many pairs the selection takes. */
  wanted: u32;
  /** First bin from which on there are at least as many, and how many there are. */
  lowest: u32;
  above: u32;
}

/** Takes the pairs of some neurons likewise; returns the exclusive lower bound of the `wanted` largest y so far, 0 while there are fewer. */
export function raiseBatchCut(
  c: BatchCounts,
  neurons: u32,
  pointers: usize,
  pairValues: usize,
  biases: usize,
  storesY: bool,
): f32 {
  for (let m: usize = 0; m < <usize>neurons << 2; m += 4) {
    const bias: f32 = storesY ? 0 : load<f32>(biases + m);
    const end = <usize>load<u32>(pointers + m, 4) << 2;
    for (let i = <usize>load<u32>(pointers + m) << 2; i < end; i += 4) {
      const bin = reinterpret<u32>(load<f32>(pairValues + i) + bias) >> 15;
      if (bin < c.lowest) continue;
      const at = c.bins + (<usize>bin << 2);
      store<u32>(at, load<u32>(at) + 1);
      c.above += 1;
    }
  }
  if (c.above < c.wanted) return 0;
  for (;;) {
    const count = load<u32>(c.bins + (<usize>c.lowest << 2));
    if (c.above - count < c.wanted) break;
    c.above -= count;
    c.lowest += 1;
  }
  return c.lowest == 0 ? 0 : justBelow(reinterpret<f32>(c.lowest << 15));
}

/** The `size` largest of a stream of numbers: a min-heap in one typed array. */
export class Largest {
  private readonly heap: Float32Array;
  private count = 0;

  constructor(size: number) {
    this.heap = new Float32Array(size);
  }

  /** The smallest of those kept: the size-th largest once enough were added; -Infinity before. */
  get threshold(): number {
    return this.count < this.heap.length ? -Infinity : (this.heap[0] ?? -Infinity);
  }

  add(value: number): void {
    if (this.count < this.heap.length) this.rise(this.count++, value);
    else if (value > (this.heap[0] ?? Infinity)) this.sink(value);
  }

  private rise(at: number, value: number): void {
    let place = at;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if ((this.heap[parent] ?? 0) <= value) break;
      this.heap[place] = this.heap[parent] ?? 0;
      place = parent;
    }
    this.heap[place] = value;
  }

  /** Replaces the root. */
  private sink(value: number): void {
    const size = this.heap.length;
    let place = 0;
    for (let child = 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && (this.heap[child + 1] ?? 0) < (this.heap[child] ?? 0)) child++;
      if ((this.heap[child] ?? 0) >= value) break;
      this.heap[place] = this.heap[child] ?? 0;
      place = child;
    }
    this.heap[place] = value;
  }
}

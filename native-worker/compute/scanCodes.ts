/** From pre-activations to sparse codes: one pass over u, row by row. */
import type { CodeRule, SparseCodes } from './backend.ts';
import { kthLargest } from './kthLargest.ts';

/** Collects the codes of several blocks of rows; grows as needed. */
export class CodeCollector {
  private readonly rowPointers: number[] = [0];
  private features = new Uint32Array(1024);
  private values = new Float32Array(1024);
  /** y of the present row's pairs, at their place in the row. */
  private rowY = new Float32Array(0);
  private count = 0;

  /**
   * Adds rows whose u = E (x - bPre) is given, shape [rows, dSae].
   * A pair is active where y = u + b > cut, summed in float32 as the kernels sum it, and, where the rule has a k, among the k largest y
   * of its row, the lower feature first among equals; z is u (`jumprelu`) or y (`relu`).
   */
  add(u: Float32Array, { biases, cuts, activation, k }: CodeRule): void {
    const dSae = biases.length;
    if (this.rowY.length < dSae) this.rowY = new Float32Array(dSae);
    for (let start = 0; start < u.length; start += dSae) {
      this.reserve(dSae);
      const first = this.count;
      for (let m = 0; m < dSae; m++) {
        const value = u[start + m] ?? 0;
        const y = Math.fround(value + (biases[m] ?? 0));
        if (y > (cuts[m] ?? 0)) {
          this.rowY[this.count - first] = y;
          this.features[this.count] = m;
          this.values[this.count++] = activation === 'jumprelu' ? value : y;
        }
      }
      if (k !== null && this.count - first > k) this.keepLargest(first, k);
      this.rowPointers.push(this.count);
    }
  }

  codes(): SparseCodes {
    return {
      rows: this.rowPointers.length - 1,
      rowPointers: Uint32Array.from(this.rowPointers),
      features: this.features.slice(0, this.count),
      values: this.values.slice(0, this.count),
    };
  }

  /** Drops all but the k largest y of the row that begins at pair `first` and holds more. */
  private keepLargest(first: number, k: number): void {
    const y = this.rowY.subarray(0, this.count - first);
    const smallest = kthLargest(y, k);
    let ties = k - y.reduce((above, value) => above + (value > smallest ? 1 : 0), 0);
    this.count = first;
    y.forEach((value, i) => {
      if (value < smallest || (value === smallest && ties-- <= 0)) return;
      this.features[this.count] = this.features[first + i] ?? 0;
      this.values[this.count++] = this.values[first + i] ?? 0;
    });
  }

  private reserve(extra: number): void {
    const needed = this.count + extra;
    if (needed <= this.features.length) return;
    const size = Math.max(needed, 2 * this.features.length);
    const features = new Uint32Array(size);
    features.set(this.features);
    this.features = features;
    const values = new Float32Array(size);
    values.set(this.values);
    this.values = values;
  }
}

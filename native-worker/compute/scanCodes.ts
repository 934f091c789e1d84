/** From pre-activations to sparse codes: one pass over u, row by row. */
import type { CodeRule, SparseCodes } from './backend.ts';

/** Collects the codes of several blocks of rows; grows as needed. */
export class CodeCollector {
  private readonly rowPointers: number[] = [0];
  private features = new Uint32Array(1024);
  private values = new Float32Array(1024);
  private count = 0;

  /**
   * Adds rows whose u = W (x - bPre) is given, shape [rows, dSae].
   * A pair is active where y = u + b > cut, summed in float32 as the kernels sum it, and, where the rule has a k, among the k largest
   * of its row; z is u (`jumprelu`) or y (`relu`).
   */
  add(u: Float32Array, { biases, cuts, activation }: CodeRule): void {
    const dSae = biases.length;
    for (let start = 0; start < u.length; start += dSae) {
      this.reserve(dSae);
      for (let m = 0; m < dSae; m++) {
        const value = u[start + m] ?? 0;
        const y = Math.fround(value + (biases[m] ?? 0));
        if (y > (cuts[m] ?? 0)) {
          this.features[this.count] = m;
          this.values[this.count++] = activation === 'jumprelu' ? value : y;
        }
      }
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

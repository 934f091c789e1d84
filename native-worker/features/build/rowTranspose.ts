/** Turns the codes of one token row from token by token to feature by feature (a counting sort over scratch arrays). */
import type { SparseCodes } from '../../compute/backend.ts';
import type { FeatureRun } from './exampleSlots.ts';

export class RowTranspose {
  /** Entries of each feature in the row at hand; all zero between rows. */
  private readonly ends: Uint32Array;
  private touched = new Uint32Array(256);
  private run: FeatureRun = {
    positions: new Uint16Array(256),
    values: new Float32Array(256),
    start: 0,
    end: 0,
  };

  constructor(dSae: number) {
    this.ends = new Uint32Array(dSae);
  }

  /**
   * Calls `visit` once for each feature active in codes `first` to `last`, whose positions ascend.
   * The run is reused between calls.
   */
  visit(
    codes: SparseCodes,
    positions: Uint16Array,
    first: number,
    last: number,
    visit: (feature: number, run: FeatureRun) => void,
  ): void {
    const from = codes.rowPointers[first] ?? 0;
    const to = codes.rowPointers[last] ?? 0;
    this.reserve(to - from);
    const touched = this.count(codes.features, from, to);
    this.startRuns(touched);
    this.fill(codes, positions, first, last);
    let start = 0;
    for (let i = 0; i < touched; i++) {
      const feature = this.touched[i] ?? 0;
      this.run.start = start;
      this.run.end = start = this.ends[feature] ?? 0;
      this.ends[feature] = 0;
      visit(feature, this.run);
    }
  }

  private count(features: Uint32Array, from: number, to: number): number {
    let touched = 0;
    for (let i = from; i < to; i++) {
      const feature = features[i] ?? 0;
      const seen = this.ends[feature] ?? 0;
      if (seen === 0) this.touched[touched++] = feature;
      this.ends[feature] = seen + 1;
    }
    return touched;
  }

  private startRuns(touched: number): void {
    let start = 0;
    for (let i = 0; i < touched; i++) {
      const feature = this.touched[i] ?? 0;
      const count = this.ends[feature] ?? 0;
      this.ends[feature] = start;
      start += count;
    }
  }

  private fill(codes: SparseCodes, positions: Uint16Array, first: number, last: number): void {
    for (let code = first; code < last; code++) {
      const end = codes.rowPointers[code + 1] ?? 0;
      for (let i = codes.rowPointers[code] ?? 0; i < end; i++) {
        const feature = codes.features[i] ?? 0;
        const at = this.ends[feature] ?? 0;
        this.run.positions[at] = positions[code] ?? 0;
        this.run.values[at] = codes.values[i] ?? 0;
        this.ends[feature] = at + 1;
      }
    }
  }

  private reserve(pairs: number): void {
    if (pairs <= this.touched.length) return;
    this.touched = new Uint32Array(2 * pairs);
    this.run = {
      positions: new Uint16Array(2 * pairs),
      values: new Float32Array(2 * pairs),
      start: 0,
      end: 0,
    };
  }
}

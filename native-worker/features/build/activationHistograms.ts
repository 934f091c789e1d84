/**
 * One histogram of z a feature, in one pass though the maximum is not known beforehand: equal bins from the feature's floor;
 * when a value falls beyond the last bin, the width doubles and neighbouring bins merge. Counts stay exact and between half
 * and all of the bins are in use.
 */
import type { Histogram } from '../../../protocol/feature.ts';

export const HISTOGRAM_BINS = 64;
const SMALLEST_WIDTH = 2 ** -40;

export class ActivationHistograms {
  private readonly floors: Float32Array;
  private readonly counts: Uint32Array;
  /** 0 until the feature is first seen active. */
  private readonly widths: Float64Array;

  /** @param floors least possible z of each feature, shape [dSae]. */
  constructor(floors: Float32Array) {
    this.floors = floors;
    this.counts = new Uint32Array(floors.length * HISTOGRAM_BINS);
    this.widths = new Float64Array(floors.length);
  }

  add(feature: number, z: number): void {
    const offset = Math.max(0, z - (this.floors[feature] ?? 0));
    let width = this.widths[feature] ?? 0;
    if (width === 0) width = this.widths[feature] = firstWidth(offset);
    while (offset >= width * HISTOGRAM_BINS) width = this.widen(feature);
    const bin = feature * HISTOGRAM_BINS + Math.floor(offset / width);
    this.counts[bin] = (this.counts[bin] ?? 0) + 1;
  }

  width(feature: number): number {
    return this.widths[feature] ?? 0;
  }

  /** Counts of the bins up to the last one in use; a copy. */
  binCounts(feature: number): Uint32Array {
    const base = feature * HISTOGRAM_BINS;
    let end = base + HISTOGRAM_BINS;
    while (end > base && this.counts[end - 1] === 0) end--;
    return this.counts.slice(base, end);
  }

  private widen(feature: number): number {
    const base = feature * HISTOGRAM_BINS;
    for (let i = 0; i < HISTOGRAM_BINS / 2; i++) {
      this.counts[base + i] = (this.counts[base + 2 * i] ?? 0) + (this.counts[base + 2 * i + 1] ?? 0);
    }
    this.counts.fill(0, base + HISTOGRAM_BINS / 2, base + HISTOGRAM_BINS);
    return (this.widths[feature] = 2 * (this.widths[feature] ?? 0));
  }
}

/** The power of two that puts the offset into the upper half of the bins. */
function firstWidth(offset: number): number {
  if (offset < SMALLEST_WIDTH) return SMALLEST_WIDTH;
  return 2 ** (Math.floor(Math.log2(offset)) + 1 - Math.log2(HISTOGRAM_BINS));
}

/** Edges and counts as the explorer draws them: from the floor to the largest z seen. */
export function toHistogram(floor: number, width: number, counts: Uint32Array, largest: number): Histogram {
  const edges = Array.from({ length: counts.length + 1 }, (_, i) => floor + i * width);
  if (counts.length > 0) edges[counts.length] = Math.max(largest, edges[counts.length - 1] ?? floor);
  return { edges: counts.length > 0 ? edges : [], counts: Array.from(counts) };
}

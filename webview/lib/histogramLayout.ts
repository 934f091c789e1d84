/** Places of a histogram's bars and ticks in a box of `width` x `height`; y is logarithmic, since counts fall off fast. */
import type { Histogram } from '../../protocol/feature.ts';

export interface HistogramBar {
  x: number;
  y: number;
  width: number;
  height: number;
  from: number;
  to: number;
  count: number;
}

export interface HistogramLayout {
  bars: HistogramBar[];
  /** Powers of ten up to the largest count. */
  yTicks: { y: number; count: number }[];
  /** Place of a value on the x axis, clamped to the axis. */
  xOf(value: number): number;
}

const GAP = 1;

export function histogramLayout(
  { edges, counts }: Histogram,
  width: number,
  height: number,
): HistogramLayout {
  const low = edges[0] ?? 0;
  const high = edges.at(-1) ?? 1;
  const span = high > low ? high - low : 1;
  const xOf = (value: number) => (Math.min(Math.max(value, low), high) - low) * (width / span);
  const largest = Math.max(1, ...counts);
  // log(1 + count), so that a bar of one is seen and an empty one is not.
  const heightOf = (count: number) => (Math.log1p(count) / Math.log1p(largest)) * height;
  const bars = counts.map((count, i) => {
    const from = edges[i] ?? low;
    const to = edges[i + 1] ?? high;
    const barHeight = heightOf(count);
    return {
      x: xOf(from),
      y: height - barHeight,
      width: Math.max(0.5, xOf(to) - xOf(from) - GAP),
      height: barHeight,
      from,
      to,
      count,
    };
  });
  return { bars, yTicks: powersOfTen(largest).map((count) => ({ y: height - heightOf(count), count })), xOf };
}

function powersOfTen(largest: number): number[] {
  const ticks: number[] = [];
  for (let count = 1; count <= largest; count *= 10) ticks.push(count);
  return ticks.slice(-4);
}

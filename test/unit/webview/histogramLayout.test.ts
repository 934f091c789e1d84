import { describe, expect, it } from 'vitest';
import { histogramLayout } from '../../../webview/lib/histogramLayout.ts';

describe('histogramLayout', () => {
  const layout = histogramLayout({ edges: [1, 2, 3], counts: [99, 9] }, 100, 80);

  it('gives each bin its share of the width and the largest count the whole height', () => {
    expect(layout.bars.map(({ x, width }) => [x, width])).toEqual([
      [0, 49],
      [50, 49],
    ]);
    expect(layout.bars[0]).toMatchObject({ y: 0, height: 80, from: 1, to: 2, count: 99 });
  });

  it('grows with the logarithm of the count: log 10 is half of log 100', () => {
    expect(layout.bars[1]?.height).toBeCloseTo(40, 10);
  });

  it('has ticks at powers of ten, and places values within the axis', () => {
    expect(layout.yTicks.map(({ count }) => count)).toEqual([1, 10]);
    expect([0, 1, 2.5, 9].map((value) => layout.xOf(value))).toEqual([0, 0, 75, 100]);
  });

  it('draws nothing of a feature that never fired', () => {
    const empty = histogramLayout({ edges: [], counts: [] }, 100, 80);
    expect(empty.bars).toEqual([]);
    expect(empty.xOf(0.5)).toBe(50);
    const flat = histogramLayout({ edges: [1, 1], counts: [0] }, 100, 80);
    expect(flat.bars[0]).toMatchObject({ height: 0, x: 0 });
  });
});

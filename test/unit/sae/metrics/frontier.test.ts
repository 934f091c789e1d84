import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrontierPointError, valueAtL0 } from '../../../../native-worker/sae/metrics/frontier.ts';

const points = [
  { l0: 40, value: 0.9 },
  { l0: 10, value: 0.5 },
  { l0: 160, value: 1 },
];

describe('The value at a given L0', () => {
  it.each([
    [10, 0.5],
    [20, 0.7],
    [40, 0.9],
    [80, 0.95],
    [160, 1],
  ])('is linear in log L0: at %d it is %d', (l0, value) => {
    expect(valueAtL0(points, l0)).toBeCloseTo(value, 12);
  });

  it.each([9.99, 161, 0])('is unknown outside what was measured: at %d', (l0) => {
    expect(valueAtL0(points, l0)).toBeNull();
  });

  it('takes the mean of points of equal L0, and lets a point where nothing fires bound nothing', () => {
    const repeated = [...points, { l0: 40, value: 0.7 }, { l0: 0, value: 0 }];
    expect(valueAtL0(repeated, 40)).toBeCloseTo(0.8, 12);
    expect(valueAtL0(repeated, 20)).toBeCloseTo(0.65, 12);
    expect(valueAtL0(repeated, 5)).toBeNull();
    expect(valueAtL0([], 5)).toBeNull();
  });

  it('recovers any law linear in log L0, in whatever order the points come', () => {
    const laws = fc.record({
      slope: fc.double({ min: -5, max: 5, noNaN: true }),
      offset: fc.double({ min: -5, max: 5, noNaN: true }),
      l0s: fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 2, maxLength: 8 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(laws, ({ slope, offset, l0s, share }) => {
        const law = (l0: number): number => offset + slope * Math.log(l0);
        const [least, most] = [Math.min(...l0s), Math.max(...l0s)];
        const l0 = Math.min(most, Math.max(least, least * (most / least) ** share));
        const found = valueAtL0(
          l0s.map((each) => ({ l0: each, value: law(each) })),
          l0,
        );
        expect(found).toBeCloseTo(law(l0), 8);
      }),
    );
  });

  it.each([
    { l0: -1, value: 0 },
    { l0: NaN, value: 0 },
    { l0: 3, value: NaN },
    { l0: Infinity, value: 1 },
  ])('refuses $l0, $value', (point) => {
    expect(() => valueAtL0([...points, point], 20)).toThrow(FrontierPointError);
  });
});

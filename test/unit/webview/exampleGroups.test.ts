import { describe, expect, it } from 'vitest';
import type { FeatureExample } from '../../../protocol/feature.ts';
import { exampleGroups, peakActivation } from '../../../webview/lib/exampleGroups.ts';

function example(kind: FeatureExample['kind'], band: number | null, peak: number): FeatureExample {
  const range = { start: 0, end: 1 };
  return {
    kind,
    band,
    source: 'a.ts',
    range,
    tokens: ['a', 'b'],
    tokenRanges: [range, range],
    activations: [0, peak],
    peak: 1,
  };
}

describe('exampleGroups', () => {
  it('puts top first, then bands from the strongest to the weakest, then random, each sorted by its peak', () => {
    const groups = exampleGroups([
      example('random', null, 1.5),
      example('quantile', 0, 1.1),
      example('quantile', 2, 2.5),
      example('top', null, 2.9),
      example('top', null, 3),
      example('quantile', 0, 1.2),
    ]);
    expect(groups.map(({ title, range }) => [title, range])).toEqual([
      ['Top activations', '2.90 to 3.00'],
      ['Interval 3 of 3', '2.50'],
      ['Interval 1 of 3', '1.10 to 1.20'],
      ['Random', '1.50'],
    ]);
    expect(groups[0]?.examples.map(peakActivation)).toEqual([3, 2.9]);
  });

  it('has no group for a feature without examples', () => {
    expect(exampleGroups([])).toEqual([]);
  });
});

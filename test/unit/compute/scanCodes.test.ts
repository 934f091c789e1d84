import { describe, expect, it } from 'vitest';
import type { CodeRule } from '../../../native-worker/compute/backend.ts';
import { kthLargest } from '../../../native-worker/compute/kthLargest.ts';
import { CodeCollector } from '../../../native-worker/compute/scanCodes.ts';
import { Random } from '../../../native-worker/sae/random.ts';

/** Codes of one row, as [feature, value] pairs. */
function rowCodes(u: number[], rule: Omit<CodeRule, 'biases' | 'cuts'> & { cuts?: number[] }): number[][] {
  const collector = new CodeCollector();
  const biases = new Float32Array(u.length).fill(-0.25);
  const cuts = Float32Array.from(rule.cuts ?? u.map(() => 0));
  collector.add(Float32Array.from(u), { ...rule, biases, cuts });
  const { rows, rowPointers, features, values } = collector.codes();
  expect([rows, rowPointers[1]]).toEqual([1, features.length]);
  return [...features].map((feature, i) => [feature, values[i] ?? NaN]);
}

describe('The k largest of a row', () => {
  const u = [0.5, 2, 0.25, 1, 0.5, 3];

  it('are kept in the order of their features, those below their cut left out', () => {
    expect(rowCodes(u, { activation: 'relu', k: 2 })).toEqual([
      [1, 1.75],
      [5, 2.75],
    ]);
    const cuts = [0, 0, 0, 0, 0, 4];
    expect(rowCodes(u, { activation: 'jumprelu', k: 2, cuts })).toEqual([
      [1, 2],
      [3, 1],
    ]);
  });

  it('take the lower feature among equals, and all when there are not more than k', () => {
    expect(rowCodes(u, { activation: 'jumprelu', k: 4 })).toEqual([
      [0, 0.5],
      [1, 2],
      [3, 1],
      [5, 3],
    ]);
    expect(rowCodes(u, { activation: 'jumprelu', k: 5 })).toHaveLength(5);
    expect(rowCodes(u, { activation: 'jumprelu', k: 6 })).toHaveLength(5);
    expect(rowCodes(u, { activation: 'jumprelu', k: null })).toHaveLength(5);
  });
});

it('The k-th largest is what sorting gives, equal values included', () => {
  const random = new Random(1);
  for (let trial = 0; trial < 200; trial++) {
    const length = 1 + random.integer(40);
    const values = Float32Array.from({ length }, () => random.integer(15) - 7);
    const sorted = [...values].sort((a, b) => b - a);
    for (let k = 1; k <= length; k++) expect(kthLargest(values, k)).toBe(sorted[k - 1]);
    expect(kthLargest(values, length + 1)).toBe(-Infinity);
  }
});

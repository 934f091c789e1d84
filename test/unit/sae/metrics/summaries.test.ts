import { expect, it } from 'vitest';
import { NoRowsError } from '../../../../native-worker/sae/metrics/errors.ts';
import { meanOf, shareAbove, spreadOf } from '../../../../native-worker/sae/metrics/summaries.ts';

it('A share counts what is strictly above', () => {
  expect(shareAbove(Float32Array.of(0.5, 0.75, 1, 0), 0.5)).toBe(0.5);
});

it('A spread is the mean with the least and the most', () => {
  expect(spreadOf([1, 2, 6])).toEqual({ mean: 3, least: 1, most: 6 });
});

it('Nothing has no mean, share or spread', () => {
  expect(() => meanOf([])).toThrow(NoRowsError);
  expect(() => spreadOf([])).toThrow(NoRowsError);
  expect(() => shareAbove(new Float32Array(0), 0)).toThrow(NoRowsError);
});

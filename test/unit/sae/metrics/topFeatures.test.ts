import { expect, it } from 'vitest';
import { topFeatures } from '../../../../native-worker/sae/metrics/topFeatures.ts';

const scores = Float32Array.of(1, 5, 3, 5, 0);

it('The largest scores come first, equal ones by index', () => {
  expect(topFeatures(scores, 0.6)).toEqual([1, 3, 2]);
});

it('A share that comes to less than one feature selects one, and one of all selects all', () => {
  expect(topFeatures(scores, 0.0005)).toEqual([1]);
  expect(topFeatures(scores, 1)).toEqual([1, 3, 2, 0, 4]);
});

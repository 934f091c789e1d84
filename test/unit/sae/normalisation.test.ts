import { expect, it } from 'vitest';
import {
  denormalise,
  fitNormaliser,
  meanRow,
  normalise,
  rowNorms,
} from '../../../native-worker/sae/normalisation.ts';

const raw = Float32Array.of(3, 4, 0, 0, -6, 8);

it('Norms and means are those worked out by hand', () => {
  expect([...rowNorms(raw, 2)]).toEqual([5, 0, 10]);
  expect([...meanRow(raw, 2)]).toEqual([-1, 4]);
});

it('Per token, rows get unit norm and a zero row stays zero', () => {
  const { x, factors } = normalise(raw, 2, fitNormaliser('token', raw, 2));
  expect([...x]).toEqual([0.6, 0.8, 0, 0, -0.6, 0.8].map(Math.fround));
  expect([...denormalise(x, 2, factors)].map((value) => Math.round(value * 1e5) / 1e5)).toEqual([
    3, 4, 0, 0, -6, 8,
  ]);
});

it('Per data set, the mean norm becomes one', () => {
  const normaliser = fitNormaliser('dataset', raw, 2);
  expect(normaliser).toEqual({ kind: 'dataset', factor: 0.2 });
  const { x, factors } = normalise(raw, 2, normaliser);
  expect([...rowNorms(x, 2)]).toEqual([1, 0, 2]);
  expect([...denormalise(x, 2, factors)].map((value) => Math.round(value * 1e5) / 1e5)).toEqual([
    3, 4, 0, 0, -6, 8,
  ]);
});

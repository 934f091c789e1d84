import { expect, it } from 'vitest';
import {
  countNotSeen,
  deadAfterTokens,
  densities,
  meanActive,
  reconstructionMetrics,
} from '../../../native-worker/sae/metrics.ts';

const codes = {
  rows: 4,
  rowPointers: Uint32Array.of(0, 2, 3, 3, 4),
  features: Uint32Array.of(0, 2, 2, 2),
  values: Float32Array.of(1, 1, 1, 1),
};

it('The example worked by hand in the design explains 0.8 of the variance', () => {
  const x = Float32Array.of(2, 0, 0, 4);
  const reconstruction = Float32Array.of(2, 1, 0, 3);
  const { explainedVariance, nmse } = reconstructionMetrics(x, reconstruction, 2);
  expect(explainedVariance).toBeCloseTo(0.8, 12);
  expect(nmse).toBeCloseTo(2 / 20, 12);
});

it('A perfect reconstruction explains everything, the mean nothing', () => {
  const x = Float32Array.of(1, 2, 3, 6);
  expect(reconstructionMetrics(x, x, 2)).toEqual({ explainedVariance: 1, nmse: 0 });
  expect(reconstructionMetrics(x, Float32Array.of(2, 4, 2, 4), 2).explainedVariance).toBeCloseTo(0, 12);
});

it('L0 and density count active pairs a row and rows a feature', () => {
  expect(meanActive(codes)).toBe(1);
  expect([...densities(codes, 3)]).toEqual([0.25, 0, 0.75]);
});

it('A feature is dead after 20 / LTF tokens without a firing, and after 10^6 at least', () => {
  expect(deadAfterTokens(0.001)).toBe(1e6);
  expect(deadAfterTokens(1e-6)).toBeCloseTo(2e7, 0);
});

it('Features are not seen when they never fired or not within the last 10^6 tokens', () => {
  expect(countNotSeen(Float64Array.of(0, 100, 5e5, 1.4e6), 1.5e6)).toBe(3);
  expect(countNotSeen(Float64Array.of(0, 100), 200)).toBe(1);
});

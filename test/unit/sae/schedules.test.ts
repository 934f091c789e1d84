import { expect, it } from 'vitest';
import {
  learningRateAt,
  outputScaleAt,
  warmUpShare,
} from '../../../native-worker/sae/algorithms/schedules.ts';

it('The output scale is held to 75 % of the steps, halved by 90 %, on a log ramp', () => {
  const config = { outputScale: 0.4, finalOutputScale: 0.1 };
  expect(outputScaleAt(config, 0.1)).toBe(0.4);
  expect(outputScaleAt(config, 0.75)).toBe(0.4);
  expect(outputScaleAt(config, 0.825)).toBeCloseTo(0.2, 12);
  expect(outputScaleAt(config, 0.9)).toBeCloseTo(0.1, 12);
  expect(outputScaleAt(config, 1)).toBeCloseTo(0.1, 12);
});

it('The learning rate falls along a cosine to its final share', () => {
  expect(learningRateAt(2, 0.1, 0)).toBe(2);
  expect(learningRateAt(2, 0.1, 0.5)).toBeCloseTo(1.1, 12);
  expect(learningRateAt(2, 0.1, 1)).toBeCloseTo(0.2, 12);
});

it('A warm-up rises from its first step to the full value at its last, and stays there', () => {
  expect([1, 2, 3, 4, 5, 400].map((step) => warmUpShare(step, 4))).toEqual([0.25, 0.5, 0.75, 1, 1, 1]);
  expect(warmUpShare(1, 0)).toBe(1);
});

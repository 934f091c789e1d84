import { describe, expect, it } from 'vitest';
import { batchGradients } from '../../../native-worker/compute/reference/batchGradients.ts';
import { projectToTangent } from '../../../native-worker/compute/reference/unitSphere.ts';
import { copyState } from '../../../native-worker/compute/saeState.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import { syntheticState } from './syntheticState.ts';

const sizes = { dIn: 7, dSae: 12, seed: 3 };
const rows = 9;

/** Half the mean squared error: the loss whose gradients are tested. */
function loss(x: Float32Array, state: SaeState, activation: 'jumprelu' | 'relu'): number {
  return batchGradients(x, state, activation).squaredError / (2 * rows);
}

/** Central difference in one float32 entry, divided by the step that float32 really made. */
function numericGradient(
  x: Float32Array,
  state: SaeState,
  activation: 'jumprelu' | 'relu',
  array: 'weights' | 'scales' | 'preBias',
  index: number,
): number {
  const [up, down] = [copyState(state), copyState(state)];
  up[array][index] = (state[array][index] ?? 0) + 1e-4;
  down[array][index] = (state[array][index] ?? 0) - 1e-4;
  const step = (up[array][index] ?? 0) - (down[array][index] ?? 0);
  return (loss(x, up, activation) - loss(x, down, activation)) / step;
}

describe.each(['jumprelu', 'relu'] as const)('the gradients of the %s form', (activation) => {
  const { state, batch } = syntheticState(sizes);
  const x = batch(rows);
  const random = new Random(5);
  state.scales.set(state.scales.map(() => 0.2 + random.uniform()));
  const gradients = batchGradients(x, state, activation);

  it.each(['weights', 'scales', 'preBias'] as const)('equal central differences in %s', (array) => {
    expect(gradients.activePairs).toBeGreaterThan(rows);
    let largest = 0;
    gradients[array].forEach((gradient, index) => {
      largest = Math.max(largest, Math.abs(gradient));
      expect(gradient).toBeCloseTo(numericGradient(x, state, activation, array, index), 6);
    });
    expect(largest).toBeGreaterThan(1e-3);
  });
});

it('A projected gradient is orthogonal to its row', () => {
  const { state, batch } = syntheticState(sizes);
  const { weights } = batchGradients(batch(rows), state, 'jumprelu');
  projectToTangent(weights, state.weights, sizes.dIn);
  for (let m = 0; m < sizes.dSae; m++) {
    let along = 0;
    for (let i = m * sizes.dIn; i < (m + 1) * sizes.dIn; i++)
      along += (weights[i] ?? 0) * (state.weights[i] ?? 0);
    expect(Math.abs(along)).toBeLessThan(1e-7);
  }
});

it('One token, one feature: loss, counts and peaks are those worked out by hand', () => {
  const state = { dIn: 2, dSae: 1, weights: Float32Array.of(1, 0), scales: Float32Array.of(0.5) };
  const parameters = { ...state, biases: Float32Array.of(-0.25), preBias: Float32Array.of(0, 0) };
  const x = Float32Array.of(1, 2);
  const jump = batchGradients(x, parameters, 'jumprelu');
  expect(jump.squaredError).toBeCloseTo(0.25 + 4, 12);
  expect([...jump.scales]).toEqual([-0.5]);
  expect([...jump.counts]).toEqual([1]);
  expect([...jump.peaks]).toEqual([0.75]);
  expect([...jump.weights]).toEqual([0.5 * (-0.5 - 0.5), 0.5 * (-2 - 1)]);
  const relu = batchGradients(x, parameters, 'relu');
  expect(relu.squaredError).toBeCloseTo(0.625 ** 2 + 4, 12);
});

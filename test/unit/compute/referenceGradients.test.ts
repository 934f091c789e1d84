import { describe, expect, it } from 'vitest';
import { gbaForm } from '../../../native-worker/compute/backend.ts';
import type { BackendOptions, StepSettings } from '../../../native-worker/compute/backend.ts';
import { batchGradients } from '../../../native-worker/compute/reference/batchGradients.ts';
import type { ParameterGradients } from '../../../native-worker/compute/reference/parameterGradients.ts';
import { projectToTangent } from '../../../native-worker/compute/reference/unitSphere.ts';
import { copyState } from '../../../native-worker/compute/saeState.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import { toFloat64, untie } from './float64State.ts';
import { syntheticState } from './syntheticState.ts';

const sizes = { dIn: 7, dSae: 12, seed: 3 };
const rows = 9;
const gba: BackendOptions = {
  dIn: sizes.dIn,
  dSae: sizes.dSae,
  batchTokens: rows,
  ...gbaForm,
  trains: { decoder: true, scales: true, biases: false, preBias: 'full' },
  prefixes: [sizes.dSae],
};
const untied: BackendOptions = { ...gba, tied: false, activation: 'relu', errorWeight: 1 };

/** A problem in float64 with free scales and, for learned thresholds, theta above and below y. */
function problem({ tied }: BackendOptions): { x: Float64Array; state: SaeState<Float64Array> } {
  const { state, batch } = syntheticState(sizes);
  const random = new Random(5);
  const wide = toFloat64(state);
  wide.scales.set(wide.scales.map(() => 0.2 + random.uniform()));
  wide.thresholds.set(wide.thresholds.map(() => 0.1 * random.uniform()));
  return { x: Float64Array.from(batch(rows)), state: tied ? wide : untie(wide, 8) };
}

type Parameter = keyof ParameterGradients;

/** Central difference of the whole loss in one entry. */
function numericGradient(
  { x, state }: ReturnType<typeof problem>,
  options: BackendOptions,
  settings: Partial<StepSettings>,
  array: Parameter,
  index: number,
): number {
  const [up, down] = [copyState(state), copyState(state)];
  up[array][index] = (state[array][index] ?? 0) + 1e-6;
  down[array][index] = (state[array][index] ?? 0) - 1e-6;
  const [above, below] = [up, down].map((moved) => batchGradients(x, moved, options, settings).loss);
  return ((above ?? NaN) - (below ?? NaN)) / 2e-6;
}

const forms: [name: string, options: BackendOptions, penaltyWeight: number, parameters: Parameter[]][] = [
  ['GBA, jumprelu', gba, 0, ['weights', 'scales', 'preBias', 'biases']],
  ['GBA, relu', { ...gba, activation: 'relu' }, 0, ['weights', 'scales', 'preBias', 'biases']],
  ['GBA with an encoder of its own', { ...gba, tied: false }, 0, ['weights', 'encoder', 'scales', 'preBias']],
  ['TopK, tied', { ...gba, selection: { kind: 'topk', k: 3 } }, 0, ['weights', 'scales', 'preBias']],
  [
    'TopK',
    { ...untied, selection: { kind: 'topk', k: 3 } },
    0,
    ['weights', 'encoder', 'scales', 'biases', 'preBias'],
  ],
  [
    'Matryoshka BatchTopK',
    { ...untied, selection: { kind: 'batchtopk', k: 3 }, prefixes: [3, 7, 12] },
    0,
    ['weights', 'encoder', 'scales', 'biases', 'preBias'],
  ],
  ['L1', { ...untied, penalty: { kind: 'l1' } }, 0.3, ['weights', 'encoder', 'scales', 'biases', 'preBias']],
  ['L1, tied jumprelu', { ...gba, penalty: { kind: 'l1' } }, 0.3, ['weights', 'scales', 'biases', 'preBias']],
  [
    'JumpReLU with tanh (all but its thresholds)',
    {
      ...untied,
      selection: { kind: 'learnedThreshold', bandwidth: 0.1 },
      penalty: { kind: 'tanh', scale: 4 },
    },
    0.3,
    ['weights', 'encoder', 'scales', 'biases', 'preBias'],
  ],
];

describe.each(forms)('the gradients of %s', (_, options, penaltyWeight, parameters) => {
  const given = problem(options);
  const settings = { penaltyWeight };
  const { gradients, stats } = batchGradients(given.x, given.state, options, settings);

  it.each(parameters)('equal central differences in %s', (array) => {
    expect(stats.activePairs).toBeGreaterThan(rows);
    let largest = 0;
    gradients[array].forEach((gradient, index) => {
      largest = Math.max(largest, Math.abs(gradient));
      expect(gradient).toBeCloseTo(numericGradient(given, options, settings, array, index), 8);
    });
    const still = array === 'biases' && options.activation === 'jumprelu';
    if (still) expect(largest).toBe(0);
    else expect(largest).toBeGreaterThan(1e-3);
  });
});

it('The auxiliary gradients equal central differences in dead features, which the stopped error does not depend on', () => {
  const options: BackendOptions = {
    ...untied,
    selection: { kind: 'topk', k: 1 },
    auxiliary: { k: 2, coefficient: 0.5 },
  };
  const given = problem(options);
  given.state.biases.fill(0);
  const { counts } = batchGradients(given.x, given.state, options);
  const dead = Float32Array.from(counts, (count) => (count === 0 ? 1 : 0));
  const settings = { dead };
  const { gradients, stats } = batchGradients(given.x, given.state, options, settings);
  expect(stats.auxiliary).toBeGreaterThan(0.01);
  const checked = dead.reduce((sum, mark) => sum + mark, 0);
  expect(checked).toBeGreaterThan(2);
  for (const array of ['weights', 'encoder', 'biases', 'scales'] as const) {
    const width = gradients[array].length / sizes.dSae;
    gradients[array].forEach((gradient, index) => {
      if (dead[Math.floor(index / width)] !== 1) return;
      expect(gradient).toBeCloseTo(numericGradient(given, options, settings, array, index), 8);
    });
    expect(Math.max(...gradients[array].map(Math.abs))).toBeGreaterThan(1e-3);
  }
});

it('A projected gradient is orthogonal to its row', () => {
  const { x, state } = problem(gba);
  const { weights } = batchGradients(x, state, gba).gradients;
  projectToTangent(weights, state.weights, sizes.dIn);
  for (let m = 0; m < sizes.dSae; m++) {
    let along = 0;
    for (let i = m * sizes.dIn; i < (m + 1) * sizes.dIn; i++)
      along += (weights[i] ?? 0) * (state.weights[i] ?? 0);
    expect(Math.abs(along)).toBeLessThan(1e-7);
  }
});

describe('One token, one feature', () => {
  const options: BackendOptions = { ...gba, dIn: 2, dSae: 1, batchTokens: 1, prefixes: [1] };
  const parameters = {
    dIn: 2,
    dSae: 1,
    weights: Float64Array.of(1, 0),
    encoder: new Float64Array(0),
    scales: Float64Array.of(0.5),
    biases: Float64Array.of(-0.25),
    thresholds: Float64Array.of(0),
    preBias: Float64Array.of(0, 0),
  };
  const x = Float64Array.of(1, 2);

  it('loss, gradients, counts and peaks of GBA are those worked out by hand', () => {
    const jump = batchGradients(x, parameters, options);
    expect(jump.stats.squaredError).toBeCloseTo(0.25 + 4, 12);
    expect([...jump.gradients.scales]).toEqual([-0.5]);
    expect([...jump.counts]).toEqual([1]);
    expect([...jump.peaks]).toEqual([0.75]);
    expect([...jump.gradients.weights]).toEqual([0.5 * (-0.5 - 0.5), 0.5 * (-2 - 1)]);
    const relu = batchGradients(x, parameters, { ...options, activation: 'relu' });
    expect(relu.stats.squaredError).toBeCloseTo(0.625 ** 2 + 4, 12);
  });

  it.each([
    { theta: 0.7, active: 1 },
    { theta: 0.8, active: 0 },
  ])('a threshold of $theta sees the straight-through estimate from its side', ({ theta, active }) => {
    const jumprelu: BackendOptions = {
      ...options,
      activation: 'relu',
      errorWeight: 1,
      selection: { kind: 'learnedThreshold', bandwidth: 0.25 },
      penalty: { kind: 'l0' },
    };
    const thresholds = Float64Array.of(theta);
    const { stats, gradients } = batchGradients(x, { ...parameters, thresholds }, jumprelu, {
      penaltyWeight: 0.1,
    });
    expect(stats.penalty).toBe(active);
    // dL/dz = 2 a (w.r) with r_0 = a z - 1; then -(theta / eps) of it, and -(weight / eps) of the penalty.
    const ofCode = 2 * 0.5 * (0.5 * 0.75 * active - 1);
    expect(gradients.thresholds[0]).toBeCloseTo(-4 * theta * ofCode - 4 * 0.1, 12);
    const far = batchGradients(x, { ...parameters, thresholds: Float64Array.of(0.6) }, jumprelu);
    expect([...far.gradients.thresholds]).toEqual([0]);
  });
});

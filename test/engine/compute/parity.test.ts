/** Every backend against PyTorch (tools/reference/algorithms): the same body, at the precision of each. */
import { describe, expect, it } from 'vitest';
import type { Backend, BackendOptions, StepStats } from '../../../native-worker/compute/backend.ts';
import { ReferenceBackend } from '../../../native-worker/compute/reference/referenceBackend.ts';
import { stateArrays } from '../../../native-worker/compute/saeState.ts';
import type { FloatArray } from '../../../native-worker/compute/saeState.ts';
import { recommendedGba } from '../../../native-worker/sae/algorithms/gbaPresets.ts';
import { BiasAdaptation } from '../../../native-worker/sae/algorithms/biasAdaptation.ts';
import {
  goldenAdaptations,
  goldenSteps,
  readGoldenAdaptation,
  readGoldenSteps,
  relativeDistance,
  startingState,
  stepSettings,
} from '../../unit/compute/goldenFiles.ts';
import { open } from './backends.ts';
import type { ToArray } from '../../unit/compute/goldenFiles.ts';

interface Contestant<A extends FloatArray> {
  open: (options: BackendOptions) => Promise<Backend<A>>;
  array: ToArray<A>;
  /** Relative, of the norm of each array. */
  tolerance: number;
}

const reference: Contestant<Float64Array> = {
  open: (options) => Promise.resolve(new ReferenceBackend<Float64Array>(options)),
  array: (values) => Float64Array.from(values),
  tolerance: 1e-10,
};

const dense: Contestant<Float32Array> = {
  open: (options) => open('dense', options),
  array: (values) => Float32Array.from(values),
  tolerance: 1e-4,
};

const sparse: Contestant<Float32Array> = { ...dense, open: (options) => open('sparse', options) };

describe.each([
  { name: 'reference', follows: followSteps(reference), adapts: followAdaptation(reference) },
  { name: 'dense', follows: followSteps(dense), adapts: followAdaptation(dense) },
  { name: 'sparse', follows: followSteps(sparse), adapts: followAdaptation(sparse) },
])('The $name backend', ({ follows, adapts }) => {
  it.each(goldenSteps)('follows PyTorch over two steps of %s: losses, firings, parameters, moments', follows);
  it.each(goldenAdaptations)('moves the biases of %s as the published rule does in PyTorch', adapts);
});

function followSteps<A extends FloatArray>({ open, array, tolerance }: Contestant<A>) {
  return async (name: (typeof goldenSteps)[number]): Promise<void> => {
    const golden = readGoldenSteps(name);
    const backend = await open(golden.options);
    await backend.load(startingState(golden, array));
    for (const [i, settings] of golden.settings.entries()) {
      const stats = await backend.step(array(golden.batches[i] ?? []), stepSettings(settings));
      expectStats(stats, golden.steps[i], tolerance);
      if (['topk', 'batchtopk'].includes(golden.options.selection.kind)) {
        const smallest = golden.steps[i]?.smallestActive ?? NaN;
        expect(relativeDistance([stats.smallestActive], [smallest])).toBeLessThan(tolerance);
      } else expect(stats.smallestActive).toBeNaN();
    }
    const { rows, counts, peaks } = await backend.takeFiringStats();
    expect(rows).toBe(2 * golden.options.batchTokens);
    expect([...counts]).toEqual(golden.firing.counts);
    expect(relativeDistance(peaks, golden.firing.peaks), 'peaks').toBeLessThan(tolerance);
    const state = await backend.readState();
    expect(state.step).toBe(2);
    for (const array of stateArrays) {
      expect(relativeDistance(state[array], golden.after[array]), array).toBeLessThan(tolerance);
    }
    await backend.dispose();
  };
}

function expectStats(got: StepStats, expected: StepStats | undefined, tolerance: number): void {
  if (!expected) throw new Error('The golden file holds fewer steps than settings.');
  expect([got.activePairs, got.positivePairs]).toEqual([expected.activePairs, expected.positivePairs]);
  for (const part of ['squaredError', 'squaredNorm', 'penalty', 'auxiliary'] as const) {
    expect(relativeDistance([got[part]], [expected[part]]), part).toBeLessThan(tolerance);
  }
}

function followAdaptation<A extends FloatArray>({ open, array, tolerance }: Contestant<A>) {
  return async (name: (typeof goldenAdaptations)[number]): Promise<void> => {
    const golden = readGoldenAdaptation(name);
    const { batchTokens, dSae } = golden.options;
    const { lowest, ...rule } = golden.adaptation;
    const config = { algorithm: recommendedGba(rule), dSae, batchTokens };
    const adaptation = new BiasAdaptation(config, lowest);
    const backend = await open(golden.options);
    await backend.load(startingState(golden, array));
    const biases: number[][] = [];
    for (const [i, x] of golden.batches.entries()) {
      expectStats(await backend.step(array(x), stepSettings(golden.settings)), golden.steps[i], tolerance);
      if ((i + 1) % rule.adaptEverySteps !== 0) continue;
      adaptation.absorb(await backend.takeFiringStats());
      const state = await backend.readState();
      adaptation.adapt(state.biases);
      await backend.setBiases(state.biases);
      biases.push([...state.biases]);
    }
    expect(biases).toHaveLength(golden.biases.length);
    biases.forEach((values, point) => {
      const distance = relativeDistance(values, golden.biases[point] ?? []);
      expect(distance, `adaptation point ${point + 1}`).toBeLessThan(tolerance);
    });
    const { weights } = await backend.readState();
    expect(relativeDistance(weights, golden.after.weights), 'weights').toBeLessThan(tolerance);
    await backend.dispose();
  };
}

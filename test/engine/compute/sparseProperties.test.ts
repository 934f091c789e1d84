/** The sparse backend against the reference over random sizes, densities and seeds, for a few steps of every form. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Backend, BackendOptions } from '../../../native-worker/compute/backend.ts';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import { stateArrays } from '../../../native-worker/compute/saeState.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';
import { openSparse } from '../../../native-worker/compute/sparse/openSparse.ts';
import { closePairs } from './closePairs.ts';
import { recipes, startOf } from './forms.ts';
import { withDensity } from './withDensity.ts';

const names = Object.keys(recipes({ dIn: 8, dSae: 64, batchTokens: 8 }));
const settings = { learningRate: 1e-3, penaltyWeight: 0.02 };

/** Relative to the largest value of an array; measured: 4e-6 at most. */
const tolerance = 5e-5;

const problems = fc.record({
  // Prefixes need eight features; blocks end at 256.
  dSae: fc.oneof(fc.integer({ min: 8, max: 80 }), fc.integer({ min: 250, max: 600 })),
  dIn: fc.integer({ min: 2, max: 100 }),
  batchTokens: fc.integer({ min: 1, max: 90 }),
  density: fc.double({ min: 0, max: 0.6, noNaN: true }),
  members: fc.integer({ min: 1, max: 4 }),
  steps: fc.integer({ min: 1, max: 3 }),
  int8: fc.constantFrom('on', 'off'),
  seed: fc.integer({ min: 0, max: 1e6 }),
});
type Problem = typeof problems extends fc.Arbitrary<infer P> ? P : never;

/** The form at these sizes: selections by rank take the wanted share, and Adam divides by nothing so small that rounding is amplified. */
function optionsOf(name: string, { dIn, dSae, batchTokens, density }: Problem): BackendOptions {
  const options = recipes({ dIn, dSae, batchTokens })[name];
  if (!options) throw new Error(`There is no form ${name}.`);
  const { selection } = options;
  const k = Math.max(1, Math.round(density * dSae));
  return {
    ...options,
    selection: 'k' in selection ? { ...selection, k } : selection,
    adam: { ...options.adam, epsilon: 1e-3 },
  };
}

it.each(names)('agrees with the reference over random sizes and densities: %s', async (name) => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(problems, async (problem) => {
      const options = optionsOf(name, problem);
      const { batchTokens, selection } = options;
      const { state: start, batch } = startOf(options, problem.seed);
      const batches = Array.from({ length: problem.steps }, () => batch(batchTokens));
      const reference = await openBackend('reference', options);
      const int8 = selection.kind === 'threshold' ? problem.int8 : 'off';
      const sparse = await openSparse(options, { members: problem.members, inline: true, int8 });
      let state = start;
      for (const [step, x] of batches.entries()) {
        if (!('k' in selection)) state = await withDensity(options, state, x, problem.density);
        await reference.load(state);
        // Parameters go on from where they were, so that blocks are screened from the second step.
        if (step === 0 || selection.kind !== 'threshold') await sparse.load(state);
        else await sparse.setBiases(state.biases);
        const dead = step === 1 ? null : deadOf(options);
        // Where two orders of summation may choose differently, there is nothing to agree on.
        const u = await reference.preActivations(x);
        if (closePairs(u, state, options, dead, 1e-6).length > 0) break;
        await compareStep(reference, sparse, x, dead);
        compared += 1;
        state = await sparse.readState();
      }
      await reference.dispose();
      await sparse.dispose();
    }),
    { numRuns: 12 },
  );
  expect(compared, 'steps without close pairs').toBeGreaterThan(6);
});

/** A quarter of the features, for forms with an auxiliary loss. */
function deadOf({ auxiliary, dSae }: BackendOptions): Float32Array | null {
  return auxiliary ? Float32Array.from({ length: dSae }, (_, m) => (m % 4 === 0 ? 1 : 0)) : null;
}

async function compareStep(
  reference: Backend,
  sparse: Backend,
  x: Float32Array,
  dead: Float32Array | null,
): Promise<void> {
  const asked = { ...settings, ...(dead ? { dead } : {}) };
  const [expected, got] = [await reference.step(x, asked), await sparse.step(x, asked)];
  expect([got.activePairs, got.positivePairs]).toEqual([expected.activePairs, expected.positivePairs]);
  for (const part of ['squaredError', 'squaredNorm', 'penalty', 'auxiliary'] as const) {
    expect(apart([got[part]], [expected[part]]), part).toBeLessThan(tolerance);
  }
  if (Number.isFinite(expected.smallestActive)) {
    expect(got.smallestActive).toBeCloseTo(expected.smallestActive, 5);
  } else expect(got.smallestActive).toBe(expected.smallestActive);
  const [firings, expectedFirings] = [await sparse.takeFiringStats(), await reference.takeFiringStats()];
  expect(firings.counts).toEqual(expectedFirings.counts);
  const positive = (peaks: Float32Array): number[] => Array.from(peaks, (peak) => Math.max(0, peak));
  expect(apart(positive(firings.peaks), positive(expectedFirings.peaks)), 'peaks').toBeLessThan(tolerance);
  compareStates(await sparse.readState(), await reference.readState());
}

function compareStates(got: SaeState, expected: SaeState): void {
  for (const name of stateArrays) expect(apart(got[name], expected[name]), name).toBeLessThan(tolerance);
}

/** Largest difference, relative to the largest value. */
function apart(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [largest, most] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    largest = Math.max(largest, Math.abs(expected[i] ?? NaN));
    most = Math.max(most, Math.abs((got[i] ?? NaN) - (expected[i] ?? NaN)));
  }
  return largest === 0 ? most : most / largest;
}

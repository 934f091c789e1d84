/** Trains the reference and another backend side by side on one small problem with bias adaptation, and reports where they part. */
import type { Backend, BackendOptions } from '../../../native-worker/compute/backend.ts';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import { syntheticState } from '../../unit/compute/syntheticState.ts';

export interface Agreement {
  steps: number;
  /** Largest relative differences over the run. */
  loss: number;
  biases: number;
  weights: number;
  /** Windows in which a feature's firing counts differ by more pairs than lie within 1e-5 of the threshold. */
  unexplained: string[];
  /** Pairs within 1e-5 of the threshold, listed for the reader of a failure. */
  closePairs: string[];
}

const adaptEvery = 10;
const target = 0.06;

export async function compareWithReference(
  other: Backend,
  options: BackendOptions,
  steps: number,
): Promise<Agreement> {
  const reference = await openBackend('reference', options);
  const { dIn, dSae, batchTokens } = options;
  const { state, batch } = syntheticState({ dIn, dSae, seed: 11 });
  await reference.load(state);
  await other.load(state);
  const result: Agreement = { steps, loss: 0, biases: 0, weights: 0, unexplained: [], closePairs: [] };
  let closeInWindow = new Map<number, number>();
  for (let step = 1; step <= steps; step++) {
    const x = batch(batchTokens);
    for (const feature of await closePairs(reference, x, dSae)) {
      closeInWindow.set(feature, (closeInWindow.get(feature) ?? 0) + 1);
      result.closePairs.push(`step ${step} feature ${feature}`);
    }
    const settings = { learningRate: 1e-2 };
    const [expected, got] = [await reference.step(x, settings), await other.step(x, settings)];
    result.loss = Math.max(result.loss, relative(got.squaredError, expected.squaredError));
    if (step % adaptEvery !== 0) continue;
    await adaptBoth(reference, other, closeInWindow, result, step);
    closeInWindow = new Map();
  }
  const [expected, got] = [await reference.readState(), await other.readState()];
  result.biases = largestRelative(got.biases, expected.biases);
  result.weights = largestDifference(got.weights, expected.weights);
  await reference.dispose();
  return result;
}

/** Bias adaptation on both, each from its own counts; differences in counts are recorded. */
async function adaptBoth(
  reference: Backend,
  other: Backend,
  close: ReadonlyMap<number, number>,
  result: Agreement,
  step: number,
): Promise<void> {
  const counts: Uint32Array[] = [];
  for (const backend of [reference, other]) {
    const { biases } = await backend.readState();
    const stats = await backend.takeFiringStats();
    counts.push(stats.counts);
    const moved = biases.map((bias, m) => {
      const peak = Math.max(0, stats.peaks[m] ?? 0);
      const tooOften = (stats.counts[m] ?? 0) / stats.rows > target;
      if (tooOften) return Math.max(bias - 0.01 * peak, -1);
      return (stats.counts[m] ?? 0) === 0 ? Math.min(bias + 0.002, 0) : bias;
    });
    await backend.setBiases(moved);
  }
  const [expected = new Uint32Array(), got = new Uint32Array()] = counts;
  expected.forEach((count, feature) => {
    const apart = Math.abs(count - (got[feature] ?? 0));
    if (apart > (close.get(feature) ?? 0)) {
      result.unexplained.push(
        `window to step ${step}, feature ${feature}: ${count} against ${got[feature] ?? 0}`,
      );
    }
  });
}

/** Features of the pairs with |y| < 1e-5, once a pair. */
async function closePairs(backend: Backend, x: Float32Array, dSae: number): Promise<number[]> {
  const u = await backend.preActivations(x);
  const { biases } = await backend.readState();
  const found: number[] = [];
  u.forEach((value, i) => {
    if (Math.abs(value + (biases[i % dSae] ?? 0)) < 1e-5) found.push(i % dSae);
  });
  return found;
}

function relative(got: number, expected: number): number {
  return Math.abs(got - expected) / Math.abs(expected);
}

function largestRelative(got: Float32Array, expected: Float32Array): number {
  return expected.reduce((worst, value, i) => Math.max(worst, relative(got[i] ?? 0, value)), 0);
}

function largestDifference(got: Float32Array, expected: Float32Array): number {
  return expected.reduce((worst, value, i) => Math.max(worst, Math.abs((got[i] ?? 0) - value)), 0);
}

/** Trains the reference and another backend side by side on one small problem, as an algorithm would, and reports where they part. */
import type { Backend, BackendOptions } from '../../../native-worker/compute/backend.ts';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import { stateArrays } from '../../../native-worker/compute/saeState.ts';
import type { StateArray } from '../../../native-worker/compute/saeState.ts';
import { closePairs } from './closePairs.ts';
import { startOf } from './forms.ts';

export interface Agreement {
  steps: number;
  /** Largest relative differences over the run: of the error, of the penalty and the auxiliary loss. */
  loss: number;
  penalty: number;
  auxiliary: number;
  /** Largest difference of the biases at the end, relative to the largest bias. */
  biases: number;
  /** Likewise of every other array of parameters; moments are not compared. */
  parameters: number;
  /** Windows in which a feature's firing counts differ by more pairs than lie close to a decision. */
  unexplained: string[];
  /** Pairs close to a decision, listed for the reader of a failure. */
  closePairs: string[];
}

const windowSteps = 10;
const target = 0.06;
const learningRate = 3e-3;
const penaltyWeight = 0.02;

/** Runs both from one state over the same batches; biases that no gradient moves are adapted, each from its own counts. */
export async function compareWithReference(
  other: Backend,
  options: BackendOptions,
  steps: number,
): Promise<Agreement> {
  const reference = await openBackend('reference', options);
  const { state, batch } = startOf(options, 11);
  await reference.load(state);
  await other.load(state);
  const result = noDifference(steps);
  let closeInWindow = new Map<number, number>();
  // A quarter of the features plays dead, so that the auxiliary loss has work; none does in every fourth window.
  let dead: Float32Array | null = null;
  for (let step = 1; step <= steps; step++) {
    const x = batch(options.batchTokens);
    const u = await reference.preActivations(x);
    for (const feature of closePairs(u, await reference.readState(), options, dead)) {
      closeInWindow.set(feature, (closeInWindow.get(feature) ?? 0) + 1);
      result.closePairs.push(`step ${step} feature ${feature}`);
    }
    const settings = { learningRate, penaltyWeight, ...(dead ? { dead } : {}) };
    const [expected, got] = [await reference.step(x, settings), await other.step(x, settings)];
    result.loss = Math.max(result.loss, relative(got.squaredError, expected.squaredError));
    result.penalty = Math.max(result.penalty, relative(got.penalty, expected.penalty));
    result.auxiliary = Math.max(result.auxiliary, relative(got.auxiliary, expected.auxiliary));
    if (step % windowSteps !== 0) continue;
    const counts = await closeWindow([reference, other], closeInWindow, result, step);
    if (options.auxiliary) dead = step % (4 * windowSteps) === 0 ? null : rarest(counts);
    closeInWindow = new Map();
  }
  await compareParameters(reference, other, result);
  await reference.dispose();
  return result;
}

function noDifference(steps: number): Agreement {
  return {
    steps,
    loss: 0,
    penalty: 0,
    auxiliary: 0,
    biases: 0,
    parameters: 0,
    unexplained: [],
    closePairs: [],
  };
}

/** Compares the counts of both, adapts the biases of both, and returns the first one's counts. */
async function closeWindow(
  backends: readonly Backend[],
  close: ReadonlyMap<number, number>,
  result: Agreement,
  step: number,
): Promise<Uint32Array> {
  const counts: Uint32Array[] = [];
  for (const backend of backends) {
    const stats = await backend.takeFiringStats();
    counts.push(stats.counts);
    if (backend.options.trains.biases) continue;
    const { biases } = await backend.readState();
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
      const figures = `${count} against ${got[feature] ?? 0}`;
      result.unexplained.push(`window to step ${step}, feature ${feature}: ${figures}`);
    }
  });
  return expected;
}

/** 1 for the quarter of the features that fired least. */
function rarest(counts: Uint32Array): Float32Array {
  const limit = counts.toSorted()[Math.floor(counts.length / 4)] ?? 0;
  return Float32Array.from(counts, (count) => (count <= limit ? 1 : 0));
}

async function compareParameters(reference: Backend, other: Backend, result: Agreement): Promise<void> {
  const [expected, got] = [await reference.readState(), await other.readState()];
  const difference = (name: StateArray): number => {
    const largest = expected[name].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const apart = expected[name].reduce(
      (most, value, i) => Math.max(most, Math.abs((got[name][i] ?? NaN) - value)),
      0,
    );
    return largest === 0 ? apart : apart / largest;
  };
  result.biases = difference('biases');
  const parameters = stateArrays.filter((name) => !name.endsWith('Moment') && name !== 'biases');
  result.parameters = Math.max(...parameters.map(difference));
}

function relative(got: number, expected: number): number {
  return expected === 0 ? Math.abs(got) : Math.abs(got - expected) / Math.abs(expected);
}

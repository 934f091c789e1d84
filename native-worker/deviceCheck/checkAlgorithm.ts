/**
 * One algorithm on a device beside the float64 reference: the same state, batches and settings for a few steps, singly and where the device
 * can several in one run. Batches with a pair at the edge of being active are drawn anew, since rounding alone would decide it. What a wrong
 * kernel gets wrong is then far above the tolerances, and what float32 rounds far below.
 */
import type { AlgorithmCheck } from '../../protocol/deviceCheck.ts';
import type { PresetAlgorithm } from '../../protocol/training.ts';
import type { Backend, BackendOptions, BatchStep, StepStats } from '../compute/backend.ts';
import { openBackend } from '../compute/openBackend.ts';
import { stateArrays } from '../compute/saeState.ts';
import type { SaeState } from '../compute/saeState.ts';
import type { NamedDevice } from '../onnx/deviceOrder.ts';
import { algorithmOf } from '../sae/algorithms/algorithmOf.ts';
import { algorithmPreset } from '../sae/algorithms/presets.ts';
import { Random } from '../sae/random.ts';
import { unitRows } from './unitRows.ts';

export const checkedAlgorithms = ['gba', 'ba', 'topk', 'batchtopk', 'matryoshka', 'l1', 'jumprelu'] as const;

const sizes = { dIn: 32, dSae: 128, batchTokens: 64 };
const steps = 10;
/** Rows that the first state is made from. */
const sampleRows = 4_096;
/** float32 alone gives about 1e-6; TF32, which CUDA may use for products, 1e-3. */
const mostError = 5e-3;
const mostParameters = 2e-2;
/** A pair this close to its threshold or rank is left to chance. */
const edge = 1e-5;
/** About one batch in two has such a pair. */
const mostDraws = 200;

export async function checkAlgorithm(
  algorithm: PresetAlgorithm,
  device: NamedDevice,
  threads?: number,
): Promise<AlgorithmCheck> {
  const none = { algorithm, steps, error: null, parameters: null, ok: false };
  try {
    const { error, parameters } = await compare(algorithm, device, threads);
    const ok = error <= mostError && parameters <= mostParameters;
    const problem = `The error may differ by ${mostError}, parameters by ${mostParameters}: a wrong result, not rounding.`;
    return { algorithm, steps, error, parameters, ok, problem: ok ? null : problem };
  } catch (error) {
    return { ...none, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function compare(
  name: PresetAlgorithm,
  device: NamedDevice,
  threads: number | undefined,
): Promise<{ error: number; parameters: number }> {
  const random = new Random(5);
  const config = algorithmPreset(name, { ...sizes, trainingTokens: 100 * sizes.batchTokens });
  const algorithm = algorithmOf(config);
  const options = calmed(algorithm.backendOptions(sizes.dIn));
  const reference = await openBackend('reference', options);
  const sample = unitRows(sampleRows, sizes.dIn, random);
  await algorithm.firstState(reference, sample, random);
  const state = await reference.readState();
  const run = algorithm.run(state, algorithm.firstMemory(sample, sizes.dIn), sample);
  const planned: BatchStep[] = [];
  const stats: StepStats[] = [];
  for (let step = 1; step <= steps; step++) {
    const x = await clearBatch(reference, random);
    const settings = { ...run.settings(step), ...deadOf(options) };
    planned.push({ x, settings });
    stats.push(await reference.step(x, settings));
  }
  const expected = { stats, state: await reference.readState() };
  await reference.dispose();
  const backend = await openBackend(device, options, threads);
  try {
    return differences(expected, await train(backend, state, planned));
  } finally {
    await backend.dispose();
  }
}

/** With an epsilon far above rounding errors: a gradient that cancels to nothing would else move by the sign of its last bit. */
function calmed(options: BackendOptions): BackendOptions {
  return { ...options, adam: { ...options.adam, epsilon: 1e-6 } };
}

/** A batch in which every pair is clearly active or clearly not. */
async function clearBatch(reference: Backend, random: Random): Promise<Float32Array> {
  const { batchTokens, dIn, selection } = reference.options;
  const { biases, thresholds } = await reference.readState();
  for (let draw = 0; draw < mostDraws; draw++) {
    const x = unitRows(batchTokens, dIn, random);
    const u = await reference.preActivations(x);
    const above = u.map((value, i) => {
      const m = i % biases.length;
      return value + (biases[m] ?? 0) - (thresholds[m] ?? 0);
    });
    if (clearance(above, selection, batchTokens) > edge) return x;
  }
  throw new Error(
    `No batch without a pair at the edge in ${mostDraws} draws. This is a bug of Monosema; please report it.`,
  );
}

/** Distance of the pair that is closest to being decided otherwise. @param above y - theta, shape [rows, dSae] */
function clearance(above: Float32Array, selection: BackendOptions['selection'], rows: number): number {
  const gapAfter = (values: Float32Array, k: number): number => {
    const sorted = values.toSorted();
    return (sorted[sorted.length - k] ?? Infinity) - (sorted[sorted.length - k - 1] ?? -Infinity);
  };
  switch (selection.kind) {
    case 'threshold':
    case 'learnedThreshold':
      return above.reduce((least, value) => Math.min(least, Math.abs(value)), Infinity);
    case 'topk': {
      const width = above.length / rows;
      const gaps = Array.from({ length: rows }, (_, row) =>
        gapAfter(above.subarray(row * width, (row + 1) * width), selection.k),
      );
      return Math.min(...gaps);
    }
    case 'batchtopk':
      return gapAfter(above, selection.k * rows);
    default:
      return selection satisfies never;
  }
}

/** Every fifth feature plays dead, so that the auxiliary loss has work. */
function deadOf({ auxiliary, dSae }: BackendOptions): { dead?: Float32Array } {
  return auxiliary ? { dead: planDead(dSae) } : {};
}

let deadFeatures = new Float32Array();
/** One and the same array, as between two adaptations of a run. */
function planDead(dSae: number): Float32Array {
  if (deadFeatures.length !== dSae) {
    deadFeatures = Float32Array.from({ length: dSae }, (_, m) => (m % 5 === 0 ? 1 : 0));
  }
  return deadFeatures;
}

interface Trained {
  stats: StepStats[];
  state: SaeState;
}

/** Half of the steps one by one, the others in one run where the backend does that. */
async function train(backend: Backend, state: SaeState, planned: readonly BatchStep[]): Promise<Trained> {
  await backend.load(state);
  const stats: StepStats[] = [];
  const half = backend.stepMany && (backend.stepsAtOnce ?? 1) > 1 ? planned.length / 2 : planned.length;
  for (const { x, settings } of planned.slice(0, half)) stats.push(await backend.step(x, settings));
  stats.push(...((await backend.stepMany?.(planned.slice(half))) ?? []));
  return { stats, state: await backend.readState() };
}

function differences(expected: Trained, got: Trained): { error: number; parameters: number } {
  const errors = expected.stats.map(({ squaredError }, i) =>
    apart([squaredError], [got.stats[i]?.squaredError ?? NaN]),
  );
  const parameters = stateArrays.filter((name) => !name.endsWith('Moment'));
  return {
    error: Math.max(...errors),
    parameters: Math.max(...parameters.map((name) => apart(expected.state[name], got.state[name]))),
  };
}

/** Largest difference, relative to the largest entry. */
function apart(expected: ArrayLike<number>, got: ArrayLike<number>): number {
  let [most, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const value = expected[i] ?? NaN;
    const difference = Math.abs(value - (got[i] ?? NaN));
    // A NaN must not pass as equal.
    most = Number.isNaN(difference) ? Infinity : Math.max(most, difference);
    largest = Math.max(largest, Math.abs(value));
  }
  return largest === 0 ? most : most / largest;
}

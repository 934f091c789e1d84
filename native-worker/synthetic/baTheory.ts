/**
 * The form of bias adaptation that the theorem is about (arXiv 2506.14002, theorem 6.1): one group, every neuron held exactly at one target
 * frequency p, spherical gradient steps on w alone, output scale a -> 0. In that limit xhat vanishes from the residual, so neurons do not
 * see each other, and with z = u 1[u > -b] the negative gradient of the loss on w is 2 a sum_l u_l 1[u_l > -b] x_l: a thresholded power
 * iteration. The direction alone matters, so each step goes all the way: w <- normalise(sum). T is a small constant.
 */
import type { ActivationSource } from '../activations/activationBatch.ts';
import { gbaForm } from '../compute/backend.ts';
import type { Backend, BackendOptions } from '../compute/backend.ts';
import { normaliseRows } from '../compute/reference/unitSphere.ts';
import { zeroState } from '../compute/saeState.ts';
import { Largest } from '../sae/largest.ts';
import { normalise } from '../sae/normalisation.ts';
import { Random } from '../sae/random.ts';
import { streamSeed } from './seeds.ts';

export interface BaTheoryConfig {
  algorithm: 'ba-theory';
  /** M. */
  dSae: number;
  /** p, a share of rows. */
  targetFrequency: number;
  /** T. */
  steps: number;
  /** Rows of each step, fresh ones every time; the threshold is the exact (1 - p) quantile over them. */
  rowsPerStep: number;
  seed: number;
}

/** Rows whose pre-activations are in memory at a time. */
const blockRows = 512;

/** What `openBackend` needs for it. */
export function baTheoryBackend(config: BaTheoryConfig, dIn: number): BackendOptions {
  return { ...gbaForm, dIn, dSae: config.dSae, batchTokens: blockRows, prefixes: [config.dSae] };
}

/**
 * Unit rows w, shape [dSae, dIn]. A neuron whose rows sum to zero keeps its direction.
 * @param backend opened with `baTheoryBackend(config, dIn)`
 */
export async function baTheory(
  config: BaTheoryConfig,
  source: ActivationSource,
  backend: Backend,
  progress: (done: number) => void = () => undefined,
): Promise<Float32Array> {
  const { dIn } = source;
  const state = zeroState({ dIn, dSae: config.dSae, tied: true });
  const random = new Random(streamSeed(config.seed, 'start'));
  for (let i = 0; i < state.weights.length; i++) state.weights[i] = random.normal();
  normaliseRows(state.weights, dIn);
  for (let step = 1; step <= config.steps; step++) {
    const raw = (await source.next(config.rowsPerStep)) ?? new Float32Array(0);
    const { x } = normalise(raw, dIn, { kind: 'token' });
    await backend.load(state);
    const thresholds = await thresholdsOf(config, backend, x);
    state.weights.set(await thresholdedSums(backend, x, thresholds, state.weights));
    progress(step / config.steps);
  }
  return state.weights;
}

/** Each neuron's (1 - p) quantile of u, no lower than 0 (b <= 0). */
async function thresholdsOf(
  config: BaTheoryConfig,
  backend: Backend,
  x: Float32Array,
): Promise<Float32Array> {
  const { dSae, targetFrequency, rowsPerStep } = config;
  const kept = Math.max(1, Math.round(targetFrequency * rowsPerStep));
  const largest = Array.from({ length: dSae }, () => new Largest(kept + 1));
  await forEachBlock(backend, x, (u, rows) => {
    for (let m = 0; m < dSae; m++)
      for (let row = 0; row < rows; row++) largest[m]?.add(u[row * dSae + m] ?? 0);
  });
  return Float32Array.from(largest, ({ threshold }) => Math.max(0, threshold));
}

/** normalise(sum over rows with u above the threshold of u x). */
async function thresholdedSums(
  backend: Backend,
  x: Float32Array,
  thresholds: Float32Array,
  weights: Float32Array,
): Promise<Float32Array> {
  const { dIn, dSae } = backend.options;
  const sums = new Float32Array(weights.length);
  await forEachBlock(backend, x, (u, rows, first) => {
    for (let row = 0; row < rows; row++) {
      const from = (first + row) * dIn;
      for (let m = 0; m < dSae; m++) {
        const value = u[row * dSae + m] ?? 0;
        if (value <= (thresholds[m] ?? 0)) continue;
        const to = m * dIn;
        for (let i = 0; i < dIn; i++) sums[to + i] = (sums[to + i] ?? 0) + value * (x[from + i] ?? 0);
      }
    }
  });
  normaliseRows(sums, dIn);
  for (let start = 0; start < sums.length; start += dIn)
    if (!sums.subarray(start, start + dIn).some((value) => value !== 0))
      sums.set(weights.subarray(start, start + dIn), start);
  return sums;
}

async function forEachBlock(
  backend: Backend,
  x: Float32Array,
  visit: (u: Float32Array, rows: number, first: number) => void,
): Promise<void> {
  const { dIn } = backend.options;
  for (let first = 0; first * dIn < x.length; first += blockRows) {
    const block = x.subarray(first * dIn, (first + blockRows) * dIn);
    visit(await backend.preActivations(block), block.length / dIn, first);
  }
}

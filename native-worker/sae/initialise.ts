/** States before the first step: random unit rows; b_pre, and GBA's biases, from a sample of training rows. */
import type { Backend } from '../compute/backend.ts';
import { normaliseRows } from '../compute/reference/unitSphere.ts';
import { zeroState } from '../compute/saeState.ts';
import type { SaeState } from '../compute/saeState.ts';
import type { AlgorithmConfig, GbaConfig, SaeConfig } from '../../protocol/training.ts';
import { groupOfNeuron, targetFrequencies } from './algorithms/gba.ts';
import { Largest } from './largest.ts';
import { meanRow, rowNorms } from './normalisation.ts';
import type { Random } from './random.ts';

/**
 * Rows of GBA's sample: twenty expected firings at the lowest target, a hundred where biases are re-quantiled on it all along; within
 * bounds that keep it under a few seconds.
 */
export function sampleRows({
  lowestTargetFrequency,
  adaptation,
}: Pick<GbaConfig, 'lowestTargetFrequency' | 'adaptation'>): number {
  const firings = adaptation === 'requantile' ? 100 : 20;
  return Math.min(65_536, Math.max(4_096, Math.ceil(firings / lowestTargetFrequency)));
}

/** The lowest bias: y = u + b can only be negative below minus the largest norm, which is 1 under `token`. */
export function lowestBias(
  { normalisation }: Pick<GbaConfig, 'normalisation'>,
  sample: Float32Array,
  dIn: number,
): number {
  return normalisation === 'token'
    ? -1
    : -rowNorms(sample, dIn).reduce((most, norm) => Math.max(most, norm), 0);
}

export interface FirstStateOptions {
  /** Normalised rows, shape [rows, dIn]. */
  sample: Float32Array;
  preBias: AlgorithmConfig['preBias'];
  random: Random;
  /** a; 1 when left out. */
  scale?: number;
}

/** Random unit rows for encoder and decoder in one; biases zero. */
export function tiedState(sizes: { dIn: number; dSae: number }, options: FirstStateOptions): SaeState {
  return fill(zeroState({ dIn: sizes.dIn, dSae: sizes.dSae, tied: true }), options);
}

/** Random decoder rows of this length (1 when left out), the encoder a copy of them; biases zero. */
export function untiedState(
  sizes: { dIn: number; dSae: number },
  { rowNorm = 1, ...options }: FirstStateOptions & { rowNorm?: number },
): SaeState {
  const state = fill(zeroState({ dIn: sizes.dIn, dSae: sizes.dSae, tied: false }), options);
  for (let i = 0; i < state.weights.length; i++) state.weights[i] = (state.weights[i] ?? 0) * rowNorm;
  state.encoder.set(state.weights);
  return state;
}

function fill(state: SaeState, { sample, preBias, random, scale = 1 }: FirstStateOptions): SaeState {
  for (let i = 0; i < state.weights.length; i++) state.weights[i] = random.normal();
  normaliseRows(state.weights, state.dIn);
  state.scales.fill(scale);
  if (preBias !== 'zero') state.preBias.set(meanRow(sample, state.dIn));
  return state;
}

/**
 * GBA's first state, left loaded in the backend.
 * @param sample normalised rows, shape [rows, dIn]
 */
export async function initialise(
  config: SaeConfig<GbaConfig>,
  backend: Backend,
  sample: Float32Array,
  random: Random,
): Promise<SaeState> {
  const { outputScale: scale, preBias, initialBias } = config.algorithm;
  const state = tiedState(backend.options, { sample, preBias, random, scale });
  await backend.load(state);
  if (initialBias === 'quantile') {
    state.biases.set(await quantileBiases(config.algorithm, backend, sample));
    await backend.setBiases(state.biases);
  }
  return state;
}

/**
 * b_m = minus the (1 - p_k) quantile of u_m over the sample, clamped to [lowest, 0].
 * @param used `hundredFirings`: a group reads only the first 100 / p_k rows, which place a quantile well enough for a start
 */
export async function quantileBiases(
  config: GbaConfig,
  backend: Backend,
  sample: Float32Array,
  used: 'hundredFirings' | 'all' = 'hundredFirings',
): Promise<Float32Array> {
  const { dIn, dSae } = backend.options;
  const rows = sample.length / dIn;
  const targets = targetFrequencies(config);
  const neurons = Array.from(groupOfNeuron(config.groups, dSae), (group) => {
    const target = targets[group] ?? 0;
    const usedRows = used === 'all' ? rows : Math.min(rows, Math.ceil(100 / target));
    return { usedRows, largest: new Largest(Math.max(1, Math.round(target * usedRows))) };
  });
  const block = 1024;
  for (let start = 0; start < rows; start += block) {
    const u = await backend.preActivations(sample.subarray(start * dIn, Math.min(rows, start + block) * dIn));
    neurons.forEach(({ usedRows, largest }, m) => {
      const last = Math.min(usedRows - start, u.length / dSae);
      for (let row = 0; row < last; row++) largest.add(u[row * dSae + m] ?? 0);
    });
  }
  const lowest = lowestBias(config, sample, dIn);
  return Float32Array.from(neurons, ({ largest }) => Math.max(lowest, Math.min(0, -largest.threshold)));
}

/** The state before the first step: random unit rows, b_pre and biases from a sample of training rows. */
import type { Backend } from '../compute/backend.ts';
import { normaliseRows } from '../compute/reference/unitSphere.ts';
import { zeroState } from '../compute/saeState.ts';
import type { SaeState } from '../compute/saeState.ts';
import type { GbaConfig, SaeConfig } from '../../protocol/training.ts';
import { groupOfNeuron, targetFrequencies } from './algorithms/gba.ts';
import { Largest } from './largest.ts';
import { meanRow, rowNorms } from './normalisation.ts';
import type { Random } from './random.ts';

/** Rows of the sample: twenty expected firings at the lowest target, within bounds that keep it under a few seconds. */
export function sampleRows({ lowestTargetFrequency }: GbaConfig): number {
  return Math.min(65_536, Math.max(4_096, Math.ceil(20 / lowestTargetFrequency)));
}

/** The lowest bias: y = u + b can only be negative below minus the largest norm, which is 1 under `token`. */
export function lowestBias({ normalisation }: GbaConfig, sample: Float32Array, dIn: number): number {
  return normalisation === 'token'
    ? -1
    : -rowNorms(sample, dIn).reduce((most, norm) => Math.max(most, norm), 0);
}

/**
 * Leaves the initial state loaded in the backend and returns it.
 * @param sample normalised rows, shape [rows, dIn]
 */
export async function initialise(
  config: SaeConfig<GbaConfig>,
  backend: Backend,
  sample: Float32Array,
  random: Random,
): Promise<SaeState> {
  const { dIn } = backend.options;
  const { algorithm } = config;
  const state = zeroState({ dIn, dSae: config.dSae, tied: true });
  for (let i = 0; i < state.weights.length; i++) state.weights[i] = random.normal();
  normaliseRows(state.weights, dIn);
  state.scales.fill(algorithm.outputScale);
  if (algorithm.preBias !== 'zero') state.preBias.set(meanRow(sample, dIn));
  await backend.load(state);
  if (algorithm.initialBias === 'quantile') {
    state.biases.set(await quantileBiases(algorithm, backend, sample));
    await backend.setBiases(state.biases);
  }
  return state;
}

/** b_m = minus the (1 - p_k) quantile of u_m over the sample, clamped to [lowest, 0]. */
export async function quantileBiases(
  config: GbaConfig,
  backend: Backend,
  sample: Float32Array,
): Promise<Float32Array> {
  const { dIn, dSae } = backend.options;
  const rows = sample.length / dIn;
  const targets = targetFrequencies(config);
  const neurons = Array.from(groupOfNeuron(config.groups, dSae), (group) => {
    const target = targets[group] ?? 0;
    // A hundred firings place a quantile well enough: frequent groups need not read the whole sample.
    const used = Math.min(rows, Math.ceil(100 / target));
    return { used, largest: new Largest(Math.max(1, Math.round(target * used))) };
  });
  const block = 1024;
  for (let start = 0; start < rows; start += block) {
    const u = await backend.preActivations(sample.subarray(start * dIn, Math.min(rows, start + block) * dIn));
    neurons.forEach(({ used, largest }, m) => {
      const last = Math.min(used - start, u.length / dSae);
      for (let row = 0; row < last; row++) largest.add(u[row * dSae + m] ?? 0);
    });
  }
  const lowest = lowestBias(config, sample, dIn);
  return Float32Array.from(neurons, ({ largest }) => Math.max(lowest, Math.min(0, -largest.threshold)));
}

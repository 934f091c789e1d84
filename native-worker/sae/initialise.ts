/** GBA before its first step: biases at the quantiles of a sample of training rows that the target frequencies ask for. */
import type { Backend } from '../compute/backend.ts';
import type { GbaConfig, SaeConfig } from '../../protocol/training.ts';
import { groupOfNeuron, targetFrequencies } from './algorithms/gba.ts';
import { firstState } from './firstState.ts';
import { Largest } from './largest.ts';
import { rowNorms } from './normalisation.ts';
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

/**
 * Loads GBA's first state into the backend.
 * @param sample normalised rows, shape [rows, dIn]
 */
export async function initialise(
  config: SaeConfig<GbaConfig>,
  backend: Backend,
  sample: Float32Array,
  random: Random,
): Promise<void> {
  const { outputScale: scale, preBias, initialBias } = config.algorithm;
  await backend.load(firstState(backend.options, { sample, preBias, random, scale }));
  if (initialBias === 'quantile') {
    await backend.setBiases(await quantileBiases(config.algorithm, backend, sample));
  }
}

/** Rows whose pre-activations are asked for at a time: 1,024, fewer where they would take over 64 MiB. */
const quantileRows = (dSae: number): number => Math.max(64, Math.min(1024, Math.floor(2 ** 24 / dSae)));

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
  // What a value must exceed to be kept: row by row most are passed over, without a look at their neuron's heap.
  const floors = new Float32Array(dSae).fill(-Infinity);
  const block = quantileRows(dSae);
  for (let start = 0; start < rows; start += block) {
    const u = await backend.preActivations(sample.subarray(start * dIn, Math.min(rows, start + block) * dIn));
    for (let at = 0; at < u.length; at++) {
      const m = at % dSae;
      const value = u[at] ?? 0;
      const neuron = value > (floors[m] ?? 0) ? neurons[m] : undefined;
      if (!neuron || start + Math.floor(at / dSae) >= neuron.usedRows) continue;
      neuron.largest.add(value);
      floors[m] = neuron.largest.threshold;
    }
  }
  const lowest = lowestBias(config, sample, dIn);
  return Float32Array.from(neurons, ({ largest }) => Math.max(lowest, Math.min(0, -largest.threshold)));
}

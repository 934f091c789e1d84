/**
 * Group Bias Adaptation (arXiv 2506.14002) as data: groups of neurons, their target activation frequencies (TAFs) and schedules.
 * What happens to the biases is in biasAdaptation.ts; forward, backward and Adam are the backend's.
 */
import { UnsupportedFormError } from '../../compute/checkForm.ts';
import type { AlgorithmConfig, GbaConfig } from '../../../protocol/training.ts';

/** Until the trainer learns the others. @throws UnsupportedFormError */
export function gbaOf(config: AlgorithmConfig): GbaConfig {
  if (config.algorithm === 'gba') return config;
  throw new UnsupportedFormError(`by the algorithm '${config.algorithm}'`);
}

/** p_k of each group: geometric from HTF (group 0) to LTF (group K-1). */
export function targetFrequencies({
  groups,
  highestTargetFrequency,
  lowestTargetFrequency,
}: Pick<GbaConfig, 'groups' | 'highestTargetFrequency' | 'lowestTargetFrequency'>): number[] {
  if (groups === 1) return [highestTargetFrequency];
  const ratio = lowestTargetFrequency / highestTargetFrequency;
  return Array.from({ length: groups }, (_, k) => highestTargetFrequency * ratio ** (k / (groups - 1)));
}

/** Group of each neuron, shape [dSae]: contiguous slices, equal up to one neuron. */
export function groupOfNeuron(groups: number, dSae: number): Uint16Array {
  return Uint16Array.from({ length: dSae }, (_, m) => Math.floor((m * groups) / dSae));
}

/** Rows that a group's window needs before its biases move: twenty expected firings at its target. */
export function windowRows(targetFrequency: number): number {
  return Math.ceil(20 / targetFrequency);
}

/**
 * a after `fraction` of the steps: held to 75 %, log-ramped to the final value by 90 %, then constant.
 * Null when a is trained by gradient.
 */
export function outputScaleAt(
  config: Pick<GbaConfig, 'outputScale' | 'finalOutputScale' | 'trainOutputScale'>,
  fraction: number,
): number | null {
  if (config.trainOutputScale) return null;
  const ramp = Math.min(1, Math.max(0, (fraction - 0.75) / 0.15));
  return config.outputScale * (config.finalOutputScale / config.outputScale) ** ramp;
}

/** Cosine from `peak` to `peak * finalShare` over the run; `fraction` of the steps done, this one included. */
export function learningRateAt(peak: number, finalShare: number, fraction: number): number {
  return peak * (finalShare + (1 - finalShare) * 0.5 * (1 + Math.cos(Math.PI * fraction)));
}

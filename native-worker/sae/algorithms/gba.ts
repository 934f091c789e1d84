/** GBA's groups of neurons and their target activation frequencies, TAFs (arXiv 2506.14002). */
import type { GbaConfig } from '../../../protocol/training.ts';

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

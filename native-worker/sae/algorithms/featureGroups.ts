/** Which group each feature belongs to, as the index keeps it: GBA's groups with their targets, or one group without a target. */
import type { SaeConfig } from '../../../protocol/training.ts';
import { groupOfNeuron, targetFrequencies } from './gba.ts';

export interface FeatureGroups {
  /** Shape [dSae]. */
  groupOf: Uint32Array;
  /** p_k of each group; empty where the algorithm has no targets. */
  targetFrequencies: number[];
}

export function featureGroups({ algorithm, dSae }: SaeConfig): FeatureGroups {
  if (algorithm.algorithm !== 'gba') return { groupOf: new Uint32Array(dSae), targetFrequencies: [] };
  return {
    groupOf: Uint32Array.from(groupOfNeuron(algorithm.groups, dSae)),
    targetFrequencies: targetFrequencies(algorithm),
  };
}

/** AuxK as TopK, BatchTopK and Matryoshka use it (Gao et al. 2024): the option of the backend and the tracker of dead features. */
import type { BackendOptions } from '../../compute/backend.ts';
import type { BatchTopKConfig, MatryoshkaConfig, SaeConfig, TopKConfig } from '../../../protocol/training.ts';
import type { AlgorithmMemory } from './algorithm.ts';
import { DeadTracker } from './deadTracker.ts';
import { float32Array, float64Array } from './memory.ts';

export type AuxKAlgorithmConfig = TopKConfig | BatchTopKConfig | MatryoshkaConfig;

export function auxiliaryOf(
  { auxK, auxCoefficient }: AuxKAlgorithmConfig,
  dSae: number,
): BackendOptions['auxiliary'] {
  return auxCoefficient === 0 ? null : { k: Math.min(auxK, dSae), coefficient: auxCoefficient };
}

/** Nothing has fired and nothing is dead. */
export function firstDeadArrays(dSae: number): AlgorithmMemory['arrays'] {
  return { lastFired: new Float64Array(dSae), dead: new Float32Array(dSae) };
}

export function deadTracker(config: SaeConfig<AuxKAlgorithmConfig>, memory: AlgorithmMemory): DeadTracker {
  const { algorithm, batchTokens, dSae } = config;
  return new DeadTracker(
    { deadAfterTokens: algorithm.deadAfterTokens, batchTokens },
    float64Array(memory, 'lastFired', dSae),
    float32Array(memory, 'dead', dSae),
  );
}

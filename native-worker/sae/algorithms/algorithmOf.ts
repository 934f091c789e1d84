/** From a configuration to its algorithm, and to the SAE that a state under it deploys. */
import type { SaeConfig } from '../../../protocol/training.ts';
import { isTied, type SaeState } from '../../compute/saeState.ts';
import type { Normaliser } from '../normalisation.ts';
import type { SaeParameters } from '../saeParameters.ts';
import type { Algorithm, AlgorithmMemory } from './algorithm.ts';
import { batchtopk } from './batchtopk.ts';
import { groupBiasAdaptation } from './groupBiasAdaptation.ts';
import { jumprelu } from './jumprelu.ts';
import { l1 } from './l1.ts';
import { matryoshka } from './matryoshka.ts';
import { topk } from './topk.ts';

/** Optimiser steps of a run: whole batches only. */
export function totalSteps({
  trainingTokens,
  batchTokens,
}: Pick<SaeConfig, 'trainingTokens' | 'batchTokens'>): number {
  return Math.max(1, Math.floor(trainingTokens / batchTokens));
}

export function algorithmOf(config: SaeConfig): Algorithm {
  const { algorithm } = config;
  const steps = totalSteps(config);
  switch (algorithm.algorithm) {
    case 'gba':
      return groupBiasAdaptation({ ...config, algorithm }, steps);
    case 'topk':
      return topk({ ...config, algorithm }, steps);
    case 'batchtopk':
      return batchtopk({ ...config, algorithm }, steps);
    case 'matryoshka':
      return matryoshka({ ...config, algorithm }, steps);
    case 'l1':
      return l1({ ...config, algorithm }, steps);
    case 'jumprelu':
      return jumprelu({ ...config, algorithm }, steps);
    default:
      return algorithm satisfies never;
  }
}

/** What `parametersOf` needs of a snapshot. */
export interface TrainedState {
  state: SaeState;
  memory: AlgorithmMemory;
  normaliser: Normaliser;
}

/** The SAE that a snapshot holds in its deployed form, before any refit. */
export function parametersOf({ state, memory, normaliser }: TrainedState, config: SaeConfig): SaeParameters {
  const { dIn, dSae, weights, scales, preBias } = state;
  return {
    dIn,
    dSae,
    normaliser,
    weights,
    encoder: isTied(state) ? null : state.encoder,
    scales,
    preBias,
    offset: preBias,
    ...algorithmOf(config).deployed(state, memory),
  };
}

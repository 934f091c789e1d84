/** From a configuration to its algorithm, and to the SAE that a state under it deploys. */
import type { SaeConfig } from '../../../protocol/training.ts';
import { readArray, readVectors, type StateReader } from '../../compute/stateReader.ts';
import type { Normaliser } from '../normalisation.ts';
import type { DeployedVectors, SaeParameters } from '../saeParameters.ts';
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
  state: StateReader;
  memory: AlgorithmMemory;
  normaliser: Normaliser;
}

/** The SAE that a snapshot holds in its deployed form, before any refit. */
export async function parametersOf(trained: TrainedState, config: SaeConfig): Promise<SaeParameters> {
  const { state } = trained;
  return {
    ...(await vectorsOf(trained, config)),
    weights: await readArray(state, 'weights'),
    encoder: state.tied ? null : await readArray(state, 'encoder'),
  };
}

/** All of it but the matrices. */
export async function vectorsOf(
  { state, memory, normaliser }: TrainedState,
  config: SaeConfig,
): Promise<DeployedVectors> {
  const { dIn, dSae } = state;
  const vectors = await readVectors(state);
  const { scales, preBias } = vectors;
  const rule = algorithmOf(config).deployed(vectors, memory);
  return { dIn, dSae, normaliser, scales, preBias, offset: preBias, ...rule };
}

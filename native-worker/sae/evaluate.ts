/** Reconstruction of held-out activations in raw units, under a backend's present state or a finished SAE. */
import type { Backend, SparseCodes } from '../compute/backend.ts';
import { meanActive } from './metrics/activity.ts';
import { reconstructionMetrics } from './metrics/reconstruction.ts';
import type { ReconstructionMetrics } from './metrics/reconstruction.ts';
import { denormalise, normalise } from './normalisation.ts';
import { decodeCodes } from './saeParameters.ts';
import type { SaeParameters } from './saeParameters.ts';

export interface HeldOutMetrics extends ReconstructionMetrics {
  l0: number;
}

/**
 * @param heldOut raw rows, shape [rows, dIn]
 * @param parameters those the backend holds, but for a refitted `scales` and `offset`
 */
export async function evaluate(
  backend: Backend,
  heldOut: Float32Array,
  parameters: SaeParameters,
): Promise<HeldOutMetrics> {
  const { dIn, normaliser } = parameters;
  const { x, factors } = normalise(heldOut, dIn, normaliser);
  const codes: SparseCodes = await backend.encode(x, parameters);
  const decoded = denormalise(decodeCodes(codes, parameters), dIn, factors);
  return { ...reconstructionMetrics(heldOut, decoded, dIn), l0: meanActive(codes) };
}

/** Reconstruction of held-out activations in raw units, under a backend's present state or in the form that is deployed. */
import type { Backend, SparseCodes } from '../compute/backend.ts';
import { meanActive } from './metrics/activity.ts';
import { reconstructionMetrics } from './metrics/reconstruction.ts';
import type { ReconstructionMetrics } from './metrics/reconstruction.ts';
import { foldForSaelens } from './formats/saelensFold.ts';
import { denormalise, normalise } from './normalisation.ts';
import { decodeFrom } from './decode.ts';
import type { DeployedVectors, SaeParameters } from './saeParameters.ts';
import { SparseAutoencoder } from './sparseAutoencoder.ts';

export interface HeldOutMetrics extends ReconstructionMetrics {
  l0: number;
}

/**
 * While training, where the weights are on the backend.
 * @param heldOut raw rows, shape [rows, dIn]
 * @param vectors those the backend holds, but for a refitted `scales` and `offset`
 */
export async function evaluate(
  backend: Backend,
  heldOut: Float32Array,
  vectors: DeployedVectors,
): Promise<HeldOutMetrics> {
  const { dIn, normaliser } = vectors;
  const { x, factors } = normalise(heldOut, dIn, normaliser);
  const codes: SparseCodes = await backend.encode(x, vectors);
  const decoded = denormalise(await decodeFrom(codes, backend.stateReader(), vectors), dIn, factors);
  return { ...reconstructionMetrics(heldOut, decoded, dIn), l0: meanActive(codes) };
}

/**
 * Of any finished SAE, through its export: what is measured is what others load.
 * @param heldOut raw rows, shape [rows, dIn]
 * @throws SaelensFormError
 */
export async function evaluateDeployed(
  parameters: SaeParameters,
  heldOut: Float32Array,
  threads?: number,
): Promise<HeldOutMetrics> {
  return withDeployed(parameters, threads, async (sae) => {
    const codes = await sae.encode(heldOut);
    const decoded = await sae.decode(codes, heldOut);
    return { ...reconstructionMetrics(heldOut, decoded, sae.dIn), l0: meanActive(codes) };
  });
}

/** Codes of raw rows under a finished SAE, through its export. @throws SaelensFormError */
export async function encodeDeployed(
  parameters: SaeParameters,
  raw: Float32Array,
  threads?: number,
): Promise<SparseCodes> {
  return withDeployed(parameters, threads, (sae) => sae.encode(raw));
}

/** Lends the SAE that `parameters` export to. @throws SaelensFormError */
export async function withDeployed<T>(
  parameters: SaeParameters,
  threads: number | undefined,
  work: (sae: SparseAutoencoder) => Promise<T>,
): Promise<T> {
  const sae = await SparseAutoencoder.from(foldForSaelens(parameters), {}, threads);
  try {
    return await work(sae);
  } finally {
    await sae.dispose();
  }
}

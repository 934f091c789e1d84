/** From the last snapshot to a finished SAE: least-squares refit where the algorithm asks for it, and firing frequencies. */
import type { ActivationSource } from '../activations/activationBatch.ts';
import type { Backend } from '../compute/backend.ts';
import type { SaeConfig } from '../../protocol/training.ts';
import { densities } from './metrics/activity.ts';
import { normalise } from './normalisation.ts';
import { refit } from './refit.ts';
import type { SaeParameters } from './saeParameters.ts';
import { readUpTo } from './sourceRows.ts';
import { parametersOf } from './trainer.ts';
import type { TrainerSnapshot } from './trainer.ts';

export interface FinishedSae {
  parameters: SaeParameters;
  /** Share of the refit's training rows on which each feature is active, shape [dSae]. */
  frequencies: Float32Array;
  /** Training rows that the refit and the frequencies come from. */
  rows: number;
  /** Features that did not fire on them; null when there was no refit. */
  unseen: number | null;
}

/** Rows for the refit: sixteen a feature, within bounds. */
function refitRows(dSae: number): number {
  return Math.min(65_536, Math.max(16_384, 16 * dSae));
}

/** Reads training rows from the start of the run again; the backend holds the snapshot's state afterwards. */
export async function finishSae(
  config: SaeConfig,
  snapshot: TrainerSnapshot,
  backend: Backend,
  source: ActivationSource,
): Promise<FinishedSae> {
  await backend.load(snapshot.state);
  await source.seek(snapshot.startPosition);
  const raw = await readUpTo(source, refitRows(config.dSae), config.batchTokens);
  const { x } = normalise(raw, source.dIn, snapshot.normaliser);
  const trained = parametersOf(snapshot, config);
  const codes = await backend.encode(x, trained);
  const common = { frequencies: densities(codes, config.dSae), rows: codes.rows };
  if (!config.algorithm.refit) return { parameters: trained, ...common, unseen: null };
  const { scales, offset, unseen } = refit(x, codes, trained.weights, trained.scales);
  return { parameters: { ...trained, scales, offset }, ...common, unseen };
}

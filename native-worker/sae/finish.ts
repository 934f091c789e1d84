/**
 * From the last snapshot to a finished SAE: least-squares refit where the configuration asks for it, encoder polish where it asks for
 * that, and firing frequencies.
 */
import type { ActivationSource } from '../activations/activationBatch.ts';
import type { Backend, SparseCodes } from '../compute/backend.ts';
import { openBackend } from '../compute/openBackend.ts';
import type { SaeConfig } from '../../protocol/training.ts';
import { encodeDeployed } from './evaluate.ts';
import { densities } from './metrics/activity.ts';
import { normalise } from './normalisation.ts';
import { polish } from './polish.ts';
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

export interface FinishOptions {
  /** Intra-op threads of the polish: those of training, for the same bits. */
  threads?: number | undefined;
  /** Awaited between two steps of the polish: pending while paused, rejecting to end. */
  check?: (() => Promise<void>) | undefined;
}

/** Rows for the refit: sixteen a feature, within bounds. */
export function refitRows(dSae: number): number {
  return Math.min(65_536, Math.max(16_384, 16 * dSae));
}

/** Steps of encoder polish that a configuration asks for; only GBA has it. */
export function polishSteps({ algorithm }: SaeConfig): number {
  return algorithm.algorithm === 'gba' ? algorithm.polishSteps : 0;
}

/** Reads training rows from the start of the run again; the backend holds the snapshot's state afterwards. */
export async function finishSae(
  config: SaeConfig,
  snapshot: TrainerSnapshot,
  backend: Backend,
  source: ActivationSource,
  options: FinishOptions = {},
): Promise<FinishedSae> {
  await backend.load(snapshot.state);
  await source.seek(snapshot.startPosition);
  const raw = await readUpTo(source, refitRows(config.dSae), config.batchTokens);
  const { x } = normalise(raw, source.dIn, snapshot.normaliser);
  const trained = await parametersOf(snapshot, config);
  const fit = (sae: SaeParameters, codes: SparseCodes): FinishedSae => finished(config, x, sae, codes);
  const fitted = fit(trained, await backend.encode(x, trained));
  const steps = polishSteps(config);
  if (steps === 0) return fitted;
  const polished = await polish({
    config,
    snapshot,
    parameters: fitted.parameters,
    source,
    steps,
    open: (form) => openBackend(backend.device.chosen, form, options.threads),
    check: options.check,
  });
  return fit(polished, await encodeDeployed(polished, raw, options.threads));
}

/** @param x the normalised rows that `codes` were read off */
function finished(
  { algorithm, dSae }: SaeConfig,
  x: Float32Array,
  sae: SaeParameters,
  codes: SparseCodes,
): FinishedSae {
  const common = { frequencies: densities(codes, dSae), rows: codes.rows };
  if (!algorithm.refit) return { parameters: sae, ...common, unseen: null };
  const { scales, offset, unseen } = refit(x, codes, sae.weights, sae.scales);
  return { parameters: { ...sae, scales, offset }, ...common, unseen };
}

/**
 * From the last snapshot to a finished SAE: least-squares refit where the configuration asks for it, encoder polish where it asks for
 * that, and firing frequencies.
 */
import type { ActivationSource } from '../activations/activationBatch.ts';
import type { Backend } from '../compute/backend.ts';
import { openBackend } from '../compute/openBackend.ts';
import type { StateReader } from '../compute/stateReader.ts';
import type { SaeConfig } from '../../protocol/training.ts';
import { vectorsOf } from './algorithms/algorithmOf.ts';
import { withDeployed } from './evaluate.ts';
import { gatherRows, type GatheredRows, type GatherOptions } from './gatherRows.ts';
import { polish } from './polish.ts';
import { refitOn } from './refit.ts';
import type { SaeParameters } from './saeParameters.ts';
import { parametersOf } from './trainer.ts';
import type { TrainerSnapshot } from './trainer.ts';

export { refitRows } from './gatherRows.ts';

export interface FinishedSae {
  parameters: SaeParameters;
  /** Share of the refit's training rows on which each feature is active, shape [dSae]. */
  frequencies: Float32Array;
  /** Training rows that the frequencies come from, and the refit as far as their codes had room. */
  rows: number;
  /** Features that did not fire on the refit's rows; null when there was no refit. */
  unseen: number | null;
}

export interface FinishOptions {
  /** Intra-op threads of the polish: those of training, for the same bits. */
  threads?: number | undefined;
  /** Awaited every second or so: pending while paused, rejecting to end. */
  check?: (() => Promise<void>) | undefined;
  /** Told of the rows that were worked on, batch by batch. */
  onRows?: ((rows: number) => void) | undefined;
  /**
   * Where memory is short: called once the backend has been used for the last time, to dispose of it. Tells where the snapshot's state is
   * read from instead.
   */
  release?: (() => Promise<StateReader>) | undefined;
}

/** Steps of encoder polish that a configuration asks for; only GBA has it. */
export function polishSteps({ algorithm }: SaeConfig): number {
  return algorithm.algorithm === 'gba' ? algorithm.polishSteps : 0;
}

/**
 * Reads training rows from the start of the run again, a batch at a time. The backend holds the snapshot's state afterwards, unless it is
 * released: then one matrix [dSae, dIn] is in memory for each there is in the result, and one more while the refit is solved.
 */
export async function finishSae(
  config: SaeConfig,
  snapshot: TrainerSnapshot,
  backend: Backend,
  source: ActivationSource,
  { threads, check, onRows, release }: FinishOptions = {},
): Promise<FinishedSae> {
  const gather = (how: Pick<GatherOptions, 'decoder' | 'encode'>): Promise<GatheredRows> =>
    gatherRows({ config, source, from: snapshot, check, onRows, ...how });
  await backend.load(snapshot.state);
  const rule = await vectorsOf(snapshot, config);
  const gathered = await gather({ decoder: snapshot.state, encode: (_, x) => backend.encode(x, rule) });
  const state = release ? await release() : snapshot.state;
  const fitted = await finished(gathered, await parametersOf({ ...snapshot, state }, config), check);
  const steps = polishSteps(config);
  if (steps === 0) return fitted;
  const { parameters } = fitted;
  const open: Parameters<typeof polish>[0]['open'] = (form) =>
    openBackend(backend.device.chosen, form, threads);
  const polished = await polish({ config, snapshot, parameters, source, steps, open, check, onRows });
  const decoder = decoderOf(polished);
  return withDeployed(polished, threads, async (sae) =>
    finished(await gather({ decoder, encode: (raw) => sae.encode(raw) }), polished, check),
  );
}

async function finished(
  { rows, frequencies, fit }: GatheredRows,
  sae: SaeParameters,
  check: FinishOptions['check'],
): Promise<FinishedSae> {
  if (fit === null) return { parameters: sae, frequencies, rows, unseen: null };
  const { scales, offset, unseen } = await refitOn(fit, sae.weights, sae.scales, check);
  return { parameters: { ...sae, scales, offset }, frequencies, rows, unseen };
}

function decoderOf({ dIn, dSae, weights }: SaeParameters): GatherOptions['decoder'] {
  return { dIn, dSae, tied: true, read: (_, from, to) => Promise.resolve(weights.slice(from, to)) };
}

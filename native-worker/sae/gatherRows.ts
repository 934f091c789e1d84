/** Reads the training rows that an SAE is finished on, once: how often features fire on them, and what the refit needs of them. */
import type { ActivationSource, SourcePosition } from '../activations/activationBatch.ts';
import type { SparseCodes } from '../compute/backend.ts';
import type { SaeConfig } from '../../protocol/training.ts';
import { ActivityMeter } from './metrics/activity.ts';
import { normalise, type Normaliser } from './normalisation.ts';
import { RefitRows, type DecoderReader } from './refitRows.ts';
import { readBlocks } from './sourceRows.ts';

export interface GatherOptions {
  config: SaeConfig;
  source: ActivationSource;
  /** Where the run began, and the units that it was trained in. */
  from: { startPosition: SourcePosition; normaliser: Normaliser };
  decoder: DecoderReader;
  /** Codes of a batch, in raw and in normalised units. */
  encode: (raw: Float32Array, x: Float32Array) => Promise<SparseCodes>;
  /** Awaited before each batch: pending while paused, rejecting to end. */
  check?: (() => Promise<void>) | undefined;
  /** Told after each batch. */
  onRows?: ((rows: number) => void) | undefined;
}

export interface GatheredRows {
  rows: number;
  /** Share of the rows on which each feature is active, shape [dSae]. */
  frequencies: Float32Array;
  /** Null where the configuration asks for no refit. */
  fit: RefitRows | null;
}

/** Rows for the refit: sixteen a feature, within bounds. */
export function refitRows(dSae: number): number {
  return Math.min(65_536, Math.max(16_384, 16 * dSae));
}

export async function gatherRows(options: GatherOptions): Promise<GatheredRows> {
  const { config, source, from, decoder, encode } = options;
  const { dSae, batchTokens, algorithm } = config;
  const activity = new ActivityMeter(dSae);
  const fit = algorithm.refit ? new RefitRows(source.dIn, dSae) : null;
  await source.seek(from.startPosition);
  for await (const raw of readBlocks(source, refitRows(dSae), batchTokens)) {
    await options.check?.();
    const { x } = normalise(raw, source.dIn, from.normaliser);
    const codes = await encode(raw, x);
    activity.add(codes);
    fit?.add(x, codes);
    if (fit?.full === true) await fit.settle(decoder);
    options.onRows?.(codes.rows);
  }
  await fit?.settle(decoder);
  const { rows, densities } = activity.result();
  return { rows, frequencies: densities, fit };
}

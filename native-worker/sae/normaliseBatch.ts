/** A step's raw rows in the units in which the SAE trains, made where they lie. */
import type { DeviceRows } from '../activations/device/deviceRows.ts';
import type { DeviceBatch } from '../compute/deviceBatch.ts';
import { normalise } from './normalisation.ts';
import type { Normaliser } from './normalisation.ts';

/** Rows on a card are used up; equal to those normalised on the host but for float32 rounding. */
export async function normaliseBatch(
  raw: Float32Array | DeviceRows,
  dIn: number,
  normaliser: Normaliser,
): Promise<Float32Array | DeviceBatch> {
  if (raw instanceof Float32Array) return normalise(raw, dIn, normaliser).x;
  const factor = (norm: number): number => (norm > 0 ? 1 / norm : 0);
  return raw.scaled(raw.norms.map(normaliser.kind === 'token' ? factor : () => normaliser.factor));
}

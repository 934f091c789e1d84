/**
 * Runs token rows through the model and keeps the activations worth training on. Masked and counted: the first position of each
 * row (also where there is no BOS: it is an attention sink), padding, and norms above `outlierNorm`.
 */
import type { ComputeDevice } from '../../protocol/device.ts';
import type { HookPoint } from '../../protocol/model.ts';
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { ActivationReader } from '../llm/languageModel.ts';
import type { ActivationBatch } from './activationBatch.ts';
import { median, rowNorm } from './activationNorms.ts';
import { maskBatch } from './maskBatch.ts';
import { addMasks, noMasks } from './maskCounts.ts';
import type { MaskCounts } from './maskCounts.ts';
import { readBatches } from './readBatches.ts';
import type { AskedBatch, ReadOptions } from './readBatches.ts';

/** A norm this many times the median marks a token of massive activation, not of content. */
export const outlierFactor = 10;

export interface HarvestOptions extends ReadOptions {
  /** Positions with a larger norm are masked, raw units; Infinity masks none. Usually `outlierFactor` times `medianNorm()`. */
  outlierNorm: number;
}

export interface HarvestedBatch extends ActivationBatch {
  /** Of the batch, padding included. */
  masked: MaskCounts;
}

/**
 * Rows of `contextSize` tokens a forward pass: about 1,024 tokens on the CPU, where more only spill its caches (`npm run bench harvest`),
 * and 8,192 on a GPU.
 */
export function defaultRowsPerBatch(contextSize: number, device: ComputeDevice = 'cpu'): number {
  return Math.max(1, Math.floor((device === 'cpu' ? 1024 : 8192) / contextSize));
}

/** What is kept of a batch's raw activations at a hook point. @throws NonFiniteActivationError */
export function keepUnmasked(
  { width: dIn, name }: Pick<HookPoint, 'width' | 'name'>,
  { rows, firstRow, batch }: AskedBatch,
  raw: Float32Array,
  outlierNorm: number,
): HarvestedBatch {
  const { kept, masked } = maskBatch(rows, {
    length: batch.length,
    normAt: (at) => rowNorm(raw, dIn, at),
    outlierNorm,
    hookPoint: name,
  });
  return {
    count: kept.length,
    dIn,
    activations: gatherRows(raw, dIn, kept),
    rows: kept.map((at) => firstRow + Math.floor(at / batch.length)),
    positions: Uint16Array.from(kept, (at) => at % batch.length),
    masked,
  };
}

/** Rows `places` (ascending) of an array [*, dIn]; neighbours are copied together. */
function gatherRows(array: Float32Array, dIn: number, places: Uint32Array): Float32Array {
  const gathered = new Float32Array(places.length * dIn);
  for (let first = 0, next = 1; first < places.length; first = next++) {
    const from = places[first] ?? 0;
    while (places[next] === from + next - first) next++;
    gathered.set(array.subarray(from * dIn, (from + next - first) * dIn), first * dIn);
  }
  return gathered;
}

/**
 * Activations of `rows`, batch by batch; every kept position of a row is in one batch, in order.
 * @throws NonFiniteActivationError, TokenBatchError.
 */
export async function* harvest(
  reader: ActivationReader,
  rows: readonly TokenRow[],
  { outlierNorm, ...options }: HarvestOptions,
): AsyncGenerator<HarvestedBatch, void, undefined> {
  for await (const batch of readBatches(reader, rows, options))
    yield keepUnmasked(reader.hookPoint, batch, batch.raw, outlierNorm);
}

/** Activations of `rows` in one array (a shuffle block, held-out data), at most `most` of them; rows after that are not run. */
export async function harvestTogether(
  reader: ActivationReader,
  rows: readonly TokenRow[],
  options: HarvestOptions,
  most = Infinity,
): Promise<HarvestedBatch> {
  const dIn = reader.hookPoint.width;
  const room = Math.min(
    most,
    rows.reduce((sum, { tokens }) => sum + Math.max(0, tokens.length - 1), 0),
  );
  const activations = new Float32Array(room * dIn);
  const places = { rows: new Uint32Array(room), positions: new Uint16Array(room) };
  let masked = noMasks();
  let count = 0;
  for await (const part of harvest(reader, rows, options)) {
    const taken = Math.min(part.count, room - count);
    activations.set(part.activations.subarray(0, taken * dIn), count * dIn);
    places.rows.set(part.rows.subarray(0, taken), count);
    places.positions.set(part.positions.subarray(0, taken), count);
    masked = addMasks(masked, part.masked);
    count += taken;
    if (count >= most) break;
  }
  return {
    count,
    dIn,
    activations: activations.subarray(0, count * dIn),
    rows: places.rows.subarray(0, count),
    positions: places.positions.subarray(0, count),
    masked,
  };
}

/** Rows that the median norm is taken over: a fixed number, so that it is the same in every replay. */
export const medianRows = 32;

/** Median norm of the unmasked tokens of the first 32 rows, raw units; NaN where they have none. */
export async function medianNorm(
  reader: ActivationReader,
  rows: readonly TokenRow[],
  options: Omit<HarvestOptions, 'outlierNorm'>,
): Promise<number> {
  const sample = rows.slice(0, medianRows);
  const { activations, count, dIn } = await harvestTogether(reader, sample, {
    ...options,
    outlierNorm: Infinity,
  });
  return median(Float64Array.from({ length: count }, (_, row) => rowNorm(activations, dIn, row)));
}

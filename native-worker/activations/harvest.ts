/**
 * Runs token rows through the model and keeps the activations worth training on. Masked and counted: the first position of each
 * row (also where there is no BOS: it is an attention sink), padding, and norms above `outlierNorm`.
 * Batches are cut at fixed places, `rowsPerBatch` rows each in the order given, because a row's last bits depend on its batch.
 */
import type { ComputeDevice } from '../../protocol/device.ts';
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { ActivationReader, TokenBatch } from '../llm/languageModel.ts';
import { packRows } from '../llm/tokenBatch.ts';
import type { ActivationBatch } from './activationBatch.ts';
import { median, rowNorm } from './activationNorms.ts';
import { maskBatch } from './maskBatch.ts';
import { addMasks, noMasks } from './maskCounts.ts';
import type { MaskCounts } from './maskCounts.ts';

/** A norm this many times the median marks a token of massive activation, not of content. */
export const outlierFactor = 10;

export interface HarvestOptions {
  rowsPerBatch: number;
  /** Positions with a larger norm are masked, raw units; Infinity masks none. Usually `outlierFactor` times `medianNorm()`. */
  outlierNorm: number;
  /** Aborting ends the harvest at once: it rejects with the signal's reason. The model then still runs the batches it was asked for. */
  signal?: AbortSignal | undefined;
  /** Awaited before each batch is asked for: pending while the run is paused. */
  whilePaused?: (() => Promise<unknown>) | undefined;
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

/** A batch that the model was asked for. */
interface Reading {
  rows: readonly TokenRow[];
  /** Index of the first row. */
  firstRow: number;
  batch: TokenBatch;
  raw: Promise<Float32Array>;
}

function beginReading(reader: ActivationReader, rows: readonly TokenRow[], firstRow: number): Reading {
  const batch = packRows(rows.map(({ tokens }) => tokens));
  const raw = reader.read(batch);
  // A harvest that ends before it comes to this batch leaves it: that is then no unhandled rejection.
  raw.catch(() => undefined);
  return { rows, firstRow, batch, raw };
}

/** Rejects with the signal's reason when that comes first: a forward pass may take longer than a job has to end. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What is kept of a batch. */
function keepUnmasked(
  reader: ActivationReader,
  { rows, firstRow, batch }: Reading,
  raw: Float32Array,
  outlierNorm: number,
): HarvestedBatch {
  const dIn = reader.hookPoint.width;
  const { kept, masked } = maskBatch(rows, {
    length: batch.length,
    normAt: (at) => rowNorm(raw, dIn, at),
    outlierNorm,
    hookPoint: reader.hookPoint.name,
  });
  const activations = new Float32Array(kept.length * dIn);
  for (const [i, at] of kept.entries()) activations.set(raw.subarray(at * dIn, (at + 1) * dIn), i * dIn);
  return {
    count: kept.length,
    dIn,
    activations,
    rows: kept.map((at) => firstRow + Math.floor(at / batch.length)),
    positions: Uint16Array.from(kept, (at) => at % batch.length),
    masked,
  };
}

/**
 * Activations of `rows`, batch by batch; every kept position of a row is in one batch, in order.
 * @throws NonFiniteActivationError, TokenBatchError.
 */
export async function* harvest(
  reader: ActivationReader,
  rows: readonly TokenRow[],
  { rowsPerBatch, outlierNorm, signal, whilePaused }: HarvestOptions,
): AsyncGenerator<HarvestedBatch, void, undefined> {
  const { readsAtOnce = 1 } = reader;
  const begun: Reading[] = [];
  for (let first = 0; first < rows.length || begun.length > 0;) {
    signal?.throwIfAborted();
    if (whilePaused) await unlessAborted(whilePaused(), signal);
    signal?.throwIfAborted();
    for (; begun.length < readsAtOnce && first < rows.length; first += rowsPerBatch) {
      begun.push(beginReading(reader, rows.slice(first, first + rowsPerBatch), first));
    }
    const oldest = begun.shift();
    if (oldest) yield keepUnmasked(reader, oldest, await unlessAborted(oldest.raw, signal), outlierNorm);
  }
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
const medianRows = 32;

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

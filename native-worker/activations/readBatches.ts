/**
 * Puts token rows through a model, batch by batch, cut at fixed places: `rowsPerBatch` rows each in the order given, because a row's last
 * bits depend on its batch. What a batch gives, of one hook point or of several, is the reader's affair.
 */
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { TokenBatch } from '../llm/languageModel.ts';
import { packRows } from '../llm/tokenBatch.ts';

export interface BatchReader<Raw> {
  /** How many reads are worth asking for at once, 1 when left out. */
  readonly readsAtOnce?: number;
  read(batch: TokenBatch): Promise<Raw>;
}

export interface ReadOptions {
  rowsPerBatch: number;
  /** Aborting ends the reading at once: it rejects with the signal's reason. The model then still runs the batches it was asked for. */
  signal?: AbortSignal | undefined;
  /** Awaited before each batch is asked for: pending while the run is paused. */
  whilePaused?: (() => Promise<unknown>) | undefined;
}

/** A batch that the model was asked for. */
export interface AskedBatch {
  rows: readonly TokenRow[];
  /** Index of the first row. */
  firstRow: number;
  batch: TokenBatch;
}

export interface ReadBatch<Raw> extends AskedBatch {
  raw: Raw;
}

/** @throws TokenBatchError and what the reader throws */
export async function* readBatches<Raw>(
  reader: BatchReader<Raw>,
  rows: readonly TokenRow[],
  { rowsPerBatch, signal, whilePaused }: ReadOptions,
): AsyncGenerator<ReadBatch<Raw>, void, undefined> {
  const { readsAtOnce = 1 } = reader;
  const begun: (AskedBatch & { raw: Promise<Raw> })[] = [];
  for (let first = 0; first < rows.length || begun.length > 0;) {
    signal?.throwIfAborted();
    if (whilePaused) await unlessAborted(whilePaused(), signal);
    signal?.throwIfAborted();
    for (; begun.length < readsAtOnce && first < rows.length; first += rowsPerBatch) {
      begun.push(beginReading(reader, rows.slice(first, first + rowsPerBatch), first));
    }
    const oldest = begun.shift();
    if (oldest) yield { ...oldest, raw: await unlessAborted(oldest.raw, signal) };
  }
}

function beginReading<Raw>(
  reader: BatchReader<Raw>,
  rows: readonly TokenRow[],
  firstRow: number,
): AskedBatch & { raw: Promise<Raw> } {
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

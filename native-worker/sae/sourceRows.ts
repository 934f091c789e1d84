/** Reads rows from an activation source, going on to the next epoch where one ends. */
import type { ActivationSource, RowSource } from '../activations/activationBatch.ts';

export class NotEnoughActivationsError extends Error {
  constructor(rows: number) {
    super(
      `The corpus gives fewer than ${rows} unmasked tokens in a whole epoch, less than one batch. ` +
        `Choose a larger corpus or a smaller batch.`,
    );
    this.name = 'NotEnoughActivationsError';
  }
}

/**
 * The next `rows` raw rows; what is left of an epoch and too short for that is dropped.
 * @param after rows that will be asked for after these
 * @throws NotEnoughActivationsError when a whole epoch is too short.
 */
export async function nextRows<Rows>(source: RowSource<Rows>, rows: number, after = 0): Promise<Rows> {
  const batch = await source.next(rows, after);
  if (batch) return batch;
  const { epoch } = source.position();
  await source.seek({ epoch: epoch + 1, block: 0, offset: 0 });
  const again = await source.next(rows, after);
  if (!again) throw new NotEnoughActivationsError(rows);
  return again;
}

/** Values of the largest sample: 128 MiB of float32. */
const mostSampleValues = 2 ** 25;

/** Rows of the sample that an algorithm asks for, fewer where they are so wide that it would take over 128 MiB. */
export function sampleSize({ sampleRows }: { readonly sampleRows: number }, dIn: number): number {
  return Math.min(sampleRows, Math.floor(mostSampleValues / dIn));
}

/** Up to `most` raw rows from here to the end of the epoch, `block` at a time; at least one block. */
export async function* readBlocks(
  source: ActivationSource,
  most: number,
  block: number,
): AsyncGenerator<Float32Array, void, undefined> {
  let left = Math.max(1, Math.floor(most / block));
  for (
    let rows: Float32Array | null = await nextRows(source, block);
    rows !== null;
    rows = --left > 0 ? await source.next(block) : null
  ) {
    yield rows;
  }
}

/** Likewise, all of them together. */
export async function readUpTo(source: ActivationSource, most: number, block: number): Promise<Float32Array> {
  const all = new Float32Array(Math.max(1, Math.floor(most / block)) * block * source.dIn);
  let filled = 0;
  for await (const rows of readBlocks(source, most, block)) {
    all.set(rows, filled);
    filled += rows.length;
  }
  return all.subarray(0, filled);
}

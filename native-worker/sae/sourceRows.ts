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
 * @throws NotEnoughActivationsError when a whole epoch is too short.
 */
export async function nextRows<Rows>(source: RowSource<Rows>, rows: number): Promise<Rows> {
  const batch = await source.next(rows);
  if (batch) return batch;
  const { epoch } = source.position();
  await source.seek({ epoch: epoch + 1, block: 0, offset: 0 });
  const again = await source.next(rows);
  if (!again) throw new NotEnoughActivationsError(rows);
  return again;
}

/** Up to `most` raw rows from here to the end of the epoch, `block` at a time; at least one block. */
export async function readUpTo(source: ActivationSource, most: number, block: number): Promise<Float32Array> {
  const blocks = [await nextRows(source, block)];
  while ((blocks.length + 1) * block <= most) {
    const rows = await source.next(block);
    if (!rows) break;
    blocks.push(rows);
  }
  const all = new Float32Array(blocks.length * block * source.dIn);
  blocks.forEach((rows, i) => {
    all.set(rows, i * block * source.dIn);
  });
  return all;
}

/** Indexes a corpus: harvested activations through a trained SAE into the builder, batch by batch. */
import type { ActivationBatch } from '../activations/activationBatch.ts';
import type { SparseCodes } from '../compute/backend.ts';
import type { TokenRow } from '../corpus/tokenRow.ts';
import type { IndexOptions } from './build/indexOptions.ts';
import type { FeatureIndex } from './featureIndex.ts';
import { FeatureIndexBuilder } from './indexBuilder.ts';

export interface IndexCorpusOptions {
  /** Whole rows a batch, as `harvest` gives them. */
  batches: AsyncIterable<ActivationBatch>;
  /** The row behind an entry of a batch's `rows`. */
  tokenRow: (row: number) => TokenRow;
  /** The SAE, on raw activations of shape [rows, dIn]; inspection must use the same, for z is compared with the index's. */
  encode: (activations: Float32Array) => Promise<SparseCodes>;
  index: IndexOptions;
  /** Called after each batch with the unmasked tokens indexed so far. */
  onProgress?: (tokens: number) => void;
  signal?: AbortSignal;
}

/** @throws IndexInputError, the signal's reason, and what harvesting and encoding throw */
export async function indexCorpus(options: IndexCorpusOptions): Promise<FeatureIndex> {
  const builder = new FeatureIndexBuilder(options.index);
  let tokens = 0;
  for await (const { count, activations, rows, positions } of options.batches) {
    options.signal?.throwIfAborted();
    if (count === 0) continue;
    const codes = await options.encode(activations);
    builder.add({ codes, rows, positions, tokenRow: options.tokenRow });
    tokens += count;
    options.onProgress?.(tokens);
  }
  return builder.finish();
}

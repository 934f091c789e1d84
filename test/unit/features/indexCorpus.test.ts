import { describe, expect, it } from 'vitest';
import type { ActivationBatch } from '../../../native-worker/activations/activationBatch.ts';
import type { SparseCodes } from '../../../native-worker/compute/backend.ts';
import { indexCorpus } from '../../../native-worker/features/indexCorpus.ts';
import { corpusOfWords, optionsFor } from './syntheticCorpus.ts';

const corpus = corpusOfWords([
  [1, 2, 1],
  [2, 2, 1],
]);

/** The activation of token id t is the one number t. */
async function* batches(): AsyncGenerator<ActivationBatch> {
  for (const [row, { tokens }] of corpus.rows.entries()) {
    const count = tokens.length - 1;
    const activations = Float32Array.from(tokens.subarray(1));
    const positions = Uint16Array.from({ length: count }, (_, i) => i + 1);
    yield await Promise.resolve({
      count,
      dIn: 1,
      activations,
      rows: new Uint32Array(count).fill(row),
      positions,
    });
  }
  yield {
    count: 0,
    dIn: 1,
    activations: new Float32Array(0),
    rows: new Uint32Array(0),
    positions: new Uint16Array(0),
  };
}

/** Feature 0 is active where the activation is 2. */
function encode(activations: Float32Array): Promise<SparseCodes> {
  const pointers = [0];
  const values: number[] = [];
  for (const x of activations) {
    if (x === 2) values.push(x);
    pointers.push(values.length);
  }
  return Promise.resolve({
    rows: activations.length,
    rowPointers: Uint32Array.from(pointers),
    features: new Uint32Array(values.length),
    values: Float32Array.from(values),
  });
}

describe('indexing a corpus', () => {
  const options = {
    tokenRow: (row: number) => {
      const found = corpus.rows[row];
      if (!found) throw new RangeError(`no row ${row}`);
      return found;
    },
    encode,
    index: optionsFor(corpus, 1),
  };

  it('passes every batch through the SAE and reports the tokens', async () => {
    const seen: number[] = [];
    const index = await indexCorpus({
      ...options,
      batches: batches(),
      onProgress: (tokens) => seen.push(tokens),
    });
    expect(seen).toEqual([3, 6]);
    expect(index.scalars(0)).toMatchObject({ activeTokens: 3, density: 0.5, maxActivation: 2 });
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('stopped by the test'));
    await expect(indexCorpus({ ...options, batches: batches(), signal })).rejects.toThrow(
      'stopped by the test',
    );
  });
});

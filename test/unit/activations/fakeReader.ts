/** A reader without a model: the activation of token t at position p is [t, p, 1, ...] scaled by `scaleOf`. */
import type { ActivationReader, TokenBatch } from '../../../native-worker/llm/languageModel.ts';
import type { TokenRow } from '../../../native-worker/corpus/tokenRow.ts';

export interface FakeReader extends ActivationReader {
  /** The batches read so far. */
  batches: TokenBatch[];
}

export function fakeReader(width = 3, scaleOf: (token: number) => number = () => 1): FakeReader {
  const batches: TokenBatch[] = [];
  return {
    batches,
    hookPoint: {
      ...{ name: 'fake', kind: 'tensor', layer: null, tensor: 'fake', op: 'Fake', width },
      ...{ shape: ['batch', 'position', width], cost: 1, weightShare: 1 },
    },
    device: { requested: 'reference', chosen: 'reference', reason: 'A fake.', rejected: [] },
    read(batch) {
      batches.push(batch);
      const values = new Float32Array(batch.rows * batch.length * width).fill(1);
      batch.tokens.forEach((token, at) => {
        const position = at % batch.length;
        const padding = position >= (batch.lengths[Math.floor(at / batch.length)] ?? 0);
        values[at * width] = padding ? NaN : token * scaleOf(token);
        values[at * width + 1] = position;
      });
      return Promise.resolve(values);
    },
    dispose: () => Promise.resolve(),
  };
}

/** Rows of the given lengths; token ids count up from 1 over all rows, so that each is told from all others. */
export function numberedRows(...lengths: number[]): TokenRow[] {
  let next = 1;
  return lengths.map((length, document) => {
    const tokens = Int32Array.from({ length }, () => next++);
    const places = new Int32Array(length).fill(-1);
    return { document, split: 'train', tokens, starts: places, ends: places };
  });
}

/** First dimension of each activation: the token it came from. */
export function tokensOf(activations: Float32Array, width = 3): number[] {
  return Array.from({ length: activations.length / width }, (_, i) => activations[i * width] ?? NaN);
}

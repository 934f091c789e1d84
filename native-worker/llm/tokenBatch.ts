/** Batches of token rows: packing, and the checks that a model's limits ask for. */
import type { TokenBatch } from './languageModel.ts';

export class TokenBatchError extends Error {
  constructor(problem: string) {
    super(`These tokens cannot be run: ${problem}`);
    this.name = 'TokenBatchError';
  }
}

/** Pads rows on the right with id 0 to the longest, or to `length` where given. */
export function packRows(rows: readonly Int32Array[], length?: number): TokenBatch {
  const width = length ?? rows.reduce((longest, row) => Math.max(longest, row.length), 0);
  const tokens = new Int32Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    if (row.length > width)
      throw new TokenBatchError(`row ${index} has ${row.length} tokens, over the batch's ${width}.`);
    tokens.set(row, index * width);
  }
  return { rows: rows.length, length: width, tokens, lengths: Int32Array.from(rows, (row) => row.length) };
}

/** @throws TokenBatchError for rows over the model's context, ids outside its vocabulary, or arrays that disagree. */
export function checkBatch(batch: TokenBatch, limits: { maxContext: number; vocabularySize: number }): void {
  const { rows, length, tokens, lengths } = batch;
  if (rows < 1 || length < 1)
    throw new TokenBatchError(`the batch is empty (${rows} rows of ${length} tokens).`);
  if (tokens.length !== rows * length || lengths.length !== rows) {
    throw new TokenBatchError(
      `${rows} rows of ${length} need ${rows * length} ids, but there are ${tokens.length}.`,
    );
  }
  if (length > limits.maxContext) {
    throw new TokenBatchError(
      `rows of ${length} tokens exceed the model's context of ${limits.maxContext}. Choose a smaller context size.`,
    );
  }
  const bad = tokens.findIndex((id) => id < 0 || id >= limits.vocabularySize);
  if (bad >= 0) {
    throw new TokenBatchError(
      `id ${tokens[bad]} at position ${bad % length} is outside the vocabulary of ${limits.vocabularySize}. ` +
        `Does tokenizer.json belong to this model?`,
    );
  }
}

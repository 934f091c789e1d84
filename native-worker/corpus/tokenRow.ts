/** A row of tokens as the model reads it, with each token's place in its source document. */

export type CorpusSplit = 'train' | 'heldOut';

/** `contextSize` tokens at most; token 0 is BOS where the model has one. A row never spans two documents. */
export interface TokenRow {
  /** Index of the document in `TokenizedCorpus.documents`. */
  document: number;
  split: CorpusSplit;
  /** Token ids, shape [length]. */
  tokens: Int32Array;
  /** UTF-16 start of each token in the document; -1 where it has none (BOS, unalignable). Half open ranges. */
  starts: Int32Array;
  /** UTF-16 end of each token; -1 where it has none. */
  ends: Int32Array;
}

export interface CorpusDocument {
  /** Path relative to the corpus' root, or absolute for loose files; `path#row` for JSONL, CSV and Parquet rows. */
  source: string;
  /** sha256 of the text, hex: decides the split and the corpus' hash. */
  hash: string;
  split: CorpusSplit;
  /** UTF-16 units. */
  characters: number;
}

/** Where training text comes from, and what became of it. */

export type CorpusSpec =
  /** The corpus that ships with the extension. */
  | { kind: 'starter' }
  /** Files below a folder; `include`/`exclude` are globs relative to it. */
  | { kind: 'folder'; path: string; include?: string[]; exclude?: string[] }
  /** Named files: text, .jsonl, .csv or .parquet (the last three need `textColumn` when it is not `text`). */
  | { kind: 'files'; paths: string[]; textColumn?: string };

/** Counts shown before training and kept in run.json. */
export interface CorpusSummary {
  /** sha256 over the sorted hashes of the documents kept. */
  hash: string;
  documents: number;
  /** UTF-16 units of the text kept. */
  characters: number;
  /** Tokens in all rows, BOS not counted. */
  tokens: number;
  trainRows: number;
  heldOutRows: number;
  skipped: { path: string; reason: string }[];
  /** Near-duplicate documents dropped. */
  duplicates: number;
  /** What a user should know about how the corpus was read or split. */
  notes?: string[];
}

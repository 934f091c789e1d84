/** SAEs made elsewhere: what their files say, what taking one over asks for, and what is kept of where it came from. */
import type { CorpusSpec } from './corpus.ts';
import type { Device } from './device.ts';

export type ForeignFormat = 'saelens' | 'gemmaScope' | 'llamaScope' | 'dictionaryLearning' | 'sparsify';

/** What its files say of the place it was trained at, in their own words; null where they say nothing. */
export interface ForeignOrigin {
  model: string | null;
  /** In the words of TransformerLens, of transformers, or a folder's name. */
  hook: string | null;
  contextSize: number | null;
  /** The text it was trained on. */
  dataset: string | null;
}

/** What is in a folder or file, before anything is taken over. */
export interface ForeignSaeReport {
  path: string;
  format: ForeignFormat;
  /** Its class in the library that made it. */
  kind: string;
  dIn: number;
  dSae: number;
  /** Active features a token, where that is fixed. */
  k: number | null;
  origin: ForeignOrigin;
  /** The hook point of the model that it was trained at; null where the user has to name it. */
  hookPoint: string | null;
  /** Why there is none, in whole sentences; null where there is one. */
  hookNote: string | null;
  /** Tokens a row to read it with: as it was trained, within what the model takes. */
  contextSize: number;
  /** Whole sentences: what is odd about it, and whether it was trained on another model. */
  warnings: string[];
}

export interface ImportRequest {
  /** A folder, or the file of the weights in it. */
  path: string;
  modelFolder: string;
  hookPoint: string;
  /** What features are shown on. */
  corpus: CorpusSpec;
  /** Tokens a row, BOS included. */
  contextSize: number;
  /** Tokens of the corpus that are read, about. */
  tokens: number;
  llmDevice: Device;
  /** Name to show; the run's id is made from it. */
  name?: string;
}

/** Where the SAE of a run came from, and how it did here. */
export interface ImportedSae {
  format: ForeignFormat;
  kind: string;
  /** The folder or file it was read from. */
  source: string;
  k: number | null;
  origin: ForeignOrigin;
  /** What inputs are multiplied by; null where its files ask for no measured factor, or it was not measured yet. */
  inputScale: number | null;
  /** Measured on a sample of the corpus; null before. */
  sample: ImportSample | null;
  warnings: string[];
}

export interface ImportSample {
  tokens: number;
  /** 1 - sum ||x - xhat||^2 / sum ||x - mean||^2, raw units. */
  explainedVariance: number;
  /** Mean active features a token. */
  l0: number;
  /** Features that were active on no token. */
  dead: number;
}

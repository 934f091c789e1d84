/** What an index holds before it is written: made by the builder, read by the writer, feature by feature. */
import type { SourceRow } from './sourceRow.ts';

export type ExampleKind = 'top' | 'quantile' | 'random';

/** One example: a token of a stored row on which the feature is active, with z around it. */
export interface IndexExample {
  kind: ExampleKind;
  /** For `quantile`: which fifth of the feature's active tokens, 0 the weakest. */
  band: number | null;
  /** Index in `FeatureIndex.rows`. */
  row: number;
  /** Position in the row of the token the example was chosen for, and its z. */
  position: number;
  value: number;
  /** Position of the first token shown. */
  first: number;
  /** fp16 bits of z on the tokens shown, from `first` on. */
  window: Uint16Array;
}

export interface FeatureScalars {
  group: number;
  targetFrequency: number;
  /** Unmasked tokens on which the feature is active. */
  activeTokens: number;
  density: number;
  /** 0 for a feature never active. */
  maxActivation: number;
  meanActivation: number;
  threshold: number;
  clusterSize: number;
  histogram: { floor: number; width: number; counts: Uint32Array };
}

export interface FeatureIndex {
  dSae: number;
  /** Unmasked tokens of the indexed corpus. */
  tokens: number;
  /** Top examples are one a document, or one a row where the corpus has few documents. */
  topDistinctBy: 'document' | 'row';
  rows: readonly SourceRow[];
  scalars(feature: number): FeatureScalars;
  /** Top examples strongest first, then quantile bands from the strongest down, then random ones. */
  examples(feature: number): IndexExample[];
}

/** Features as the explorer shows them. A feature is written `<run>/<index>`. */
import type { LogitEffects } from './logitEffects.ts';

/**
 * What a feature fires on, by the rules of `monosema evaluate --monosemanticity`: the rule is chosen on one half of the indexed
 * documents and scored on the other.
 */
export interface FeaturePurity {
  /** In words: `the token “import”, first on its line`. */
  rule: string;
  /** P(rule | active) on the scoring half. */
  purity: number;
  /** The same over the active tokens in the lowest quarter of threshold..max; 0 where there are none. */
  lowestQuarter: number;
  /** Purity at least 0.8, and 0.5 in the lowest quarter. */
  monosemantic: boolean;
  /** Besides, the rule foretells firing better than the current token does. */
  contextual: boolean;
}

/** One row of the feature table; all of them live in the engine's memory. */
export interface FeatureRow {
  index: number;
  /** GBA group. */
  group: number;
  /** Active / unmasked tokens of the indexed corpus. */
  density: number;
  /** Target activation frequency of the group. */
  targetFrequency: number;
  /** Largest z on the indexed corpus, in units of normalised activations. */
  maxActivation: number;
  /** Mean z over the tokens where active. */
  meanActivation: number;
  /** No activation is at or below it: -b under GBA, a learned threshold, BatchTopK's; 0 for TopK, L1 and GBA's ReLU form. */
  threshold: number;
  /** Size of the cluster of features of cosine > 0.9 that this one belongs to, itself included. */
  clusterSize: number;
  /** Most activating token with a little context, for the table's row. */
  topTokens: string[];
  label: string | null;
  pinned: boolean;
  /** Null where it was active too seldom to say; left out by indexes that were made before this was measured. */
  purity?: FeaturePurity | null;
}

export type FeatureSortKey =
  'index' | 'density' | 'maxActivation' | 'meanActivation' | 'group' | 'clusterSize';

/** `query` is the query box's text, e.g. `@density:>0.01 @group:3 import`; free words match labels and top tokens. */
export interface FeaturePageRequest {
  runId: string;
  query: string;
  sort: { key: FeatureSortKey; descending: boolean };
  offset: number;
  limit: number;
}

export interface FeaturePage {
  rows: FeatureRow[];
  /** Rows that match the query. */
  matching: number;
  total: number;
  indexStep: number;
  /** What is wrong with the query's text, or null. */
  queryProblem: string | null;
}

/** A context with the activation of one feature on each of its tokens. */
export interface FeatureExample {
  kind: 'top' | 'quantile' | 'random';
  /** For `quantile`: 0 is the band just above the threshold. */
  band: number | null;
  /** Path of the source document, relative to the corpus' root where it has one. */
  source: string;
  /** UTF-16 range of the shown tokens in the source document, half open; null where the source has no characters. */
  range: { start: number; end: number } | null;
  /** Token texts as they stand in the source. */
  tokens: string[];
  /** UTF-16 ranges of the tokens in the source, half open, same length as tokens. */
  tokenRanges: ({ start: number; end: number } | null)[];
  /** z per token; 0 where inactive. */
  activations: number[];
  /** Index in `tokens` of the token this example was chosen for. */
  peak: number;
}

export interface Histogram {
  /** Edges, one more than counts. */
  edges: number[];
  counts: number[];
}

export interface FeatureDetail {
  row: FeatureRow;
  /** The user's note, from notes.json. */
  note: string | null;
  /** z over the tokens where active, from threshold to max. */
  histogram: Histogram;
  examples: FeatureExample[];
  /** Nearest decoder directions by cosine. */
  neighbours: { index: number; cosine: number; topTokens: string[] }[];
  logitEffects: LogitEffects;
}

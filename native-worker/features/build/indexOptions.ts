/** What the index builder needs to know of the SAE and the corpus, and how much it keeps. */
import type { CorpusText } from '../sourceRow.ts';
import type { ExampleContext } from './exampleSlots.ts';

export interface IndexOptions {
  dSae: number;
  /** No z of a feature is at or below it, shape [dSae]: where histograms and bands begin. */
  thresholds: Float32Array;
  /** GBA group of each feature, shape [dSae]; all 0 for algorithms without groups. */
  groupOf: Uint32Array;
  /** Target activation frequency of each group. */
  targetFrequencies: readonly number[];
  /** Cluster of cosine > 0.9 of each feature, shape [dSae]; null where twins were not looked for (every size is then 1). */
  clusterOf: Uint32Array | null;
  corpus: CorpusText;
  /** Documents of the indexed corpus; decides whether top examples are one a document or one a row. */
  documents: number;
  seed: number;
  limits?: Partial<ExampleLimits>;
}

/** Examples kept a feature, and the tokens shown around each. */
export interface ExampleLimits {
  top: number;
  quantileBands: number;
  perBand: number;
  random: number;
  /** Size of the uniform sample that quantile and random examples are drawn from. */
  sample: number;
  context: ExampleContext;
}

/**
 * The genre's page: 20 strongest, 5 bands of 4, 5 at random, 24 tokens before and 16 behind. A sample of 40 leaves a band short
 * of 4 for about 3 in 100 bands.
 */
export const DEFAULT_LIMITS: ExampleLimits = {
  top: 20,
  quantileBands: 5,
  perBand: 4,
  random: 5,
  sample: 40,
  context: { before: 24, after: 16 },
};

/** Below this many documents for each top example, one a document would leave the page nearly empty: one a row then. */
export const DOCUMENTS_PER_TOP_EXAMPLE = 5;

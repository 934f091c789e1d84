/**
 * The Parquet files of an index, for other tools to read. Names and units are those of protocol/feature.ts; blobs are little-endian
 * arrays. Rows of features.parquet and examples.parquet stand in order of `feature`.
 *
 * Differs from the plan in one place: token ids and ranges stand once a corpus row in rows.parquet and not in every example, which
 * made the index of the same examples five times larger.
 */
export const INDEX_TABLES = {
  /**
   * One row a feature. `topText` is the most activating token with the text around it. `histogramCounts`: uint32 a bin of equal width from
   * the floor. The last five are FeaturePurity of protocol/feature.ts, null where it was active too seldom; older indexes lack them.
   */
  features: `feature uinteger, "group" uinteger, targetFrequency double, activeTokens uinteger, density double,
    maxActivation float, meanActivation double, threshold float, clusterSize uinteger,
    topToken uinteger, topTextBefore varchar, topText varchar, topTextAfter varchar,
    histogramFloor float, histogramWidth double, histogramCounts blob,
    rule varchar, purity double, lowestQuarter double, monosemantic boolean, contextual boolean`,
  /**
   * One row an example. `kind`: 0 top, 1 quantile (with its `band`, 0 the weakest), 2 random. `position` is the token the example
   * was chosen for, `value` its z; `activations`: fp16 z of the tokens shown, from `firstPosition` of the row on.
   */
  examples: `feature uinteger, kind utinyint, band utinyint, "row" uinteger, position usmallint,
    firstPosition usmallint, value float, activations blob`,
  /**
   * One row for each corpus row that an example points at. `tokens`: int32 ids. A token's UTF-16 range in the document starts
   * `gaps` (int32) behind the end of the ranged token before it (the first: behind `textStart`) and is `lengths` (int32) long; length
   * -1: no range. `text` is the document from `textStart` to the row's end; null where there was none.
   */
  rows: `"row" uinteger, document uinteger, source varchar, textStart uinteger, text varchar,
    tokens blob, gaps blob, lengths blob`,
  /** Which features peak on a token: `feature`'s strongest example stands on `token`. In order of token, strongest first. */
  tokenIndex: `token uinteger, text varchar, feature uinteger, maxActivation float`,
} as const;

export type IndexTable = keyof typeof INDEX_TABLES;

/** Number of each kind in examples.parquet. */
export const EXAMPLE_KINDS = ['top', 'quantile', 'random'] as const;

/**
 * Rows a row group, measured at 65,536 features x 45 examples on two busy cores: a look-up took 186 ms at 2,048, 35 at 20,480, 72 at
 * 122,880, 223 at 500,000 (7 ms at 20,480 once footers are cached). Corpus rows are wide, so their groups are the smallest there are.
 */
export const ROW_GROUP_SIZE: Record<IndexTable, number> = {
  features: 20_480,
  examples: 20_480,
  rows: 2_048,
  tokenIndex: 20_480,
};

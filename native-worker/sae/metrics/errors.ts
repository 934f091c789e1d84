/** What makes a metric undefined; each message holds the values and the next step. */

/** No rows were added. */
export class NoRowsError extends Error {
  constructor(metric: string) {
    super(`${metric} of 0 rows is not defined. Hand over at least one unmasked token before asking for it.`);
    this.name = 'NoRowsError';
  }
}

/** All rows are the same, so there is no variance to explain. */
export class NoVarianceError extends Error {
  constructor(rows: number) {
    super(
      `Explained variance is not defined: the ${rows} rows do not differ. Evaluate on more held-out tokens, ` +
        `or check that the hook point varies at all.`,
    );
    this.name = 'NoVarianceError';
  }
}

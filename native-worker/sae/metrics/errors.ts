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

/** The exact assignment of so many rows would hold rows x others cosines in memory and take many minutes. */
export class MatchingTooLargeError extends Error {
  constructor(rows: number, others: number, largest: number) {
    super(
      `One-to-one assignment of ${rows} to ${others} features needs all ${rows * others} cosines at once and time in the cube of them; ` +
        `the limit is ${largest} a side. Use the greedy matching, which is a figure of its own, or compare smaller dictionaries.`,
    );
    this.name = 'MatchingTooLargeError';
  }
}

/** Consistency compares runs with one another. */
export class TooFewRunsError extends Error {
  constructor(runs: number) {
    super(
      `Consistency needs at least two runs of the same recipe with different seeds, not ${runs}. Train more seeds.`,
    );
    this.name = 'TooFewRunsError';
  }
}

/** A feature's group has no target. */
export class UnknownGroupError extends Error {
  constructor(feature: number, group: number, groups: number) {
    super(
      `Feature ${feature} is of group ${group}, but there are targets for groups 0 to ${groups - 1}. ` +
        `Pass the groups of the same run as the targets; merged features keep the group of their cluster's first.`,
    );
    this.name = 'UnknownGroupError';
  }
}

/** What can go wrong with an index; each message holds the values and the next step. */

/** Codes that cannot be indexed: a mistake of the caller, not of the user. */
export class IndexInputError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'IndexInputError';
  }

  static wrongLength(name: string, expected: number, got: number): IndexInputError {
    return new IndexInputError(
      `The index builder got ${got} entries of ${name} where ${expected} were expected. Pass the codes and the places of the same batch.`,
    );
  }

  static unknownFeature(feature: number, dSae: number): IndexInputError {
    return new IndexInputError(
      `The index builder got a code of feature ${feature}, but the SAE has ${dSae} features. Pass the dSae of the SAE that encoded.`,
    );
  }

  static splitRow(document: number, position: number): IndexInputError {
    return new IndexInputError(
      `A row of document ${document} came in two pieces (the second starts at position ${position}). Give each batch whole rows.`,
    );
  }
}

/** A file of an index cannot be read: truncated, overwritten, or not what it should be. */
export class CorruptIndexError extends Error {
  readonly file: string;

  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(
      `The feature index cannot be read: ${file} ${reason}. Rebuild the index of this run; its checkpoint and SAE are not affected.`,
      options,
    );
    this.name = 'CorruptIndexError';
    this.file = file;
  }
}

/** A run that has no complete index yet. */
export class NoIndexError extends Error {
  constructor(runFolder: string) {
    super(
      `There is no feature index in ${runFolder} yet. Wait until the run's index phase is done, or resume the run to build it.`,
    );
    this.name = 'NoIndexError';
  }
}

export class UnknownFeatureError extends Error {
  constructor(index: number, dSae: number) {
    super(`There is no feature ${index}: this run has features 0 to ${dSae - 1}.`);
    this.name = 'UnknownFeatureError';
  }
}

/** An index could not be written. */
export class IndexWriteError extends Error {
  constructor(folder: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `Writing the feature index to ${folder} failed: ${reason}. Check that the disk has room and the folder is writable, then resume the run.`,
      { cause },
    );
    this.name = 'IndexWriteError';
  }
}

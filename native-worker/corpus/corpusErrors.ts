/** What can be wrong with a corpus. Each message says what was found and what to do next. */

export class BadCorpusError extends Error {
  override name = 'BadCorpusError';
}

/** Nothing was left to train on. */
export class EmptyCorpusError extends BadCorpusError {
  override name = 'EmptyCorpusError';
}

/** A table without the column that should hold the text. */
export class MissingColumnError extends BadCorpusError {
  override name = 'MissingColumnError';
  constructor(
    readonly path: string,
    readonly column: string,
    readonly columns: readonly string[],
  ) {
    super(
      `${path} has no column "${column}". It has: ${columns.map((name) => `"${name}"`).join(', ')}. ` +
        `Name the one that holds the text (textColumn).`,
    );
  }
}

/** A file or folder that was named for the corpus and cannot be read. */
export class UnreadableCorpusError extends BadCorpusError {
  override name = 'UnreadableCorpusError';
  constructor(
    readonly path: string,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(
      `${path} cannot be read for the corpus: ${detail}. Check the path and its permissions, or leave it out.`,
      options,
    );
  }
}

/** One line about an error of the file system or of DuckDB. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.message.split('\n', 1)[0] ?? error.message;
}

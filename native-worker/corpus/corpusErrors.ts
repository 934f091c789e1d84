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
      columns.length === 0
        ? `${path} has no rows. Choose another file, or leave it out.`
        : `${path} has no column "${column}". It has: ${columns.map((name) => `"${name}"`).join(', ')}. ` +
            `Name the one that holds the text (textColumn; --text-column on the command line).`,
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
      `${path} cannot be read for the corpus: ${detail.replace(/[.\s]+$/u, '')}. ${nextStep(detail)}`,
      options,
    );
  }
}

function nextStep(detail: string): string {
  if (/malformed json/iu.test(detail))
    return 'Mend or remove that line: each line must be one whole JSON object.';
  if (detail === 'not UTF-8') return 'Save it as UTF-8, or leave it out.';
  if (/^[A-Z]+$/u.test(detail)) return 'Check the path and its permissions, or leave it out.';
  return 'Check that it is a whole file of its kind, or leave it out.';
}

/** One line about an error of the file system or of DuckDB. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.message.split('\n', 1)[0] ?? error.message;
}

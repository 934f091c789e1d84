/** Errors of opening a model's tokenizer. Each message says what was found and what to do next. */

export class TokenizerError extends Error {
  override name = 'TokenizerError';
}

export class TokenizerNotFoundError extends TokenizerError {
  override name = 'TokenizerNotFoundError';
  constructor(readonly path: string) {
    super(
      `There is no tokenizer at ${path}. Save the fast tokenizer beside the model ` +
        `(AutoTokenizer.from_pretrained(...).save_pretrained(folder) writes tokenizer.json).`,
    );
  }
}

/** A tokenizer file that is not what its format says. */
export class BadTokenizerError extends TokenizerError {
  override name = 'BadTokenizerError';
  constructor(
    readonly path: string,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${detail}. Save the tokenizer again from its source.`, options);
  }
}

/** A part of tokenizer.json that is valid but that this version cannot run with exact results. */
export class UnsupportedTokenizerError extends TokenizerError {
  override name = 'UnsupportedTokenizerError';
  constructor(
    readonly part: string,
    readonly found: string,
    readonly supported: readonly string[],
  ) {
    super(
      `tokenizer.json asks for the ${part} "${found}", which is not supported (supported: ${supported.join(', ')}). ` +
        `Choose a model whose tokenizer uses one of these.`,
    );
  }
}

/** What can go wrong with an inspection; each message holds the values and the next step. */

export class InvalidSelectionError extends Error {
  constructor(start: number, end: number, length: number) {
    super(
      `The selection ${start} to ${end} does not lie in a text of ${length} characters. Give UTF-16 offsets with 0 <= start <= end <= ${length}.`,
    );
    this.name = 'InvalidSelectionError';
  }
}

/** The model gave NaN or infinities: nothing shown could be trusted. */
export class NonFiniteOutputError extends Error {
  constructor(what: string, position: number) {
    super(
      `The model's ${what} at token ${position} of the window are not finite numbers. Try another device, or a float32 export of the model.`,
    );
    this.name = 'NonFiniteOutputError';
  }
}

/** The reader's arrays do not fit the tokens it was given. */
export class OutputShapeError extends Error {
  constructor(what: string, length: number, tokens: number) {
    super(
      `The model gave ${length} numbers of ${what} for ${tokens} tokens, which is no whole number a token. Check the model's export.`,
    );
    this.name = 'OutputShapeError';
  }
}

export class ContextTooSmallError extends Error {
  constructor(contextSize: number) {
    super(
      `A context of ${contextSize} tokens has no room for text before the selection. Use a context of at least 4 tokens.`,
    );
    this.name = 'ContextTooSmallError';
  }
}

/** The range that was asked about covers no token, or the id is none of the model's. */
export class TokenNotFoundError extends Error {
  constructor(start: number, end: number, id?: number) {
    super(
      id === undefined
        ? `No token of the model lies at characters ${start} to ${end}. Give the range of a token, as an inspection shows it.`
        : `The model has no token ${id}. Give an id of its vocabulary, or leave it out for the likeliest.`,
    );
    this.name = 'TokenNotFoundError';
  }
}

/** The first token of a text, for a model without a BOS token. */
export class NothingBeforeError extends Error {
  constructor() {
    super(
      'Nothing stands before the first token, so that nothing predicted it. Ask about a token further on.',
    );
    this.name = 'NothingBeforeError';
  }
}

/** The SAE sees nothing of the position that predicts the token. */
export class AttributionMaskedError extends Error {
  constructor(after: string) {
    super(
      `The token is predicted after ${JSON.stringify(after)}, which is masked (the first position, or an outlier norm): the SAE has no features there. ` +
        `Ask about another token, or take features out of the whole context.`,
    );
    this.name = 'AttributionMaskedError';
  }
}

/** Why a model has no direct logit effects: its head, or the norm before it, is of a form that is not understood. */
export class UnembeddingError extends Error {
  constructor(model: string, problem: string) {
    super(
      `The way from the residual stream to the logits of ${model} is not understood: ${problem}. ` +
        `Its features have no direct logit effects; all else works.`,
    );
    this.name = 'UnembeddingError';
  }
}

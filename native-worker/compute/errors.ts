/** What can go wrong in a backend; each message holds the values and the next step. */

/** An array of the wrong length reached a backend. */
export class ShapeError extends Error {
  constructor(what: string, expected: number, got: number) {
    super(
      `${what} must hold ${expected} numbers but holds ${got}. Check dIn, dSae and batchTokens of the run.`,
    );
    this.name = 'ShapeError';
  }
}

/** An activation is NaN or infinite; training on it would ruin every weight at once. */
export class NonFiniteActivationError extends Error {
  constructor(row: number, column: number, value: number) {
    super(
      `Row ${row} of the batch holds ${value} at dimension ${column}. The language model produced it: ` +
        `try another hook point or a float32 export of the model.`,
    );
    this.name = 'NonFiniteActivationError';
  }
}

/** The loss left the finite numbers: the optimiser diverged. */
export class NonFiniteLossError extends Error {
  constructor(step: number, loss: number, learningRate: number) {
    super(
      `The loss is ${loss} after step ${step} at learning rate ${learningRate}. Resume from the last checkpoint or ` +
        `start again with a smaller learning rate or output scale.`,
    );
    this.name = 'NonFiniteLossError';
  }
}

/** A method was called before `load` or after `dispose`. */
export class BackendNotLoadedError extends Error {
  constructor(method: string) {
    super(`Backend.${method} needs a loaded state. Call load(state) first, and nothing after dispose().`);
    this.name = 'BackendNotLoadedError';
  }
}

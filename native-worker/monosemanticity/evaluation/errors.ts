/** What keeps an SAE from being evaluated. */
import type { ErrorCode } from '../../../protocol/engineMethods.ts';

export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  readonly code: ErrorCode = 'invalidRequest';
}

/** Too few tokens that the SAE was not trained on. */
export class TooLittleTextError extends EvaluationError {
  constructor(found: number, wanted: number, sources: readonly string[]) {
    super(
      `The test wants ${wanted} tokens that the SAE was not trained on, and there are ${found} (${sources.join('; ')}): ` +
        `${wanted - found} are missing. Name further text by --corpus <folder or files>, or ask for fewer by --tokens ${found}.`,
    );
  }
}

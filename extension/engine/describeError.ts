/** Any thrown value as code and message: the code to act on, the message to show. */
import type { ErrorCode } from '../../protocol/engineMethods.ts';
import { errorCodeOf, messageOf } from '../../link/engineError.ts';

export function describeError(error: unknown): { code: ErrorCode; message: string } {
  return { code: errorCodeOf(error), message: messageOf(error) };
}

export function isCancelled(error: unknown): boolean {
  return errorCodeOf(error) === 'cancelled';
}

/** What the process' exit code says; documented in --help. */
import type { ErrorCode } from '../../protocol/engineMethods.ts';
import { errorCodeOf } from '../../link/engineError.ts';

export const EXIT = { ok: 0, failure: 1, usage: 2, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command line that cannot be run: unknown option, missing argument, value out of range. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code: ErrorCode = 'invalidRequest';
}

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof Error && (error.name === 'CACError' || error instanceof UsageError)) return EXIT.usage;
  switch (errorCodeOf(error)) {
    case 'invalidRequest':
      return EXIT.usage;
    case 'cancelled':
      return EXIT.interrupted;
    default:
      return EXIT.failure;
  }
}

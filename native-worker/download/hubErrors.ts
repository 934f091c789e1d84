/** What can go wrong between here and the hub, and whether another try may help. */
import { EngineError, messageOf } from '../../link/engineError.ts';

/** An answer that is no success. */
export class HubStatusError extends Error {
  override readonly name = 'HubStatusError';
  constructor(
    readonly url: string,
    readonly status: number,
    /** The hub's own word for it: RepoNotFound, GatedRepo, RevisionNotFound, EntryNotFound; null where it gives none. */
    readonly hubCode: string | null,
    /** The hub asks to wait so long. */
    readonly retryAfterSeconds: number | null,
  ) {
    super(`${new URL(url).host} answered ${status}${hubCode === null ? '' : ` (${hubCode})`}`);
  }
}

/** The connection ended, or nothing came for a while. Another try may help. */
export class InterruptedTransferError extends Error {
  override readonly name = 'InterruptedTransferError';
}

/** The server sent something else than it announced. */
export class WrongContentError extends Error {
  override readonly name = 'WrongContentError';
  readonly code = 'unreachable';
}

export function mayPass(error: unknown): boolean {
  if (error instanceof HubStatusError)
    return error.status >= 500 || error.status === 408 || error.status === 429;
  return error instanceof InterruptedTransferError;
}

/** Errors of fetch and of its body, in our words. The user's own cancel stays what it is. */
export function explainFetchError(
  error: unknown,
  host: string,
  signal: AbortSignal,
  silenceMs: number,
): unknown {
  if (signal.aborted) return cancelled();
  if (!(error instanceof Error)) return error;
  if (error.name === 'TimeoutError') {
    return new InterruptedTransferError(`${host} sent nothing for ${Math.round(silenceMs / 1000)} s`, {
      cause: error,
    });
  }
  // What undici says by itself is "fetch failed" or "terminated"; the reason is below.
  if (error instanceof TypeError) {
    return new InterruptedTransferError(`${host} cannot be reached, or hung up (${reasonOf(error)})`, {
      cause: error,
    });
  }
  return error;
}

export function cancelled(): EngineError {
  return new EngineError('cancelled', 'The download was cancelled; what has come is kept.');
}

function reasonOf(error: Error): string {
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
  return cause.message === '' ? (code ?? error.message) : messageOf(cause);
}

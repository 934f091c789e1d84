/** An AbortSignal that a cancelled request aborts, for what works with signals. */
import type { CancellationToken } from 'vscode-jsonrpc/node';
import { EngineError } from './engineError.ts';

/** The reason is an EngineError `cancelled` that names `what`. */
export function signalOf(token: CancellationToken, what: string): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => {
    controller.abort(new EngineError('cancelled', `${what} was cancelled.`));
  };
  if (token.isCancellationRequested) abort();
  else token.onCancellationRequested(abort);
  return controller.signal;
}

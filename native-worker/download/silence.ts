/** Watches over one answer of a server: aborts it when nothing was heard for a while, or when the user cancels. */
import type { Transfer } from './transfer.ts';

export class Silence {
  readonly #watch = new AbortController();
  readonly #transfer: Transfer;
  #timer: NodeJS.Timeout;
  readonly signal: AbortSignal;

  constructor(transfer: Transfer) {
    this.#transfer = transfer;
    this.signal = AbortSignal.any([transfer.signal, this.#watch.signal]);
    this.#timer = this.#arm();
  }

  heard(): void {
    clearTimeout(this.#timer);
    this.#timer = this.#arm();
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  #arm(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#watch.abort(new DOMException('The server was silent.', 'TimeoutError'));
    }, this.#transfer.silenceMs);
  }
}

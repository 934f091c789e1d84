/**
 * One end of a JSON-RPC link (vscode-jsonrpc) over any transport, typed by method tables. When the other end goes away the
 * connection is disposed, so that pending requests reject with `processDied`; without that they would hang for ever.
 */
import { createMessageConnection, ErrorCodes, ParameterStructures, ResponseError } from 'vscode-jsonrpc/node';
import type { CancellationToken, MessageReader, MessageWriter } from 'vscode-jsonrpc/node';
import { Disposables, toDisposable, type Disposable } from './disposable.ts';
import { EngineError, fromRemote, toResponseError } from './engineError.ts';
import { decodeValue, encodeValue, type JsonValue } from './values.ts';

/** Requests by method name. An interface fits as it is. */
export type RequestTable<T> = { [K in keyof T]: { params: unknown; result: unknown } };
/** What a peer can be asked (`requests`) and what it sends unasked (`notifications`). */
export interface Contract {
  requests: object;
  notifications: object;
}
export type Params<T, M extends keyof T> = (T[M] & { params: unknown })['params'];
export type Result<T, M extends keyof T> = (T[M] & { result: unknown })['result'];

export type Handlers<Requests> = {
  [M in keyof Requests]: (
    params: Params<Requests, M>,
    token: CancellationToken,
  ) => Promise<Result<Requests, M>> | Result<Requests, M>;
};

/** Where messages travel. `onGone` fires once, with a sentence saying what happened to the other end. */
export interface Transport {
  /** Names the other end in errors: "the model process". */
  peer: string;
  reader: MessageReader;
  writer: MessageWriter;
  onGone(listener: (reason: string) => void): Disposable;
  close(): void;
}

export class Link<Local extends Contract, Remote extends Contract> implements Disposable {
  readonly #connection;
  readonly #transport: Transport;
  readonly #owned = new Disposables();
  readonly #closeListeners = new Set<(reason: string) => void>();
  #closedBecause: string | null = null;

  constructor(transport: Transport, handlers: Handlers<Local['requests']>) {
    this.#transport = transport;
    this.#connection = createMessageConnection(transport.reader, transport.writer);
    for (const [method, handler] of Object.entries(handlers)) {
      this.#answer(method, handler as (params: unknown, token: CancellationToken) => unknown);
    }
    const gone = (reason: string): void => {
      this.#close(reason);
    };
    this.#owned.own(transport.onGone(gone));
    this.#connection.onClose(() => {
      gone(`${transport.peer} closed the connection`);
    });
    // A write error is followed by the transport's own end; without a listener nothing else would be lost.
    this.#connection.onError(() => undefined);
    this.#connection.listen();
  }

  /** Null while open. */
  get closedBecause(): string | null {
    return this.#closedBecause;
  }

  /** @throws EngineError with the remote's code, or `processDied` when the other end is or goes away. */
  async request<M extends keyof Remote['requests'] & string>(
    method: M,
    params: Params<Remote['requests'], M>,
    token?: CancellationToken,
  ): Promise<Result<Remote['requests'], M>> {
    const sent = encodeValue(params);
    if (this.#closedBecause !== null) throw this.#died(method, this.#closedBecause);
    try {
      const auto = ParameterStructures.auto;
      const reply = await (token === undefined
        ? this.#connection.sendRequest<JsonValue>(method, auto, sent)
        : this.#connection.sendRequest<JsonValue>(method, auto, sent, token));
      return decodeValue(reply) as Result<Remote['requests'], M>;
    } catch (error) {
      const remote = fromRemote(error);
      if (!(remote instanceof EngineError) || remote.code !== 'processDied' || isAnswer(error)) throw remote;
      throw this.#died(method, this.closedBecause ?? remote.message);
    }
  }

  /** Sends without waiting; a closed link drops it, for nobody is there to hear. */
  notify<N extends keyof Local['notifications'] & string>(name: N, params: Local['notifications'][N]): void {
    if (this.#closedBecause !== null) return;
    const sent = encodeValue(params);
    this.#connection.sendNotification(name, ParameterStructures.auto, sent).catch(() => undefined);
  }

  onNotification<N extends keyof Remote['notifications'] & string>(
    name: N,
    listener: (params: Remote['notifications'][N]) => void,
  ): Disposable {
    return this.#connection.onNotification(name, (params: JsonValue) => {
      listener(decodeValue(params) as Remote['notifications'][N]);
    });
  }

  /** Called once when the link ends, at once if it already has. */
  onClosed(listener: (reason: string) => void): Disposable {
    if (this.#closedBecause !== null) listener(this.#closedBecause);
    else this.#closeListeners.add(listener);
    return toDisposable(() => this.#closeListeners.delete(listener));
  }

  dispose(): void {
    this.#close('this side closed the link');
  }

  #answer(method: string, handler: (params: unknown, token: CancellationToken) => unknown): void {
    this.#connection.onRequest(method, async (params: JsonValue, token: CancellationToken) => {
      try {
        // A token cancelled before the handler runs never fires its event: nobody could hear it.
        if (token.isCancellationRequested) throw new EngineError('cancelled', `${method} was cancelled.`);
        const result = await handler(decodeValue(params), token);
        return encodeValue(result ?? null);
      } catch (error) {
        return toResponseError(error);
      }
    });
  }

  #close(reason: string): void {
    if (this.#closedBecause !== null) return;
    this.#closedBecause = reason;
    this.#owned.dispose();
    this.#connection.dispose();
    this.#transport.close();
    for (const listener of this.#closeListeners) listener(reason);
    this.#closeListeners.clear();
  }

  #died(method: string, reason: string): EngineError {
    return new EngineError('processDied', `${method} got no answer: ${reason}.`);
  }
}

/** True for an error that the other end sent as its reply, against one made here because the link ended. */
function isAnswer(error: unknown): boolean {
  return (
    error instanceof ResponseError &&
    error.code !== ErrorCodes.PendingResponseRejected &&
    error.code !== ErrorCodes.MessageWriteError
  );
}

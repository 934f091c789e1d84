/**
 * Requests and replies between a webview and its host, over any `post` function.
 * Invariant: each request settles once; a reply to an unknown id is ignored (its page was reloaded).
 */
import type { EngineNotifications, EngineParams, EngineResult } from '../../protocol/engineMethods.ts';
import type {
  FromWebview,
  HostMethod,
  HostRequests,
  ToWebview,
  WebviewEngineMethod,
  WebviewState,
} from '../../protocol/webviewMessages.ts';

/** An error the host or the engine answered with; `message` says what is wrong and what to do next. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: RequestError): void;
}

type NotificationHandler<M extends keyof EngineNotifications> = (params: EngineNotifications[M]) => void;

export class MessageChannel {
  readonly #post: (message: FromWebview) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #handlers = new Map<string, Set<(params: unknown) => void>>();
  readonly #showHandlers = new Set<(view: WebviewState) => void>();
  #nextId = 1;

  constructor(post: (message: FromWebview) => void) {
    this.#post = post;
  }

  ready(): void {
    this.#post({ kind: 'ready' });
  }

  /** Asks the engine, through the host. Rejects with a RequestError. */
  request<M extends WebviewEngineMethod>(method: M, params: EngineParams<M>): Promise<EngineResult<M>> {
    return this.#send((id) => {
      this.#post({ kind: 'request', id, method, params });
    }) as Promise<EngineResult<M>>;
  }

  /** Asks the host itself. Rejects with a RequestError. */
  hostRequest<M extends HostMethod>(
    method: M,
    params: HostRequests[M]['params'],
  ): Promise<HostRequests[M]['result']> {
    return this.#send((id) => {
      this.#post({ kind: 'hostRequest', id, method, params });
    }) as Promise<HostRequests[M]['result']>;
  }

  /** Returns what removes the handler again. */
  onNotification<M extends keyof EngineNotifications>(
    method: M,
    handler: NotificationHandler<M>,
  ): () => void {
    const handlers = this.#handlers.get(method) ?? new Set();
    this.#handlers.set(method, handlers);
    const stored = handler as (params: unknown) => void;
    handlers.add(stored);
    return () => handlers.delete(stored);
  }

  onShow(handler: (view: WebviewState) => void): () => void {
    this.#showHandlers.add(handler);
    return () => this.#showHandlers.delete(handler);
  }

  /** Takes one message from the host. */
  receive(message: ToWebview): void {
    switch (message.kind) {
      case 'show':
        for (const handler of this.#showHandlers) handler(message.view);
        return;
      case 'notification':
        for (const handler of this.#handlers.get(message.method) ?? []) handler(message.params);
        return;
      case 'reply':
        this.#settle(message);
        return;
      default:
        message satisfies never;
    }
  }

  #send(post: (id: number) => void): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      try {
        post(id);
      } catch (error) {
        this.#pending.delete(id);
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  #settle(message: Extract<ToWebview, { kind: 'reply' }>): void {
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    this.#pending.delete(message.id);
    if (message.ok) pending.resolve(message.result);
    else pending.reject(new RequestError(message.code, message.message));
  }
}

/**
 * One webview's conversation with the host: holds back what to show until the webview is ready, passes allowed requests to
 * the engine, answers each under its id, and hands on the engine's notifications. Free of vscode, so that tests can play the webview.
 */
import type { EngineNotifications } from '../../protocol/engineMethods.ts';
import type { HostMethod, HostRequests, ToWebview, WebviewState } from '../../protocol/webviewMessages.ts';
import { EngineError } from '../../link/engineError.ts';
import { Owner, type Disposable } from '../disposable.ts';
import type { EngineClient } from '../engine/engineClient.ts';
import { describeError } from '../engine/describeError.ts';
import { hostParams, webviewMessage } from './webviewMessageSchema.ts';

export interface WebviewPort {
  post(message: ToWebview): void;
  onMessage(listener: (message: unknown) => void): Disposable;
}

type Params<M extends HostMethod> = HostRequests[M]['params'];
type Result<M extends HostMethod> = HostRequests[M]['result'];

/** Those whose result is null need not say so. */
export type HostRequestHandlers = {
  [M in HostMethod]: Result<M> extends null
    ? (params: Params<M>) => Promise<void>
    : (params: Params<M>) => Promise<Result<M>>;
};

/** What webviews hear of unasked; the log is the host's. */
const FORWARDED: ReadonlySet<keyof EngineNotifications> = new Set([
  'runs/changed',
  'runs/deleted',
  'runs/progress',
  'runs/metricsAdded',
  'runs/evaluationChanged',
  'experiments/changed',
  'generate/progress',
] as const);

export class WebviewBridge extends Owner {
  /** Ends what the webview asked for when it closes: nobody would hear the answer. */
  readonly #closing = new AbortController();
  #ready = false;
  #visible = true;
  #pending: WebviewState | null = null;

  constructor(
    private readonly port: WebviewPort,
    private readonly engine: Pick<EngineClient, 'request' | 'onNotification'>,
    private readonly handlers: HostRequestHandlers,
    private readonly note: (error: unknown) => void,
  ) {
    super();
    this.own({
      dispose: () => {
        this.#closing.abort();
      },
    });
    this.own(port.onMessage((message) => void this.#receive(message)));
    this.own(
      engine.onNotification(({ method, params }) => {
        if (this.#ready && FORWARDED.has(method)) port.post({ kind: 'notification', method, params });
      }),
    );
  }

  /**
   * Shows `view` now or, while the webview loads, as soon as it can. A hidden webview may or may not be unloaded, so it is
   * told now and, should it load again, once more.
   */
  show(view: WebviewState): void {
    if (this.#ready) this.port.post({ kind: 'show', view });
    if (!this.#ready || !this.#visible) this.#pending = view;
  }

  setVisible(visible: boolean): void {
    this.#visible = visible;
  }

  async #receive(raw: unknown): Promise<void> {
    const parsed = webviewMessage.safeParse(raw);
    if (!parsed.success) {
      this.note(new Error(`A webview sent a message the host does not know: ${parsed.error.message}`));
      this.#rejectById(raw, parsed.error.message);
      return;
    }
    const message = parsed.data;
    if (message.kind === 'ready') {
      this.#becomeReady();
      return;
    }
    try {
      // The engine checks the parameters of its own methods against the same table.
      const result =
        message.kind === 'request'
          ? await this.engine.request(message.method, message.params as never, this.#closing.signal)
          : await this.#askHost(message.method, message.params);
      this.port.post({ kind: 'reply', id: message.id, ok: true, result });
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.note(error);
      this.port.post({ kind: 'reply', id: message.id, ok: false, ...describeError(error) });
    }
  }

  /** After a reload of the webview nothing is pending: it then restores its own state. */
  #becomeReady(): void {
    this.#ready = true;
    const view = this.#pending;
    this.#pending = null;
    if (view) this.port.post({ kind: 'show', view });
  }

  async #askHost(method: HostMethod, params: unknown): Promise<unknown> {
    const parsed = hostParams[method].safeParse(params);
    if (!parsed.success)
      throw new EngineError('invalidRequest', `Parameters of ${method} are wrong: ${parsed.error.message}`);
    // The schema of a method gives what its handler takes; TypeScript cannot see that the two go together.
    return (await this.handlers[method](parsed.data as never)) ?? null;
  }

  /** A request that could not be read still has a caller who waits. */
  #rejectById(raw: unknown, message: string): void {
    if (typeof raw !== 'object' || raw === null || !('id' in raw) || typeof raw.id !== 'number') return;
    this.port.post({ kind: 'reply', id: raw.id, ok: false, code: 'invalidRequest', message });
  }
}

/**
 * The engine's end of the model process: forked on first need, ended when idle, killed to cancel, for `session.run` can neither be
 * cancelled nor interrupted. Requests go one at a time (it has one thread anyway), so a kill hits only the request it is meant for.
 */
import { CancellationTokenSource, type CancellationToken } from 'vscode-jsonrpc/node';
import { Disposables, toDisposable, type Disposable } from '../../link/disposable.ts';
import { EngineError } from '../../link/engineError.ts';
import { Link } from '../../link/link.ts';
import { ForkedProcess } from '../../link/processLink.ts';
import type { GenerateProgress } from '../../protocol/generation.ts';
import type { ModelClientContract, ModelContract } from './modelContract.ts';

type Requests = ModelContract['requests'];
type ModelLink = Link<ModelClientContract, ModelContract>;

export interface ModelProcessOptions {
  /** The built model.js. */
  modulePath: () => string;
  onOutput: (line: string) => void;
  onGenerated?: (progress: GenerateProgress) => void;
  /** Minutes of keeping a model in memory that nobody asks. */
  idleMs?: number;
  /** How long a cancelled request may take to end by itself before its process is killed. */
  patienceMs?: number;
}

const IDLE_MS = 5 * 60_000;
const PATIENCE_MS = 150;

export class ModelProcess implements Disposable {
  readonly #options: ModelProcessOptions;
  #link: ModelLink | null = null;
  #pid: number | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #idleTimer: NodeJS.Timeout | null = null;
  #disposed = false;

  constructor(options: ModelProcessOptions) {
    this.#options = options;
  }

  /** Process id while it runs; for tests and the doctor. */
  get pid(): number | undefined {
    return this.#link === null ? undefined : this.#pid;
  }

  /**
   * @param patienceMs how long it may take to end by itself when cancelled; longer for what looks at its token often
   * @throws EngineError `cancelled` soon after the token fires, `processDied` when the process ended meanwhile
   */
  request<M extends keyof Requests>(
    method: M,
    params: Requests[M]['params'],
    token?: CancellationToken,
    patienceMs = this.#options.patienceMs ?? PATIENCE_MS,
  ): Promise<Requests[M]['result']> {
    const turn = this.#queue.then(() => this.#ask(method, params, token, patienceMs));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  dispose(): void {
    this.#disposed = true;
    this.#end();
  }

  async #ask<M extends keyof Requests>(
    method: M,
    params: Requests[M]['params'],
    token: CancellationToken | undefined,
    patienceMs: number,
  ): Promise<Requests[M]['result']> {
    if (this.#disposed)
      throw new EngineError('processDied', `${method} got no answer: the engine is ending.`);
    if (token?.isCancellationRequested === true)
      throw new EngineError('cancelled', `${method} was cancelled.`);
    this.#stopIdleTimer();
    const link = this.#open();
    const owned = new Disposables();
    try {
      return await (token === undefined
        ? link.request(method, params)
        : Promise.race([
            link.request(method, params, this.#forward(token, owned)),
            this.#killWhenCancelled(method, token, patienceMs, owned),
          ]));
    } finally {
      owned.dispose();
      this.#startIdleTimer();
    }
  }

  /** The link owns a source of its own: a foreign token may belong to another connection. */
  #forward(token: CancellationToken, owned: Disposables): CancellationToken {
    const source = new CancellationTokenSource();
    owned.own(source);
    owned.own(
      token.onCancellationRequested(() => {
        source.cancel();
      }),
    );
    return source.token;
  }

  #killWhenCancelled(
    method: string,
    token: CancellationToken,
    patienceMs: number,
    owned: Disposables,
  ): Promise<never> {
    return new Promise((_resolve, reject) => {
      owned.own(
        token.onCancellationRequested(() => {
          const timer = setTimeout(() => {
            this.#end();
            reject(new EngineError('cancelled', `${method} was cancelled.`));
          }, patienceMs);
          owned.own(
            toDisposable(() => {
              clearTimeout(timer);
            }),
          );
        }),
      );
    });
  }

  #open(): ModelLink {
    if (this.#link !== null) return this.#link;
    const child = new ForkedProcess(this.#options.modulePath(), {
      peer: 'the model process',
      onOutput: this.#options.onOutput,
    });
    const link: ModelLink = new Link<ModelClientContract, ModelContract>(child.transport, {});
    link.onNotification('model/generated', (progress) => {
      this.#options.onGenerated?.(progress);
    });
    link.onClosed(() => {
      if (this.#link === link) this.#link = null;
    });
    this.#link = link;
    this.#pid = child.pid;
    return link;
  }

  #end(): void {
    this.#stopIdleTimer();
    const link = this.#link;
    this.#link = null;
    link?.dispose();
  }

  #startIdleTimer(): void {
    this.#stopIdleTimer();
    this.#idleTimer = setTimeout(() => {
      this.#end();
    }, this.#options.idleMs ?? IDLE_MS);
    this.#idleTimer.unref();
  }

  #stopIdleTimer(): void {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer);
    this.#idleTimer = null;
  }
}

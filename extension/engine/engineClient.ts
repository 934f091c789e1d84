/**
 * The extension host's way to the engine: starts it on the first request, starts it again after a crash (RestartPolicy),
 * and hands on its notifications whichever process sends them. Knows nothing of vscode or of how processes start.
 */
import type { EngineMethod, EngineParams, EngineResult } from '../../protocol/engineMethods.ts';
import { Owner } from '../disposable.ts';
import { Emitter } from '../emitter.ts';
import type { EngineConnection, EngineNotification } from './engineConnection.ts';
import { EngineError } from '../../link/engineError.ts';
import { describeError } from './describeError.ts';
import { RestartPolicy, type RestartDecision } from './restartPolicy.ts';

/** What the views need of the engine; tests put a fake in its place. */
export interface EngineApi {
  request<M extends EngineMethod>(
    method: M,
    params: EngineParams<M>,
    signal?: AbortSignal,
  ): Promise<EngineResult<M>>;
}

export interface EngineCrash {
  reason: string;
  decision: RestartDecision;
}

export class EngineClient extends Owner implements EngineApi {
  readonly #notified = this.own(new Emitter<EngineNotification>());
  readonly #crashed = this.own(new Emitter<EngineCrash>());
  readonly #ready = this.own(new Emitter<undefined>());
  #connection: Promise<EngineConnection> | null = null;
  #live: EngineConnection | null = null;
  #lastCrash: EngineCrash | null = null;
  /** Which start is the current one; an older one that comes back late throws its process away. */
  #attempt = 0;
  #ended = false;

  readonly onNotification = this.#notified.on;
  readonly onCrash = this.#crashed.on;
  /** Fires whenever an engine is ready, so also after a restart: what was read from the last one is stale. */
  readonly onReady = this.#ready.on;

  constructor(
    private readonly connect: () => Promise<EngineConnection>,
    private readonly policy = new RestartPolicy(),
    private readonly wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms)),
  ) {
    super();
  }

  async request<M extends EngineMethod>(
    method: M,
    params: EngineParams<M>,
    signal?: AbortSignal,
  ): Promise<EngineResult<M>> {
    const connection = await this.#connected();
    return connection.request(method, params, signal);
  }

  get isStarted(): boolean {
    return this.#connection !== null;
  }

  /** Ends the running engine, if any, and starts a new one; also after giving up. */
  async restart(): Promise<void> {
    this.#drop();
    this.policy.reset();
    this.#lastCrash = null;
    await this.#connected();
  }

  override dispose(): void {
    this.#ended = true;
    this.#drop();
    super.dispose();
  }

  #connected(): Promise<EngineConnection> {
    if (this.#ended) return Promise.reject(new EngineError('cancelled', 'The extension is shutting down.'));
    if (this.#lastCrash?.decision.kind === 'giveUp') return Promise.reject(gaveUp(this.#lastCrash));
    this.#connection ??= this.#start(0);
    return this.#connection;
  }

  async #start(delayMs: number): Promise<EngineConnection> {
    const attempt = ++this.#attempt;
    if (delayMs > 0) await this.wait(delayMs);
    if (attempt !== this.#attempt) return this.#connected();
    let connection: EngineConnection;
    try {
      connection = await this.connect();
    } catch (error) {
      if (attempt === this.#attempt) this.#handleCrash(describeError(error).message);
      throw new EngineError('processDied', `The engine did not start: ${describeError(error).message}`);
    }
    if (attempt !== this.#attempt) {
      connection.dispose();
      return this.#connected();
    }
    this.#adopt(connection);
    return connection;
  }

  #adopt(connection: EngineConnection): void {
    this.#live = connection;
    this.policy.started();
    connection.onNotification((notification) => {
      this.#notified.fire(notification);
    });
    connection.onClose((reason) => {
      if (this.#live === connection) this.#handleCrash(reason);
    });
    this.#ready.fire(undefined);
  }

  #handleCrash(reason: string): void {
    this.#drop();
    if (this.#ended) return;
    const crash = { reason, decision: this.policy.crashed() };
    this.#lastCrash = crash;
    if (crash.decision.kind === 'restart') {
      this.#connection = this.#start(crash.decision.delayMs);
      // Whoever asks next sees the failure; without a listener it must not end the host as an unhandled rejection.
      this.#connection.catch(() => undefined);
    }
    this.#crashed.fire(crash);
  }

  #drop(): void {
    const live = this.#live;
    this.#attempt += 1;
    this.#live = null;
    this.#connection = null;
    live?.dispose();
  }
}

function gaveUp(crash: EngineCrash): EngineError {
  const crashes = crash.decision.kind === 'giveUp' ? crash.decision.crashes : 1;
  return new EngineError(
    'processDied',
    `The engine ended ${crashes} times in a row, the last time because: ${crash.reason} Run "Monosema: Restart Engine" to try again; "Monosema: Show Log" tells more.`,
  );
}

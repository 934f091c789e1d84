/** What every command works with: the engine in this process, the terminal, and whether to print JSON. */
import type {
  EngineMethod,
  EngineNotifications,
  EngineParams,
  EngineResult,
} from '../../protocol/engineMethods.ts';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { toDisposable, type Disposable } from '../../link/disposable.ts';
import { EngineService } from '../engine/engineService.ts';
import { setupFromFlags, type EngineSetup } from '../engine/engineSetup.ts';
import type { Notify } from '../engine/jobs.ts';
import type { Terminal } from './terminal.ts';

export interface GlobalFlags {
  storage?: string;
  json?: boolean;
}

type Listener = (
  note: {
    [N in keyof EngineNotifications]: { name: N; params: EngineNotifications[N] };
  }[keyof EngineNotifications],
) => void;

export class Session implements Disposable {
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly setup: EngineSetup;
  /** What to add to a command shown to the user so that it works on the same storage. */
  readonly storageHint: string;
  readonly #engine: EngineService;
  readonly #listeners = new Set<Listener>();
  readonly #cancel = new CancellationTokenSource();

  constructor(flags: GlobalFlags, terminal: Terminal) {
    this.terminal = terminal;
    this.json = flags.json === true;
    this.setup = setupFromFlags({ storage: flags.storage });
    this.storageHint = flags.storage === undefined ? '' : ` --storage ${this.setup.storage.root}`;
    const notify: Notify = (name, params) => {
      for (const listener of this.#listeners) listener({ name, params } as Parameters<Listener>[0]);
    };
    this.#engine = new EngineService(this.setup, notify);
    this.listen((note) => {
      if (note.name === 'log' && (note.params.level === 'warning' || note.params.level === 'error'))
        terminal.say(note.params.message);
    });
  }

  request<M extends EngineMethod>(method: M, params: EngineParams<M>): Promise<EngineResult<M>> {
    const handler = this.#engine.handlers[method] as (
      params: EngineParams<M>,
      token: unknown,
    ) => Promise<EngineResult<M>> | EngineResult<M>;
    return Promise.resolve(handler(params, this.#cancel.token));
  }

  listen(listener: Listener): Disposable {
    this.#listeners.add(listener);
    return toDisposable(() => this.#listeners.delete(listener));
  }

  printJson(value: unknown): void {
    this.terminal.print(JSON.stringify(value, null, 2));
  }

  dispose(): void {
    this.#cancel.cancel();
    this.#engine.dispose();
  }
}

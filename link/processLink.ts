/**
 * Links over node IPC between a process and one it forked. The child inherits no NODE_OPTIONS or execArgv (a debugger's flags
 * would make it wait) and runs as plain Node also under Electron. A child ends itself when its parent is gone.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { Disposables, toDisposable, type Disposable } from './disposable.ts';
import type { Transport } from './link.ts';

export interface ForkOptions {
  /** Names the process in errors: "the model process". */
  peer: string;
  args?: string[];
  /** Added to this process' environment. */
  env?: Record<string, string>;
  /** Gets each line the child writes to stdout or stderr. */
  onOutput?: (line: string) => void;
}

/** Lines of the child's output kept for the sentence that says why it died. */
const KEPT_LINES = 5;

/** The environment for any process of the engine. */
export function childEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, ...extra, ELECTRON_RUN_AS_NODE: '1' };
  delete environment['NODE_OPTIONS'];
  return environment;
}

/** A forked process that is killed with its disposable. */
export class ForkedProcess implements Disposable {
  readonly transport: Transport;
  readonly #child: ChildProcess;
  readonly #lastLines: string[] = [];
  readonly #goneListeners = new Set<(reason: string) => void>();
  readonly #peer: string;
  #gone: string | null = null;

  constructor(modulePath: string, options: ForkOptions) {
    this.#peer = options.peer;
    this.#child = fork(modulePath, options.args ?? [], {
      execArgv: [],
      env: childEnvironment(options.env),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream !== null)
        forEachLine(stream, (line) => {
          this.#keep(line, options.onOutput);
        });
    }
    this.#child.once('error', (error) => {
      this.#end(`${this.#peer} could not be started (${error.message})`);
    });
    this.#child.once('exit', (code, signal) => {
      this.#end(this.#sentence(code, signal));
    });
    this.transport = {
      peer: options.peer,
      reader: new IPCMessageReader(this.#child),
      writer: new IPCMessageWriter(this.#child),
      onGone: (listener) => this.#onGone(listener),
      close: () => {
        this.dispose();
      },
    };
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends the process: SIGTERM, which no `session.run` can hold up, as Node's default action needs no event loop. */
  dispose(): void {
    if (this.#gone === null) this.#child.kill('SIGTERM');
  }

  #onGone(listener: (reason: string) => void): Disposable {
    if (this.#gone !== null) listener(this.#gone);
    else this.#goneListeners.add(listener);
    return toDisposable(() => this.#goneListeners.delete(listener));
  }

  #keep(line: string, onOutput: ForkOptions['onOutput']): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
    onOutput?.(line);
  }

  #sentence(code: number | null, signal: NodeJS.Signals | null): string {
    const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
    const said = this.#lastLines.length === 0 ? '' : `; it last wrote: ${this.#lastLines.join(' | ')}`;
    return `${this.#peer} ended (${how})${said}`;
  }

  #end(reason: string): void {
    if (this.#gone !== null) return;
    this.#gone = reason;
    for (const listener of this.#goneListeners) listener(reason);
    this.#goneListeners.clear();
  }
}

/** The child's end of its IPC channel. */
export function parentTransport(): Transport {
  const owned = new Disposables();
  return {
    peer: 'the parent process',
    reader: new IPCMessageReader(process),
    writer: new IPCMessageWriter(process),
    onGone: (listener) => {
      const gone = (): void => {
        listener('the parent process went away');
      };
      process.once('disconnect', gone);
      return owned.own(toDisposable(() => process.off('disconnect', gone)));
    },
    close: () => {
      owned.dispose();
      if (process.connected) process.disconnect();
    },
  };
}

function forEachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split(/\r?\n/u);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') onLine(line);
  });
  stream.on('end', () => {
    if (rest.trim() !== '') onLine(rest);
  });
}

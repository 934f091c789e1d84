/** Forks an engine and gives its link the shape of an EngineConnection. Free of vscode: tests launch real engines with it. */
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type {
  EngineMethod,
  EngineNotifications,
  EngineParams,
  EngineRequests,
  EngineResult,
} from '../../protocol/engineMethods.ts';
import { ENGINE_OPTIONS_VARIABLE, type EngineOptions } from '../../protocol/engineOptions.ts';
import { EngineError } from '../../link/engineError.ts';
import { Link } from '../../link/link.ts';
import { ForkedProcess } from '../../link/processLink.ts';
import type { EngineConnection, EngineNotification } from './engineConnection.ts';

/** The engine asks nothing of its host. */
interface HostContract {
  requests: object;
  notifications: object;
}
interface EngineContract {
  requests: EngineRequests;
  notifications: EngineNotifications;
}
type EngineLink = Link<HostContract, EngineContract>;

export interface LaunchOptions extends EngineOptions {
  /** Absolute path of `dist/engine.js`. */
  modulePath: string;
  /** Gets each line that the process writes outside the link. */
  onOutput: (line: string) => void;
}

/** An engine that has not answered by then is taken for dead. */
const HANDSHAKE_MS = 30_000;

/** Every one: the compiler asks for those that are missing. */
const NOTIFICATIONS = Object.keys({
  'runs/changed': true,
  'runs/deleted': true,
  'runs/progress': true,
  'runs/metricsAdded': true,
  'runs/evaluationChanged': true,
  'experiments/changed': true,
  'download/progress': true,
  'generate/progress': true,
  log: true,
} satisfies Record<keyof EngineNotifications, true>) as (keyof EngineNotifications)[];

/** Resolves when the engine has described itself. @throws EngineError `processDied` when it ended or kept silent. */
export async function launchEngine({
  modulePath,
  onOutput,
  ...options
}: LaunchOptions): Promise<EngineConnection> {
  const child = new ForkedProcess(modulePath, {
    peer: 'The engine',
    env: { [ENGINE_OPTIONS_VARIABLE]: JSON.stringify(options) },
    onOutput,
  });
  const link: EngineLink = new Link(child.transport, {});
  const silence = setTimeout(() => {
    link.dispose();
  }, HANDSHAKE_MS);
  try {
    await link.request('engine/describe', null);
  } catch (error) {
    link.dispose();
    throw error;
  } finally {
    clearTimeout(silence);
  }
  return connectionOver(link);
}

function connectionOver(link: EngineLink): EngineConnection {
  let disposed = false;
  return {
    request: (method, params, signal) => requestWithSignal(link, method, params, signal),
    onNotification: (listener) => {
      const subscriptions = NOTIFICATIONS.map((method) =>
        link.onNotification(method, (params) => {
          listener({ method, params } as EngineNotification);
        }),
      );
      return {
        dispose: () => {
          subscriptions.forEach((one) => {
            one.dispose();
          });
        },
      };
    },
    onClose: (listener) =>
      link.onClosed((reason) => {
        if (!disposed) listener(reason);
      }),
    dispose: () => {
      disposed = true;
      link.dispose();
    },
  };
}

/** Rejects at once when `signal` aborts; the engine is told and stops when it can. */
async function requestWithSignal<M extends EngineMethod>(
  link: EngineLink,
  method: M,
  params: EngineParams<M>,
  signal: AbortSignal | undefined,
): Promise<EngineResult<M>> {
  if (!signal) return link.request(method, params);
  const source = new CancellationTokenSource();
  const cancelled = new EngineError('cancelled', `${method} was cancelled.`);
  if (signal.aborted) throw cancelled;
  const answer = link.request(method, params, source.token);
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      source.cancel();
      reject(cancelled);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    answer
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', onAbort);
        source.dispose();
      })
      .catch(() => undefined);
  });
}

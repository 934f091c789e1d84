/** A small contract served over every link in the tests. */
import type { CancellationToken } from 'vscode-jsonrpc/node';
import { EngineError } from '../../../link/engineError.ts';
import { Link, type Handlers, type Transport } from '../../../link/link.ts';

export interface EchoServer {
  requests: {
    echo: { params: unknown; result: unknown };
    nothing: { params: null; result: null };
    fail: { params: { code: 'notFound' | 'unknown' }; result: null };
    unencodable: { params: null; result: unknown };
    waitForCancel: { params: null; result: string };
    dieWhileAsked: { params: null; result: null };
    countTo: { params: { n: number }; result: number };
  };
  notifications: { counted: { value: number } };
}
export interface EchoClient {
  requests: object;
  notifications: { hello: { from: string } };
}

export type EchoServerLink = Link<EchoServer, EchoClient>;
export type EchoClientLink = Link<EchoClient, EchoServer>;

/** `die` ends the server's side the hard way: kills the process or destroys the socket. */
export function serveEcho(transport: Transport, die: () => void): EchoServerLink {
  const handlers: Handlers<EchoServer['requests']> = {
    echo: (params) => params,
    nothing: () => null,
    fail: ({ code }) => {
      if (code === 'notFound') throw new EngineError('notFound', 'There is no feature 7; there are 4.');
      throw new RangeError('out of range');
    },
    unencodable: () => ({ rows: [{ density: Number.NaN }] }),
    waitForCancel: (_params, token: CancellationToken) =>
      new Promise((_resolve, reject) => {
        token.onCancellationRequested(() => {
          reject(new EngineError('cancelled', 'Cancelled as asked.'));
        });
      }),
    dieWhileAsked: () => {
      die();
      return new Promise<null>(() => undefined);
    },
    countTo: ({ n }) => {
      for (let value = 1; value <= n; value++) link.notify('counted', { value });
      return n;
    },
  };
  const link: EchoServerLink = new Link(transport, handlers);
  return link;
}

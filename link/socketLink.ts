/**
 * Links over a local socket (a named pipe on Windows). The socket lies in a directory made for it alone with mode 0700 under
 * the system's temporary folder, whose short path fits the 104 bytes that a socket's address may have on macOS.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SocketMessageReader, SocketMessageWriter } from 'vscode-jsonrpc/node';
import { toDisposable, type Disposable } from './disposable.ts';
import { EngineError } from './engineError.ts';
import type { Transport } from './link.ts';

/** Bytes of sun_path on macOS, the smallest of all, less its end. */
const LONGEST_ADDRESS = 103;
const DIRECTORY_PREFIX = 'monosema-';

/** A fresh address to listen on; remove it with `removeSocketAddress`. */
export function makeSocketAddress(): string {
  if (process.platform === 'win32')
    return `\\\\.\\pipe\\${DIRECTORY_PREFIX}${randomBytes(16).toString('hex')}`;
  const usual = path.join(tmpdir(), `${DIRECTORY_PREFIX}XXXXXX`, 'job');
  const parent = Buffer.byteLength(usual) <= LONGEST_ADDRESS ? tmpdir() : '/tmp';
  return path.join(mkdtempSync(path.join(parent, DIRECTORY_PREFIX)), 'job');
}

/** Removes what `makeSocketAddress` made, also that of a process that died. Other paths are left alone. */
export function removeSocketAddress(address: string): void {
  const directory = path.dirname(address);
  const ours = path.basename(address) === 'job' && path.basename(directory).startsWith(DIRECTORY_PREFIX);
  if (process.platform !== 'win32' && ours) rmSync(directory, { recursive: true, force: true });
}

/** Listens until disposed; each connection is handed over as a transport. Disposing leaves open connections to their links. */
export function listenOnSocket(
  address: string,
  peer: string,
  onConnection: (transport: Transport) => void,
): Promise<Disposable> {
  return new Promise((resolve, reject) => {
    const server: Server = createServer((socket) => {
      onConnection(socketTransport(socket, peer));
    });
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve(
        toDisposable(() => {
          server.close();
        }),
      );
    });
  });
}

/** @throws EngineError `processDied` when nobody listens there. */
export function connectToSocket(address: string, peer: string): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    const refused = (error: Error): void => {
      reject(
        new EngineError('processDied', `${peer} does not answer at ${address} (${error.message}).`, {
          cause: error,
        }),
      );
    };
    socket.once('error', refused);
    socket.once('connect', () => {
      socket.off('error', refused);
      resolve(socketTransport(socket, peer));
    });
  });
}

function socketTransport(socket: Socket, peer: string): Transport {
  // Without a listener a reset connection would end the whole process; 'close' follows and tells the link.
  socket.on('error', () => undefined);
  return {
    peer,
    reader: new SocketMessageReader(socket),
    writer: new SocketMessageWriter(socket),
    onGone: (listener) => {
      const gone = (): void => {
        listener(`${peer} closed the connection`);
      };
      socket.once('close', gone);
      return toDisposable(() => socket.off('close', gone));
    },
    close: () => {
      socket.destroy();
    },
  };
}

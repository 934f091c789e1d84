/** The same body over both links: node IPC to a forked process, and a local socket. */
import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, afterEach } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { Disposables, toDisposable } from '../../../link/disposable.ts';
import { Link } from '../../../link/link.ts';
import { ForkedProcess } from '../../../link/processLink.ts';
import {
  connectToSocket,
  listenOnSocket,
  makeSocketAddress,
  removeSocketAddress,
} from '../../../link/socketLink.ts';
import { serveEcho, type EchoClientLink } from './echoContract.ts';

const childPath = path.resolve(`test/.artifacts/echoChild-${process.pid}.mjs`);

beforeAll(async () => {
  await build({
    entryPoints: ['test/unit/link/echoChild.ts'],
    outfile: childPath,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`,
    },
  });
});
afterAll(() => {
  rmSync(childPath, { force: true });
});

interface Opened {
  client: EchoClientLink;
  /** Kills the server's side from outside. */
  kill(): void;
}

function openOverIpc(owned: Disposables): Promise<Opened> {
  const child = owned.own(new ForkedProcess(childPath, { peer: 'the echo process' }));
  const client: EchoClientLink = owned.own(new Link(child.transport, {}));
  return Promise.resolve({ client, kill: () => process.kill(child.pid ?? 0, 'SIGKILL') });
}

async function openOverSocket(owned: Disposables): Promise<Opened> {
  const address = makeSocketAddress();
  owned.own(
    toDisposable(() => {
      removeSocketAddress(address);
    }),
  );
  let kill = (): void => undefined;
  owned.own(
    await listenOnSocket(address, 'the client', (transport) => {
      kill = () => {
        transport.close();
      };
      owned.own(serveEcho(transport, kill));
    }),
  );
  const client: EchoClientLink = owned.own(new Link(await connectToSocket(address, 'the echo server'), {}));
  await client.request('nothing', null);
  return { client, kill };
}

describe.each([
  ['node IPC', openOverIpc],
  ['a local socket', openOverSocket],
])('a link over %s', (_name, open) => {
  let owned: Disposables;
  let opened: Opened;
  beforeEach(async () => {
    owned = new Disposables();
    opened = await open(owned);
  });
  afterEach(() => {
    owned.dispose();
  });

  test('carries JSON and typed arrays both ways', async () => {
    const value = { text: 'ä😀\r\n漢', list: [1, null, true], array: new Float32Array([0.1, -2]) };
    expect(await opened.client.request('echo', value)).toEqual(value);
    expect(await opened.client.request('nothing', null)).toBeNull();
  });

  test('carries a value of several megabytes', async () => {
    const big = new Float32Array(1_500_000).map((_, index) => index / 7);
    const back = (await opened.client.request('echo', big)) as Float32Array;
    expect(Buffer.compare(Buffer.from(back.buffer), Buffer.from(big.buffer))).toBe(0);
  });

  test('carries an error with its code, message and remote stack', async () => {
    const error = await opened.client
      .request('fail', { code: 'notFound' })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'notFound', message: 'There is no feature 7; there are 4.' });
    expect((error as Error).stack).toContain('in the other process');
  });

  test('gives an unnamed error the code internal, and keeps its message', async () => {
    await expect(opened.client.request('fail', { code: 'unknown' })).rejects.toMatchObject({
      code: 'internal',
      message: 'out of range',
    });
  });

  test('refuses a reply that JSON would spoil instead of spoiling it', async () => {
    await expect(opened.client.request('unencodable', null)).rejects.toThrow('$.rows[0].density is NaN');
  });

  test('delivers notifications in order and before the reply that follows them', async () => {
    const heard: number[] = [];
    opened.client.onNotification('counted', ({ value }) => heard.push(value));
    expect(await opened.client.request('countTo', { n: 50 })).toBe(50);
    expect(heard).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  });

  test('passes cancellation on', async () => {
    const source = new CancellationTokenSource();
    const pending = opened.client.request('waitForCancel', null, source.token);
    setTimeout(() => {
      source.cancel();
    }, 20);
    await expect(pending).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('rejects pending requests with processDied when the other end is killed', async () => {
    const pending = opened.client.request('waitForCancel', null);
    const dying = opened.client.request('dieWhileAsked', null);
    await expect(dying).rejects.toMatchObject({ code: 'processDied' });
    await expect(pending).rejects.toMatchObject({ code: 'processDied' });
    await expect(opened.client.request('nothing', null)).rejects.toMatchObject({ code: 'processDied' });
  });

  test('tells its listeners why it ended, early and late ones alike', async () => {
    const early = new Promise<string>((resolve) => opened.client.onClosed(resolve));
    opened.kill();
    const reason = await early;
    expect(reason).toMatch(/the echo (process ended \(signal SIGKILL\)|server closed the connection)/u);
    let late = '';
    opened.client.onClosed((text) => {
      late = text;
    });
    expect(late).toBe(reason);
  });

  test('rejects pending requests when this side closes it', async () => {
    const pending = opened.client.request('waitForCancel', null);
    opened.client.dispose();
    await expect(pending).rejects.toMatchObject({ code: 'processDied' });
  });
});

test('the sentence about a dead process repeats what it last wrote', async () => {
  const child = new ForkedProcess(childPath, { peer: 'the echo process' });
  const client: EchoClientLink = new Link(child.transport, {});
  await expect(client.request('dieWhileAsked', null)).rejects.toThrow('signal SIGKILL');
});

test('connecting where nobody listens says so', async () => {
  const address = makeSocketAddress();
  await expect(connectToSocket(address, 'the job')).rejects.toMatchObject({ code: 'processDied' });
  removeSocketAddress(address);
});

/** Downloads asked of a real engine over its link, as the extension asks. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DownloadRequest } from '../../../protocol/download.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { readGolden } from '../llm/golden.ts';
import { until } from '../processes/bundle.ts';
import { buildEngine, EngineHost } from '../processes/engineHost.ts';
import { HubServer } from './hubServer.ts';

const REPOSITORY = 'owner/tiny-llama';

let built: string;
let storage: string;
let hub: HubServer;
let host: EngineHost;
const environment = { ...process.env };

beforeAll(async () => {
  built = await buildEngine();
  storage = temporaryFolder();
  hub = await HubServer.start();
  process.env = { ...environment, HF_ENDPOINT: hub.url, HF_HOME: storage, HF_TOKEN: '' };
  host = new EngineHost(built, storage);
});
afterAll(async () => {
  host.dispose();
  process.env = environment;
  await hub.stop();
  rmSync(storage, { recursive: true, force: true });
  rmSync(built, { recursive: true, force: true });
});

test('the engine answers while it downloads, tells progress, and stops when asked in either way', async () => {
  hub.add(REPOSITORY, readGolden('tiny-llama').folder, { gated: 'auto' });
  hub.fault = (asked) =>
    asked.startsWith('/cdn/') && asked.endsWith('.onnx')
      ? { kind: 'drip', pieceBytes: 1_000, everyMs: 50 }
      : null;
  const listing = await host.request('download/inspect', { repository: REPOSITORY, revision: null });
  expect(listing).toMatchObject({ gated: true, licence: { id: 'apache-2.0' } });
  const [variant] = listing.variants;
  const folder = path.join(storage, 'models', 'owner', 'tiny-llama');
  expect(variant).toMatchObject({ folder, presence: 'nothing' });
  const request: DownloadRequest = {
    repository: REPOSITORY,
    revision: null,
    precision: null,
    folder,
    licence: listing.licence.id,
    token: 'hf_wrong',
  };
  await expect(host.request('download/start', request)).rejects.toMatchObject({ code: 'accessDenied' });

  const right = { ...request, token: hub.token };
  const source = new CancellationTokenSource();
  const cancelled = expect(host.request('download/start', right, source.token)).rejects.toMatchObject({
    code: 'cancelled',
  });
  await until('progress', () =>
    host.downloads.some(({ file, bytes }) => file.endsWith('.onnx') && bytes > 0),
  );
  expect(await host.request('engine/describe', null)).toMatchObject({ storage });
  await expect(host.request('download/start', right)).rejects.toMatchObject({ code: 'busy' });
  source.cancel();
  await cancelled;

  host.downloads.length = 0;
  const again = expect(host.request('download/start', right)).rejects.toMatchObject({ code: 'cancelled' });
  await until('more progress', () => host.downloads.some(({ phase }) => phase === 'downloading'));
  await host.request('download/cancel', { folder });
  await again;
  expect(await host.request('download/list', null)).toEqual([]);

  hub.fault = () => null;
  expect(await host.request('download/start', right)).toMatchObject({ folder, wasThere: false });
  expect(await host.request('download/list', null)).toEqual([folder]);
  expect(await host.request('models/open', { folder })).toMatchObject({ layers: 2 });
  expect([...host.logged, ...host.output].join('\n')).not.toMatch(/hf_(wrong|right)/u);
});

test('the engine refuses what is no request for a download', async () => {
  const request = { repository: REPOSITORY, revision: null, precision: null, licence: null };
  await expect(host.request('download/start', { ...request, folder: 'relative' })).rejects.toMatchObject({
    code: 'invalidRequest',
    message: expect.stringContaining('absolute') as string,
  });
});

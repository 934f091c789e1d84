/** Downloads from a hub on this machine, as the tests of this folder ask for them. No test reaches the network. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { DownloadedModel, DownloadRequest } from '../../../protocol/download.ts';
import { downloadModel } from '../../../native-worker/download/downloadModel.ts';
import type { DownloadOptions } from '../../../native-worker/download/downloadOptions.ts';
import { inspectRepository } from '../../../native-worker/download/inspectRepository.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { readGolden } from '../llm/golden.ts';
import { HubServer, type Fault } from './hubServer.ts';

export const REPOSITORY = 'owner/tiny-llama';
export const LICENCE = 'apache-2.0';
export const GRAPH = 'onnx/model.onnx';

/** The hub of this file's tests, and the folder of downloaded models, new for each. */
export let hub: HubServer;
export let models: string;
const environment = { ...process.env };

/** Call it once in a file of tests. */
export function downloadFromLocalHub(): void {
  beforeAll(async () => {
    hub = await HubServer.start();
  });
  afterAll(() => hub.stop());
  beforeEach(() => {
    models = temporaryFolder();
    hub.reset();
    hub.add(REPOSITORY, readGolden('tiny-llama').folder);
    process.env['HF_ENDPOINT'] = hub.url;
    for (const name of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'HF_HUB_OFFLINE'])
      Reflect.deleteProperty(process.env, name);
    process.env['HF_HOME'] = models;
  });
  afterEach(() => {
    rmSync(models, { recursive: true, force: true });
    process.env = { ...environment };
  });
}

export const usual: DownloadRequest = {
  repository: REPOSITORY,
  revision: null,
  precision: null,
  folder: null,
  licence: LICENCE,
};
export const target = (): string => path.join(models, 'owner', 'tiny-llama');
export const incomplete = (): string => path.join(`${target()}~partial`, `${GRAPH}.incomplete`);

export function download(
  change: Partial<DownloadRequest> = {},
  options: Partial<DownloadOptions> = {},
): Promise<DownloadedModel> {
  return downloadModel({ ...usual, ...change }, models, {
    signal: new AbortController().signal,
    onProgress: () => undefined,
    silenceMs: 1_500,
    retryMs: 1,
    ...options,
  });
}

export const inspect = (repository: string, token?: string): ReturnType<typeof inspectRepository> =>
  inspectRepository({ repository, revision: null, ...(token === undefined ? {} : { token }) }, models, {
    signal: new AbortController().signal,
    silenceMs: 1_500,
    retryMs: 1,
  });

/** Faults of the graph's own bytes, one a request; then the right answer. */
export function graphFaults(...faults: Fault[]): void {
  hub.fault = (asked, before) =>
    asked.startsWith('/cdn/') && asked.endsWith(GRAPH) ? (faults[before] ?? null) : null;
}

/** Ranges that the graph was asked for with, by way of the redirect. */
export const graphRanges = (): (string | null)[] =>
  hub.asked
    .filter(({ path: asked }) => asked.startsWith('/cdn/') && asked.endsWith(GRAPH))
    .map(({ range }) => range);

export const graphBytes = (): Buffer => hub.repositories.get(REPOSITORY)?.files.get(GRAPH) ?? Buffer.alloc(0);

export function expectWhole(folder = target()): void {
  expect(readFileSync(path.join(folder, GRAPH)).equals(graphBytes())).toBe(true);
  expect(readdirSync(path.dirname(folder))).toEqual([path.basename(folder)]);
}

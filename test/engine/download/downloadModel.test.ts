/** Downloads from a hub on this machine: whole, broken, slow, hostile. No test reaches the network. */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { DownloadedModel, DownloadProgress, DownloadRequest } from '../../../protocol/download.ts';
import { downloadModel } from '../../../native-worker/download/downloadModel.ts';
import type { DownloadOptions } from '../../../native-worker/download/downloadOptions.ts';
import { inspectRepository } from '../../../native-worker/download/inspectRepository.ts';
import { downloadedModels } from '../../../native-worker/download/modelTargets.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { readGolden } from '../llm/golden.ts';
import { HubServer, type Fault } from './hubServer.ts';

const REPOSITORY = 'owner/tiny-llama';
const LICENCE = 'apache-2.0';
const GRAPH = 'onnx/model.onnx';

let hub: HubServer;
let models: string;
const environment = { ...process.env };

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

const usual: DownloadRequest = {
  repository: REPOSITORY,
  revision: null,
  precision: null,
  folder: null,
  licence: LICENCE,
};
const target = (): string => path.join(models, 'owner', 'tiny-llama');
const incomplete = (): string => path.join(`${target()}~partial`, `${GRAPH}.incomplete`);

function download(
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

const inspect = (repository: string, token?: string): ReturnType<typeof inspectRepository> =>
  inspectRepository({ repository, revision: null, ...(token === undefined ? {} : { token }) }, models, {
    signal: new AbortController().signal,
    silenceMs: 1_500,
    retryMs: 1,
  });

/** Faults of the graph's own bytes, one a request; then the right answer. */
function graphFaults(...faults: Fault[]): void {
  hub.fault = (asked, before) =>
    asked.startsWith('/cdn/') && asked.endsWith(GRAPH) ? (faults[before] ?? null) : null;
}

/** Ranges that the graph was asked for with, by way of the redirect. */
const graphRanges = (): (string | null)[] =>
  hub.asked
    .filter(({ path: asked }) => asked.startsWith('/cdn/') && asked.endsWith(GRAPH))
    .map(({ range }) => range);

const graphBytes = (): Buffer => hub.repositories.get(REPOSITORY)?.files.get(GRAPH) ?? Buffer.alloc(0);

function expectWhole(folder = target()): void {
  expect(readFileSync(path.join(folder, GRAPH)).equals(graphBytes())).toBe(true);
  expect(readdirSync(path.dirname(folder))).toEqual([path.basename(folder)]);
}

describe('a download', () => {
  test('brings a model that opens, and says what it is', async () => {
    const seen: DownloadProgress[] = [];
    const done = await download({}, { onProgress: (progress) => seen.push(progress) });
    expect(done).toMatchObject({ folder: target(), precision: 'fp32', wasThere: false });
    const { summary } = await openLanguageModel(done.folder);
    expect(summary).toMatchObject({ name: 'tiny-llama', layers: 2 });
    expectWhole();
    expect(downloadedModels(models)).toEqual([target()]);
    const record: unknown = JSON.parse(readFileSync(path.join(target(), 'monosema-download.json'), 'utf8'));
    expect(record).toMatchObject({ repository: REPOSITORY, commit: done.commit, licence: LICENCE });
    expect(seen.at(-1)).toMatchObject({ bytes: done.bytes, totalBytes: done.bytes, problem: null });
  });

  test('brings a model with its weights in another file', async () => {
    const { folder } = readGolden('tiny-llama-genai');
    hub.add(REPOSITORY, folder);
    const done = await download();
    expect((await openLanguageModel(done.folder)).summary.onnxFile).toBe('model.onnx');
    expect(hub.filesAsked()).toContain('model.onnx.data');
  });

  test('makes a model folder of a graph that lies deep in the repository', async () => {
    const { folder } = readGolden('tiny-qwen2-genai');
    const repository = hub.add(REPOSITORY, folder);
    repository.files = new Map(
      [...repository.files].map(([name, content]) => [`cpu_and_mobile/cpu-int4/${name}`, content]),
    );
    const done = await download();
    expect(done.precision).toBe('cpu_and_mobile/cpu-int4');
    expect((await openLanguageModel(done.folder)).summary.onnxFile).toBe('model.onnx');
  });

  test('finds weights by what the graph says, whatever their file is called', async () => {
    const { folder } = readGolden('tiny-llama-genai');
    const repository = hub.add(REPOSITORY, folder);
    const [graph, data] = ['model.onnx', 'model.onnx.data'].map((name) => repository.files.get(name));
    if (!graph || !data) throw new Error('The fixture has other files.');
    const renamed = graph.toString('latin1').replaceAll('model.onnx.data', 'weights-of-it.b');
    repository.files.delete('model.onnx.data');
    repository.files.set('model.onnx', Buffer.from(renamed, 'latin1'));
    repository.files.set('weights-of-it.b', data);
    await download();
    expect((await openLanguageModel(target())).summary.layers).toBe(2);
    repository.files.delete('weights-of-it.b');
    rmSync(target(), { recursive: true });
    await expect(download()).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining('weights-of-it.b') as string,
    });
  });

  test('asks for nothing again that is there', async () => {
    await download();
    hub.asked.length = 0;
    expect(await download()).toMatchObject({ wasThere: true });
    expect(hub.filesAsked()).toEqual([]);
  });

  test('reads lists of files in pages', async () => {
    hub.pageSize = 2;
    await download();
    expectWhole();
  });

  test('goes where it is told to', async () => {
    const folder = path.join(models, 'elsewhere', 'mine');
    expect((await download({ folder })).folder).toBe(folder);
    expectWhole(folder);
  });

  test('leaves a folder with other files alone', async () => {
    mkdirSync(target(), { recursive: true });
    writeFileSync(path.join(target(), 'mine.txt'), 'mine');
    await expect(download()).rejects.toMatchObject({ code: 'invalidRequest' });
    expect(readdirSync(target())).toEqual(['mine.txt']);
  });

  test('of another precision goes beside the first', async () => {
    const repository = hub.repositories.get(REPOSITORY);
    repository?.files.set('onnx/model_q4.onnx', graphBytes());
    await download();
    expect((await download({ precision: 'q4' })).folder).toBe(`${target()}@q4`);
    await expect(download({ precision: 'q5' })).rejects.toThrow(/has no q5 export.*fp32, q4/u);
    expect(downloadedModels(models)).toEqual([target(), `${target()}@q4`]);
  });
});

describe('a server in trouble', () => {
  test('is asked again after errors of its own', async () => {
    graphFaults(
      { kind: 'status', status: 503 },
      { kind: 'status', status: 429, retryAfter: 0 },
      { kind: 'status', status: 500 },
    );
    await download();
    expectWhole();
  });

  test('is given up after six tries, in words that help, with what has come kept', async () => {
    graphFaults(
      { kind: 'cut', afterBytes: 500 },
      ...Array.from({ length: 9 }, () => ({ kind: 'status', status: 503 }) as const),
    );
    await expect(download()).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(/503.*kept.*HF_ENDPOINT/u) as string,
    });
    expect(graphRanges()).toHaveLength(6);
    expect(statSync(incomplete()).size).toBe(500);
    expect(existsSync(target())).toBe(false);
  });

  test('that hangs up is asked for the rest', async () => {
    graphFaults({ kind: 'cut', afterBytes: 700 }, { kind: 'cut', afterBytes: 300 });
    await download();
    expect(graphRanges()).toEqual([null, 'bytes=700-', 'bytes=1000-']);
    expectWhole();
  });

  test('that falls silent is given up and asked for the rest', async () => {
    graphFaults({ kind: 'silent', afterBytes: 900 });
    const waits: string[] = [];
    await download({}, { onWait: (problem) => waits.push(problem) });
    expect(waits).toEqual([expect.stringMatching(/sent nothing for/u)]);
    expect(graphRanges()).toEqual([null, 'bytes=900-']);
    expectWhole();
  });

  test('that is slow, but not silent, is waited for', async () => {
    graphFaults({ kind: 'drip', pieceBytes: Math.ceil(graphBytes().length / 20), everyMs: 90 });
    await download();
    expect(graphRanges()).toEqual([null]);
    expectWhole();
  });

  test.each<[string, Fault, (string | null)[]]>([
    ['sends the whole file where a part was asked for', { kind: 'ignoreRange' }, []],
    ['sends another part than was asked for', { kind: 'wrongRange' }, [null]],
    ['has another version of the file by then', { kind: 'etag', etag: '"other"' }, [null]],
  ])('that %s makes the file begin anew', async (_what, second, further) => {
    graphFaults({ kind: 'cut', afterBytes: 700 }, second);
    await download();
    expect(graphRanges()).toEqual([null, 'bytes=700-', ...further]);
    expectWhole();
  });

  test('that sends wrong bytes is asked once more, then found out', async () => {
    const content = Buffer.from(graphBytes());
    content[100] = (content[100] ?? 0) ^ 1;
    graphFaults({ kind: 'otherContent', content });
    await download();
    expectWhole();
    rmSync(target(), { recursive: true });
    hub.fault = (asked) =>
      asked.startsWith('/cdn/') && asked.endsWith(GRAPH) ? { kind: 'otherContent', content } : null;
    await expect(download()).rejects.toMatchObject({
      message: expect.stringMatching(/another checksum.*sha256/u) as string,
    });
    expect(existsSync(target())).toBe(false);
    expect(statSync(incomplete()).size).toBe(0);
  });

  test('that sends more than it announced is stopped', async () => {
    graphFaults({ kind: 'otherContent', content: Buffer.concat([graphBytes(), Buffer.alloc(5_000)]) });
    await expect(download()).rejects.toThrow(/sends more than the \d+ bytes/u);
    expect(statSync(incomplete()).size).toBe(0);
  });

  test('is told from no server at all', async () => {
    const gone = await HubServer.start();
    process.env['HF_ENDPOINT'] = gone.url;
    await gone.stop();
    await expect(download({}, { tries: 2 })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(
        /127\.0\.0\.1:\d+ cannot be reached.*ECONNREFUSED.*Check the connection/u,
      ) as string,
    });
  });

  test('that is no hub is told so', async () => {
    hub.fault = (asked) => (asked.includes('/api/') ? { kind: 'cut', afterBytes: 20 } : null);
    await expect(download({}, { tries: 2 })).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('going on', () => {
  /** Cancels when so many bytes of the graph are there. */
  async function cancelAt(bytes: number): Promise<void> {
    graphFaults({ kind: 'drip', pieceBytes: 400, everyMs: 5 });
    const controller = new AbortController();
    const write: DownloadOptions['write'] = async (handle, part) => {
      await handle.write(part);
      if (existsSync(incomplete()) && (await handle.stat()).size >= bytes) controller.abort();
    };
    await expect(download({}, { signal: controller.signal, write })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(existsSync(target())).toBe(false);
    expect(downloadedModels(models)).toEqual([]);
  }

  test('after a cancel fetches only the rest', async () => {
    await cancelAt(2_000);
    const there = statSync(incomplete()).size;
    expect(there).toBeGreaterThanOrEqual(2_000);
    expect(there).toBeLessThan(graphBytes().length);
    const listing = await inspect(REPOSITORY);
    expect(listing.variants[0]).toMatchObject({ presence: 'part' });
    hub.asked.length = 0;
    hub.fault = () => null;
    await download();
    expect(hub.filesAsked()).toEqual([GRAPH]);
    expect(graphRanges()).toEqual([`bytes=${there}-`]);
    expectWhole();
  });

  test('after the repository changed fetches what is new, and keeps what is the same', async () => {
    await cancelAt(2_000);
    const other = Buffer.from(graphBytes());
    // A name in the graph's head: still a model, with another checksum.
    other.write('x', other.indexOf('main_graph'));
    hub.repositories.get(REPOSITORY)?.files.set(GRAPH, other);
    hub.fault = () => null;
    hub.asked.length = 0;
    await download();
    expect(hub.filesAsked()).toEqual([GRAPH]);
    expect(graphRanges()).toEqual([null]);
    expectWhole();
  });

  test('from a damaged part begins that file anew', async () => {
    await cancelAt(2_000);
    writeFileSync(incomplete(), Buffer.alloc(statSync(incomplete()).size, 7));
    hub.fault = () => null;
    await download();
    expectWhole();
  });

  test('is for one at a time', async () => {
    graphFaults({ kind: 'drip', pieceBytes: Math.ceil(graphBytes().length / 10), everyMs: 20 });
    const first = download();
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (!existsSync(`${target()}~lock`)) return;
        clearInterval(timer);
        resolve();
      }, 2);
    });
    await expect(download()).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringMatching(/being downloaded already/u) as string,
    });
    await first;
    expectWhole();
  });
});

describe('the disk', () => {
  test('is checked before the first byte', async () => {
    await expect(download({}, { freeBytes: () => 1e6 })).rejects.toMatchObject({
      code: 'diskFull',
      message: expect.stringMatching(/needs 0\.\d+ GB.*has 0\.00 GB.*--out/u) as string,
    });
    expect(hub.filesAsked()).toEqual([]);
  });

  test('that fills up while it is written keeps what has come', async () => {
    let written = 0;
    graphFaults({ kind: 'drip', pieceBytes: 1_000, everyMs: 2 });
    const write: DownloadOptions['write'] = async (handle, part) => {
      written += part.length;
      if (written > 20_000) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      await handle.write(part);
    };
    await expect(download({}, { write })).rejects.toMatchObject({ code: 'diskFull' });
    expect(existsSync(target())).toBe(false);
    expect(statSync(incomplete()).size).toBeGreaterThan(0);
    hub.fault = () => null;
    await download();
    expectWhole();
  });
});

describe('repositories that cannot be had', () => {
  test('are told apart', async () => {
    await expect(download({ repository: 'owner/nothing' })).rejects.toMatchObject({
      code: 'notFound',
      message: expect.stringMatching(/no model repository owner\/nothing.*spelling/u) as string,
    });
    await expect(download({ revision: 'v9' })).rejects.toMatchObject({
      code: 'notFound',
      message: expect.stringContaining('"v9"') as string,
    });
    await expect(download({ repository: 'just-a-name' })).rejects.toMatchObject({ code: 'invalidRequest' });
    process.env['HF_HUB_OFFLINE'] = '1';
    hub.asked.length = 0;
    await expect(download()).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('HF_HUB_OFFLINE') as string,
    });
    expect(hub.asked).toEqual([]);
  });

  test('that are gated want a token, and get it only when they ask', async () => {
    hub.add(REPOSITORY, readGolden('tiny-llama').folder, { gated: 'auto' });
    await expect(download()).rejects.toMatchObject({
      code: 'accessDenied',
      message: expect.stringMatching(/gated.*HF_TOKEN/u) as string,
    });
    await expect(download({ token: 'hf_wrong' })).rejects.toMatchObject({
      code: 'accessDenied',
      message: expect.not.stringContaining('hf_wrong') as string,
    });
    hub.asked.length = 0;
    process.env['HF_TOKEN'] = hub.token;
    await download();
    expectWhole();
    expect(
      hub.asked.filter(({ path: asked }) => asked.startsWith('/api/')).every(({ token }) => token === null),
    ).toBe(true);
    expect(hub.asked.some(({ token }) => token === hub.token)).toBe(true);
  });

  test('without ONNX name twins that have it, and how to export', async () => {
    hub.add('HuggingFaceTB/SmolLM2-135M', readGolden('tiny-llama').folder).files = new Map([
      ['config.json', Buffer.from('{}')],
      ['model.safetensors', Buffer.from('x')],
    ]);
    hub.add('somebody/SmolLM2-135M', readGolden('tiny-llama').folder, { tags: ['onnx'] });
    hub.add('onnx-community/SmolLM2-135M-ONNX', readGolden('tiny-llama').folder, { tags: ['onnx'] });
    const listing = await inspect('HuggingFaceTB/SmolLM2-135M');
    expect(listing).toMatchObject({
      variants: [],
      twins: ['onnx-community/SmolLM2-135M-ONNX', 'somebody/SmolLM2-135M'],
    });
    expect(listing.problem).toMatch(
      /no ONNX export.*model\.safetensors.*optimum-cli export onnx --model HuggingFaceTB\/SmolLM2-135M/u,
    );
    await expect(download({ repository: 'HuggingFaceTB/SmolLM2-135M' })).rejects.toMatchObject({
      code: 'badModel',
    });
  });

  test('without a tokenizer say so before anything is fetched', async () => {
    hub.repositories.get(REPOSITORY)?.files.delete('tokenizer.json');
    await expect(download()).rejects.toThrow(/has no tokenizer\.json/u);
    expect(hub.filesAsked()).toEqual([]);
  });

  test('need their licence to be known to the user', async () => {
    expect((await inspect(REPOSITORY)).licence).toEqual({
      id: LICENCE,
      url: `${hub.url}/${REPOSITORY}`,
      from: null,
    });
    hub.add(REPOSITORY, readGolden('tiny-llama').folder, {
      card: { license: 'other', license_name: 'gemma', license_link: 'https://ai.google.dev/gemma/terms' },
    });
    expect((await inspect(REPOSITORY)).licence).toEqual({
      id: 'gemma',
      url: 'https://ai.google.dev/gemma/terms',
      from: null,
    });
    await expect(download()).rejects.toThrow(/licence of owner\/tiny-llama is gemma.*not apache-2\.0/u);
    expect(hub.filesAsked()).toEqual([]);
    hub.add('owner/base', readGolden('tiny-llama').folder, { card: { license: 'mit' } });
    hub.add(REPOSITORY, readGolden('tiny-llama').folder, { card: { base_model: 'owner/base' } });
    expect((await inspect(REPOSITORY)).licence).toMatchObject({ id: 'mit', from: 'owner/base' });
    hub.add(REPOSITORY, readGolden('tiny-llama').folder, { card: {} });
    expect((await inspect(REPOSITORY)).licence.id).toBeNull();
    await download({ licence: null });
    expectWhole();
  });
});

describe('hostile repositories', () => {
  const names = [
    '../../../escaped.onnx',
    '/tmp/escaped.onnx',
    'onnx/../../escaped.onnx',
    'C:\\escaped.onnx',
    'onnx\\..\\escaped.onnx',
    'onnx/nul.onnx',
    'on\0nx/model.onnx',
    'a:b/model.onnx',
    'onnx /model.onnx',
  ];
  const entry = (file: string, content = Buffer.from('x')): unknown => ({
    type: 'file',
    path: file,
    size: content.length,
    oid: 'a'.repeat(40),
    lfs: { oid: createHash('sha256').update(content).digest('hex'), size: content.length, pointerSize: 1 },
  });

  test('offer no file whose name leads elsewhere, or is none everywhere', async () => {
    const repository = hub.repositories.get(REPOSITORY);
    if (repository) repository.list = ['config.json', 'tokenizer.json', ...names].map((name) => entry(name));
    const listing = await inspect(REPOSITORY);
    expect(listing.variants).toEqual([]);
    expect(listing.warnings).toEqual([expect.stringContaining(`${names.length} files have names`)]);
    await expect(download()).rejects.toMatchObject({ code: 'badModel' });
    expect(hub.filesAsked()).toEqual([]);
  });

  test.each([
    ['', '../../model.dat', '../../model.dat'],
    ['a/b/', '../../model.dat', 'model.dat'],
    ['a/b/', '/tmp/model.data', 'a/b/tmp/model.data'],
  ])('cannot lead a graph in "%s" to weights in %s', async (place, location, file) => {
    const { folder } = readGolden('tiny-llama-genai');
    const repository = hub.add(REPOSITORY, folder);
    const graph = repository.files.get('model.onnx')?.toString('latin1') ?? '';
    expect(location).toHaveLength('model.onnx.data'.length);
    repository.files.delete('model.onnx');
    repository.files.set(
      `${place}model.onnx`,
      Buffer.from(graph.replaceAll('model.onnx.data', location), 'latin1'),
    );
    repository.files.set(file, Buffer.from('x'));
    await expect(download()).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining(location) as string,
    });
    expect(hub.filesAsked()).not.toContain(file);
    expect(existsSync(target())).toBe(false);
  });

  test('cannot make use of a link in the way', async () => {
    const elsewhere = path.join(models, 'elsewhere');
    mkdirSync(elsewhere);
    hub.fault = (asked) => (asked.endsWith(GRAPH) ? { kind: 'status', status: 404 } : null);
    await expect(download()).rejects.toThrow();
    rmSync(path.join(`${target()}~partial`, 'onnx'), { recursive: true, force: true });
    symlinkSync(elsewhere, path.join(`${target()}~partial`, 'onnx'));
    hub.fault = () => null;
    await expect(download()).rejects.toThrow(/is a link that leads out/u);
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test.each<[string, unknown[]]>([
    ['no list of files', [{ nonsense: true }]],
    ['negative sizes', [{ type: 'file', path: GRAPH, size: -1, oid: 'a'.repeat(40) }]],
  ])('with %s are no hub', async (_what, list) => {
    const repository = hub.repositories.get(REPOSITORY);
    if (repository) repository.list = list;
    await expect(inspect(REPOSITORY)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('list of files') as string,
    });
  });

  test('without checksums are not trusted', async () => {
    const repository = hub.repositories.get(REPOSITORY);
    if (repository)
      repository.list = [...repository.files].map(([file, content]) => ({
        type: 'file',
        path: file,
        size: content.length,
      }));
    await expect(download()).rejects.toThrow(/names no checksum/u);
    expect(hub.filesAsked()).toEqual([]);
  });
});

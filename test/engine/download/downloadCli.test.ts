/** `monosema download` as a user runs it, killed and interrupted too. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { readGolden } from '../llm/golden.ts';
import { bundle, until } from '../processes/bundle.ts';
import { startCli, type CliOutcome } from '../processes/cliProcess.ts';
import { HubServer } from './hubServer.ts';

const REPOSITORY = 'owner/tiny-llama';
const GRAPH = 'onnx/model.onnx';

let built: string;
let hub: HubServer;
let storage: string;

beforeAll(async () => {
  built = await bundle({ cli: 'native-worker/cli.ts', model: 'native-worker/model.ts' });
  hub = await HubServer.start();
});
afterAll(async () => {
  await hub.stop();
  rmSync(built, { recursive: true, force: true });
});
beforeEach(() => {
  storage = temporaryFolder();
  hub.reset();
  hub.add(REPOSITORY, readGolden('tiny-llama').folder);
});
afterEach(() => {
  rmSync(storage, { recursive: true, force: true });
});

const start = (...args: string[]): ReturnType<typeof startCli> =>
  startCli(
    { built, storage, environment: { HF_ENDPOINT: hub.url, HF_HOME: storage, HF_TOKEN: '' } },
    'download',
    ...args,
  );
const monosema = (...args: string[]): Promise<CliOutcome> => start(...args).outcome;
const target = (): string => path.join(storage, 'models', 'owner', 'tiny-llama');
const incomplete = (): string => path.join(`${target()}~partial`, `${GRAPH}.incomplete`);

/** Drips the graph, a few seconds in all. */
function slowly(): void {
  hub.fault = (asked) =>
    asked.startsWith('/cdn/') && asked.endsWith(GRAPH)
      ? { kind: 'drip', pieceBytes: 1_000, everyMs: 50 }
      : null;
}

const untilSomeIsThere = (): Promise<boolean> =>
  until('a part of the graph', () => (statSync(incomplete(), { throwIfNoEntry: false })?.size ?? 0) > 0);

function expectWhole(): void {
  const right = readFileSync(path.join(readGolden('tiny-llama').folder, GRAPH));
  expect(readFileSync(path.join(target(), GRAPH)).equals(right)).toBe(true);
  expect(readdirSync(path.dirname(target()))).toEqual(['tiny-llama']);
}

describe('monosema download', () => {
  test('shows the short list without asking the hub', async () => {
    const { code, stdout } = await monosema();
    expect(code).toBe(0);
    expect(stdout).toMatch(/onnx-community\/SmolLM2-135M-ONNX +135\.0 M +540 MB +apache-2\.0/u);
    expect(hub.asked).toEqual([]);
  });

  test('wants the licence agreed to', async () => {
    const { code, stderr } = await monosema(REPOSITORY);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Licence +apache-2\.0.*\n.*Folder.*free\)[^]*say --yes/u);
    expect(hub.filesAsked()).toEqual([]);
  });

  test('brings a model that the other commands then know', async () => {
    const { code, stdout, stderr } = await monosema(REPOSITORY, '--yes', '--json');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(JSON.parse(stdout)).toMatchObject({ folder: target(), precision: 'fp32', wasThere: false });
    expect(stderr).toMatch(/100 %/u);
    expectWhole();
    const models = await startCli({ built, storage }, 'models').outcome;
    expect(models.stdout).toContain(target());
  });

  test('fails where there is no ONNX, and names what to try', async () => {
    hub.add('owner/plain', readGolden('tiny-llama').folder).files = new Map([
      ['config.json', Buffer.from('{}')],
    ]);
    hub.add('onnx-community/plain-ONNX', readGolden('tiny-llama').folder, { tags: ['onnx'] });
    const { code, stderr } = await monosema('owner/plain', '--yes');
    expect(code).toBe(1);
    expect(stderr).toMatch(/no ONNX export[^]*Try: monosema download onnx-community\/plain-ONNX/u);
    expect((await monosema('owner/none', '--yes')).code).toBe(1);
    expect((await monosema(REPOSITORY, '--yes', '--precision', 'q9')).code).toBe(2);
  });

  test('keeps what has come on Ctrl-C', async () => {
    slowly();
    const { child, outcome } = start(REPOSITORY, '--yes');
    await untilSomeIsThere();
    child.kill('SIGINT');
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Stopped\..*are kept; the same command goes on/u);
    expect(existsSync(target())).toBe(false);
    expect(statSync(incomplete()).size).toBeGreaterThan(0);
  });

  test('goes on after it was killed, and makes a whole model', async () => {
    slowly();
    const { child, outcome } = start(REPOSITORY, '--yes');
    await untilSomeIsThere();
    child.kill('SIGKILL');
    await outcome;
    const kept = statSync(incomplete()).size;
    expect(existsSync(target())).toBe(false);
    hub.fault = () => null;
    hub.asked.length = 0;
    expect((await monosema(REPOSITORY, '--yes')).code).toBe(0);
    expect(hub.filesAsked()).toEqual([GRAPH]);
    expect(hub.asked.at(-1)?.range).toBe(`bytes=${kept}-`);
    expectWhole();
  });
});

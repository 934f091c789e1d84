/** The command line as a user runs it: output, exit codes, Ctrl-C. Everything on the tiny model. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMetrics } from '../../../native-worker/runs/metricsLog.ts';
import { liveLockHolder } from '../../../native-worker/files/folderLock.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import type { FeatureDetail, FeaturePage } from '../../../protocol/feature.ts';
import type { InspectResult } from '../../../protocol/inspection.ts';
import { readSaelens } from '../../../native-worker/sae/formats/openSaelens.ts';
import type { ModelSummary } from '../../../protocol/model.ts';
import type { RunSummary, SaeExport } from '../../../protocol/run.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { bundle, until } from '../processes/bundle.ts';
import { startCli, type CliOutcome } from '../processes/cliProcess.ts';
import { tinyModelFolder, writeCorpus } from '../processes/tinyRun.ts';

let built: string;
let storage: string;
let corpus: string;

const start = (...args: string[]) => startCli({ built, storage }, ...args);

/** A new folder with one file. */
function folderWith(name: string, content: string | Uint8Array): string {
  const folder = mkdtempSync(path.join(storage, 'given-'));
  writeFileSync(path.join(folder, name), content);
  return folder;
}

const monosema = (...args: string[]): Promise<CliOutcome> => start(...args).outcome;

const trainArgs = (name: string, steps: number): string[] => [
  ...[
    'train',
    '--model',
    tinyModelFolder,
    '--hook',
    'blocks.0.hook_resid_post',
    '--corpus',
    corpus,
    '--name',
    name,
  ],
  ...[
    '--features',
    '64',
    '--batch',
    '64',
    '--tokens',
    String(64 * steps),
    '--context',
    '32',
    '--groups',
    '4',
  ],
  ...['--ltf', '0.01', '--checkpoint-every', '20', '--llm-device', 'cpu', '--sae-device', 'cpu'],
];

beforeAll(async () => {
  built = await bundle({
    cli: 'native-worker/cli.ts',
    model: 'native-worker/model.ts',
    job: 'native-worker/job.ts',
  });
  storage = temporaryFolder();
  corpus = writeCorpus(storage);
  const trained = await monosema(...trainArgs('first', 120));
  expect(trained).toMatchObject({ code: 0 });
  expect(trained.stderr).toMatch(/training[\s\S]*step \d+\/120[\s\S]*Finished: .*first/u);
  expect(trained.stderr).toMatch(
    /^Device {2}language model on cpu: .*$\n^Device {2}SAE on cpu: It was asked for\. On \d thread/mu,
  );
  expect(trained.stdout).toBe('');
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
  rmSync(storage, { recursive: true, force: true });
});

describe('monosema', () => {
  test('lists runs, as a table and as JSON', async () => {
    const { code, stdout } = await monosema('runs');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^run\s+status\s+step/mu);
    expect(stdout).toMatch(/^first\s+finished\s+120\/120\s+64/mu);
    const listed = JSON.parse((await monosema('runs', '--json')).stdout) as RunSummary[];
    expect(listed.map((run) => run.id)).toContain('first');
  });

  test('shows features, sorted and filtered', async () => {
    const { code, stdout } = await monosema('features', 'first', '--limit', '5');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^index\s+density\s+max\s+group\s+top token in context$/u);
    expect(lines).toHaveLength(6);
    const query = ['--query', '@group:3', '--sort', 'index', '--ascending', '--json'];
    const page = JSON.parse((await monosema('features', 'first', ...query)).stdout) as FeaturePage;
    expect(page.matching).toBe(16);
    expect(page.rows.every((row) => row.group === 3)).toBe(true);
    const feature = JSON.parse(
      (await monosema('features', 'first', '--feature', '3', '--json')).stdout,
    ) as FeatureDetail;
    expect(feature.row.index).toBe(3);
  });

  test('inspects a selection of a file as its bytes stand, with ranges in UTF-16 units', async () => {
    const file = path.join(storage, 'buffer.txt');
    const text = 'the quick 👩‍👩‍👧 fox\r\njumps über 漢字 dogs\r\n';
    writeFileSync(file, text);
    const selection = { start: text.indexOf('jumps'), end: text.indexOf('dogs') };
    const range = `${selection.start}:${selection.end}`;
    const { code, stdout } = await monosema(
      'inspect',
      '--run',
      'first',
      '--file',
      file,
      '--selection',
      range,
      '--json',
    );
    expect(code).toBe(0);
    const { tokens, contextTokens } = JSON.parse(stdout) as InspectResult;
    expect(contextTokens).toBeGreaterThan(0);
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) {
      expect(token.range).not.toBeNull();
      expect(token.range?.end ?? 0).toBeGreaterThan(selection.start);
      expect(token.range?.start ?? 0).toBeLessThan(selection.end);
    }
    const readable = await monosema('inspect', '--run', 'first', '--text', 'the quick fox');
    expect(readable.stdout).toMatch(/^feature\s+here\s+of max/mu);
  });

  test('inspects without a run', async () => {
    const args = [
      '--model',
      tinyModelFolder,
      '--hook',
      'blocks.1.hook_resid_post',
      '--text',
      'the quick fox',
    ];
    const { code, stdout } = await monosema('inspect', ...args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^token\s+norm\s+loss\s+likeliest next/mu);
  });

  test('shows a model as a map of what its hook points cost, the first layer at the bottom', async () => {
    const { code, stdout, stderr } = await monosema('models', tinyModelFolder);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /layer +resid_pre +attn_out +resid_mid +mlp_out +resid_post\n +1 +40 % +66 % +66 % +79 % +79 %\n +0 +0 % +26 % +26 % +40 % +40 %\n/u,
    );
    expect(stdout).toContain('Default: blocks.1.hook_resid_post');
    expect(stderr).toContain('share of the forward pass');
    const [, llama] = JSON.parse(
      (await monosema('models', tinyModelFolder, '--json')).stdout,
    ) as ModelSummary[];
    expect(llama?.hookPoints.at(-1)).toMatchObject({
      op: 'Add',
      shape: ['batch', 'position', 32],
      width: 32,
    });
  });

  test('finds tensors of a model by parts of their names', async () => {
    const { code, stdout } = await monosema('models', tinyModelFolder, '--tensors', 'layers.1 gate');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /tensor:\/model\/layers\.1\/mlp\/gate_proj\/MatMul_output_0 +MatMul +64 +\[.*, 64\] +71 %/u,
    );
    const none = await monosema('models', tinyModelFolder, '--tensors', 'layers.1 gaet');
    expect(none.stderr).toContain('these are the nearest');
    expect(none.stdout).toContain('layers.1/');
    expect((await monosema('models', '--tensors', 'x')).code).toBe(2);
  });

  test('trains a rival by its own flags, keeps them in run.json and lists the run by them', async () => {
    const { code, stdout } = await monosema(
      ...['train', '--model', tinyModelFolder, '--hook', 'blocks.0.hook_resid_post', '--corpus', corpus],
      ...['--name', 'rival', '--algorithm', 'batchtopk', '--k', '4', '--set', 'thresholdMomentum=0.9'],
      ...['--features', '48', '--batch', '64', '--tokens', '1280', '--context', '32', '--json'],
    );
    expect(code).toBe(0);
    const { request, lastMetrics } = JSON.parse(stdout) as RunSummary;
    // Derived from the twenty steps that were asked for, not from the size's.
    expect(request.sae.algorithm).toMatchObject({ k: 4, thresholdMomentum: 0.9, warmUpSteps: 1 });
    expect(lastMetrics).toMatchObject({ step: 20, l0: 4, groups: [] });
    const { weights } = await readSaelens(path.join(storage, 'runs/rival/sae'));
    expect(weights.threshold?.[0]).toBeCloseTo(lastMetrics?.threshold ?? NaN, 5);
    expect((await monosema('runs')).stdout).toMatch(/^rival\s+finished.*batchtopk, k 4/mu);
    expect((await monosema('features', 'rival', '--limit', '2')).code).toBe(0);
  });

  test('exports the SAE of a run as it is', async () => {
    const folder = path.join(storage, 'exported');
    const { code, stdout } = await monosema('export', 'first', folder);
    expect([code, stdout]).toEqual([0, `SAELens folder: ${folder}\n`]);
    const own = runPaths(path.join(storage, 'runs', 'first')).sae;
    expect(readdirSync(folder).sort()).toEqual(readdirSync(own).sort());
    for (const file of readdirSync(own)) {
      expect(readFileSync(path.join(folder, file))).toEqual(readFileSync(path.join(own, file)));
    }
  });

  test('exports it with its twins merged, and leaves the run as it was', async () => {
    const own = path.join(runPaths(path.join(storage, 'runs', 'first')).sae, 'sae_weights.safetensors');
    const before = readFileSync(own);
    const folder = path.join(storage, 'merged');
    const { code, stdout, stderr } = await monosema(
      'export',
      'first',
      folder,
      '--merge-twins',
      '0.6',
      '--json',
    );
    expect([code, stderr]).toEqual([0, expect.stringMatching(/reads a part of the corpus/u)]);
    const { merged } = JSON.parse(stdout) as SaeExport;
    expect(readFileSync(own)).toEqual(before);
    const { weights, metadata } = await readSaelens(folder);
    expect(weights.dSae).toBe(merged?.features);
    expect(weights.dSae).toBeLessThan(64);
    expect(metadata).toMatchObject({
      training_architecture: 'gba',
      merged_twins: { cosine: 0.6, d_sae_before: 64, clusters: 'clusters.json' },
    });
    const { clusters } = JSON.parse(readFileSync(path.join(folder, 'clusters.json'), 'utf8')) as {
      clusters: number[][];
    };
    expect(clusters).toHaveLength(weights.dSae);
    expect(clusters.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, m) => m));
  });

  test.each<[string, () => string[], RegExp]>([
    ['a folder with files in it', () => [folderWith('a.txt', 'mine')], /is not empty/u],
    ['a place among the runs', () => [path.join(storage, 'runs', 'first', 'sae-2')], /where runs are kept/u],
    [
      'a cosine that is none',
      () => [path.join(storage, 'x'), '--merge-twins', '2'],
      /between 0 and 1, not 2/u,
    ],
  ])('refuses to export to %s', async (_what, args, message) => {
    const { code, stderr } = await monosema('export', 'first', ...args());
    expect(stderr).toMatch(message);
    expect(code).not.toBe(0);
  });

  test('renames and deletes a run', async () => {
    const folder = path.join(storage, 'runs', 'unread');
    mkdirSync(folder);
    expect((await monosema('runs', 'delete', 'unread')).code).toBe(0);
    expect(existsSync(folder)).toBe(false);
    expect((await monosema('runs', 'rename', 'first', 'The first')).code).toBe(0);
    expect((await monosema('runs')).stdout).toMatch(/^first/mu);
    expect((JSON.parse((await monosema('runs', 'show', 'first')).stdout) as RunSummary).name).toBe(
      'The first',
    );
  });

  test.each<[string, string[], RegExp]>([
    ['an unknown command', ['fly'], /no command "fly"/u],
    ['an unknown option', ['train', '--speed', '9'], /Unknown option `--speed`/u],
    ['a missing argument', ['features'], /missing required args/u],
    ['a size that is none', ['train', '--size', 'huge'], /--size must be one of small, medium, large/u],
    [
      'a corpus that is not there',
      ['train', '--model', tinyModelFolder, '--corpus', '/nowhere'],
      /\/nowhere does not exist/u,
    ],
    [
      'a flag of another algorithm',
      ['train', '--algorithm', 'topk', '--htf', '0.1'],
      /--htf belongs to gba, ba, not to topk: its L0 is --k/u,
    ],
    ['a wrong query', ['features', 'first', '--query', '@nonsense:>1'], /--query/u],
    ['no text to inspect', ['inspect', '--run', 'first'], /--text, or by --file/u],
    ['an action that is none', ['runs', 'paint', 'first'], /no action "paint"/u],
  ])('ends with 2 for %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await monosema(...args);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^\s+at /mu);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test.each<[string, string[], RegExp]>([
    ['a run that is not there', ['features', 'nothing'], /no run "nothing"; there are: .*first/u],
    ['a folder that is no model', ['train', '--model', 'docs'], /config\.json/u],
  ])('ends with 1 for %s', async (_what, args, message) => {
    const { code, stderr } = await monosema(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(1);
  });

  test('inspects nothing, blanks, digits and stdin as they were given', async () => {
    const textOf = async (...flags: string[]): Promise<string> => {
      const { stdout } = await monosema('inspect', '--run', 'first', ...flags, '--json');
      return (JSON.parse(stdout) as InspectResult).tokens.map((token) => token.text).join('');
    };
    expect(await textOf('--text', '')).toBe('');
    expect(await textOf('--text', ' \n ')).toBe(' \n ');
    expect(await textOf('--text', '007')).toBe('007');
    expect(await textOf('--text', '-5 dogs')).toBe('-5 dogs');
  });

  test('stopped by Ctrl-C while its run starts leaves no job behind', async () => {
    const { child, outcome } = start(...trainArgs('early', 1_500));
    const paths = runPaths(path.join(storage, 'runs', 'early'));
    await until('the run to be made', () => existsSync(paths.root), 60);
    child.kill('SIGINT');
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toContain('Go on with: monosema runs resume early');
    await until('the job to end', () => liveLockHolder(paths) === null);
    const listed = await monosema('runs');
    expect(listed.stdout).toMatch(/^early\s+stopped/mu);
    expect(listed.stderr).toContain('Go on with a stopped run: monosema runs resume <run>');
  });

  test('explains itself with examples and exit codes', async () => {
    const { code, stdout } = await monosema('train', '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(/Examples:[\s\S]*monosema train --size small[\s\S]*Exit codes:/u);
  });

  test('stopped by Ctrl-C keeps its checkpoint, says how to go on, and does', async () => {
    const { child, outcome } = start(...trainArgs('cut', 1_500));
    const { metrics, root } = runPaths(path.join(storage, 'runs', 'cut'));
    await until(
      'some steps',
      () => existsSync(metrics) && (readMetrics(metrics).at(-1)?.step ?? 0) >= 50,
      60,
    );
    child.kill('SIGINT');
    const { code, stderr } = await outcome;
    expect(code).toBe(130);
    expect(stderr).toMatch(/Stopped at step \d+\. Go on with: monosema runs resume cut/u);
    await until('the job to end', () => liveLockHolder(runPaths(root)) === null);
    const resumed = await monosema('runs', 'resume', 'cut', '--json');
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.stdout)).toMatchObject({ id: 'cut', status: 'finished' });
    expect(readMetrics(metrics).map((line) => line.step)).toEqual(
      Array.from({ length: 150 }, (_, i) => 10 * (i + 1)),
    );
    expect(readFileSync(path.join(root, 'index', 'current'), 'utf8').trim()).toBe('1500');
  });
});

/** `monosema train` with several hook points, as a user starts it. */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunSummary } from '../../../protocol/run.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { bundle, until } from '../processes/bundle.ts';
import { startCli } from '../processes/cliProcess.ts';
import { tinyModelFolder, writeCorpus } from '../processes/tinyRun.ts';

let built: string;
let storage: string;
let corpus: string;
beforeAll(async () => {
  const names = ['cli', 'model', 'job'];
  built = await bundle(Object.fromEntries(names.map((name) => [name, `native-worker/${name}.ts`])));
  storage = temporaryFolder();
  corpus = writeCorpus(storage);
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
  rmSync(storage, { recursive: true, force: true });
});

const start = (hooks: readonly string[], ...more: string[]): ReturnType<typeof startCli> =>
  startCli(
    { built, storage },
    ...[
      'train',
      '--model',
      tinyModelFolder,
      '--corpus',
      corpus,
      ...hooks.flatMap((name) => ['--hook', name]),
    ],
    ...['--features', '64', '--batch', '64', '--context', '32', '--llm-device', 'cpu', '--sae-device', 'cpu'],
    ...more,
  );
const runsOf = (stdout: string): RunSummary[] => JSON.parse(stdout) as RunSummary[];

test('trains a run at each of several hook points, and says beforehand what all of them need', async () => {
  const hooks = ['blocks.0.hook_mlp_out', 'blocks.1.hook_resid_post'];
  const { code, stderr } = await start(hooks, '--tokens', '6400', '--name', 'pair').outcome;
  expect(code).toBe(0);
  expect(stderr).toMatch(/^Model .*blocks\.0\.hook_mlp_out, blocks\.1\.hook_resid_post$/mu);
  expect(stderr).toMatch(/^Needs .* of disk, about \d+ s$/mu);
  expect(stderr).toMatch(/^Note {4}The model runs over the text once for all 2 hook points/mu);
  expect(stderr.match(/^Finished: /gmu)).toHaveLength(2);
  const listed = await startCli({ built, storage }, 'runs', '--json').outcome;
  const own = runsOf(listed.stdout).filter(({ readOnly }) => !readOnly);
  expect(own.map(({ name }) => name).sort()).toEqual(hooks.map((hook) => `pair-${hook}`).sort());
  expect(own.map(({ status }) => status)).toEqual(['finished', 'finished']);
  expect(own.every(({ indexStep }) => indexStep === 100)).toBe(true);
  const stored = await startCli({ built, storage }, 'activations').outcome;
  for (const hook of hooks) expect(stored.stdout).toContain(hook);
});

test('stops all of them at Ctrl-C, and each can be resumed', async () => {
  const hooks = ['blocks.0.hook_resid_pre', 'blocks.1.hook_mlp_out'];
  const { child, outcome } = start(hooks, '--tokens', '640k', '--name', 'stopped', '--json');
  let heard = '';
  child.stderr?.on('data', (text: string) => (heard += text));
  await until('the training', () => heard.includes('training'), 60);
  child.kill('SIGINT');
  const { code, stdout } = await outcome;
  expect(code).toBe(130);
  expect(runsOf(stdout).map(({ status }) => status)).toEqual(['stopped', 'stopped']);
  expect(runsOf(stdout)[1]?.progress?.step).toBe(0);
});

test('refuses a hook point that is named twice or is not there, before a run is made', async () => {
  const before = readdirSync(path.join(storage, 'runs'));
  const twice = await start(['blocks.0.hook_mlp_out', 'blocks.0.hook_mlp_out']).outcome;
  expect([twice.code, twice.stderr]).toEqual([2, expect.stringContaining('named twice')]);
  const unknown = await start(['blocks.0.hook_mlp_out', 'blocks.0.hook_mlp_in']).outcome;
  expect(unknown.stderr).toMatch(/no hook point 'blocks\.0\.hook_mlp_in'.*Nearest.*blocks\.0\.hook_mlp_out/u);
  expect(unknown.code).not.toBe(0);
  expect(readdirSync(path.join(storage, 'runs'))).toEqual(before);
});

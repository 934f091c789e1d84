/** `monosema compare` as a user runs it, on the tiny model: one harvest, arms in processes, what is left by a kill, wrong command lines. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareResultsSchema } from '../../../native-worker/comparison/compareResults.ts';
import type { CompareResults } from '../../../native-worker/comparison/compareResults.ts';
import type { ExperimentReport } from '../../../protocol/experiment.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { bundle, until } from '../processes/bundle.ts';
import { startCli, type CliOutcome } from '../processes/cliProcess.ts';
import { tinyModelFolder, writeCorpus } from '../processes/tinyRun.ts';

let built: string;
let storage: string;
let corpus: string;

const start = (...args: string[]) => startCli({ built, storage }, ...args);

/** Seconds each, on the tiny model. */
const tiny = (given = corpus): string[] => [
  ...['--model', tinyModelFolder, '--hook', 'blocks.0.hook_resid_post', '--corpus', given, '--context', '32'],
  ...['--features', '64', '--batch', '64', '--steps', '20', '--llm-device', 'cpu', '--jobs', '2'],
];
const small = ['--algorithms', 'gba,topk', '--seeds', '2', '--points', '2'];
const compare = (...args: string[]): Promise<CliOutcome> => start('compare', ...args).outcome;

function readResults(out: string): CompareResults {
  return compareResultsSchema.parse(JSON.parse(readFileSync(path.join(out, 'results.json'), 'utf8')));
}

/** Finished arms with the times they were written at. */
function armsIn(out: string): Map<string, number> {
  const folder = path.join(out, 'arms');
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return new Map(names.map((name) => [name, statSync(path.join(folder, name)).mtimeMs]));
}

beforeAll(async () => {
  built = await bundle({
    cli: 'native-worker/cli.ts',
    model: 'native-worker/model.ts',
    experiment: 'native-worker/experiment.ts',
  });
  storage = temporaryFolder();
  corpus = writeCorpus(storage);
});

afterAll(() => {
  rmSync(built, { recursive: true, force: true });
  rmSync(storage, { recursive: true, force: true });
});

describe('monosema compare', () => {
  test('trains all from one harvest, and goes on where it was killed to the same figures', async () => {
    const out = path.join(storage, 'whole');
    const whole = await compare(...small, ...tiny(), '--out', out, '--json');
    expect(whole.stderr).toContain('Harvested');
    expect(whole.code).toBe(0);
    const results = compareResultsSchema.parse(JSON.parse(whole.stdout));
    expect(results).toEqual(readResults(out));
    // 12 tuning runs and 2 points at 2 seeds, of each algorithm.
    expect(results.arms).toHaveLength(2 * (12 + 4));
    expect(new Set(results.arms.map(({ measured }) => measured?.heldOutTokens))).toEqual(
      new Set([results.activations.heldOutTokens]),
    );
    expect(results.consistency.map(({ label, all }) => [label, all.runs])).toEqual([
      ...[
        ['gba', 2],
        ['gba', 2],
        ['topk', 2],
        ['topk', 2],
      ],
    ]);
    const report = JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')) as ExperimentReport;
    for (const { file, svg } of report.plots) expect(readFileSync(path.join(out, file), 'utf8')).toBe(svg);
    expect(report.plots.map(({ file }) => file)).toEqual([
      ...['frontier.svg', 'features.svg', 'consistency.svg', 'targets.svg'],
    ]);

    const killed = path.join(storage, 'killed');
    const part = ['--algorithms', 'topk', '--seeds', '2', '--points', '2', ...tiny(), '--out', killed];
    const { child, outcome } = start('compare', ...part);
    await until('a few finished arms', () => armsIn(killed).size >= 3);
    child.kill('SIGKILL');
    await outcome;
    expect(existsSync(path.join(killed, 'report.json'))).toBe(false);
    const before = armsIn(killed);
    const second = await compare(...part);
    expect(second.stderr).toContain('Found');
    expect(second.code).toBe(0);
    const after = armsIn(killed);
    for (const [name, time] of before) expect(after.get(name)).toBe(time);
    const figures = ({ arms }: CompareResults): unknown =>
      arms.filter(({ label }) => label === 'topk').map(({ key, measured }) => ({ key, measured }));
    expect(figures(readResults(killed))).toEqual(figures(results));
  });

  test('asks for a fresh harvest where the stored one is damaged, and takes it', async () => {
    const activations = path.join(storage, 'activations');
    const [key] = readdirSync(activations).filter((name) => !name.startsWith('.'));
    const shard = path.join(activations, key ?? '', 'heldOut-00000.safetensors');
    const bytes = readFileSync(shard);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
    writeFileSync(shard, bytes);
    const scale = ['--choose-scale', '--target-l0', '6', ...tiny(), '--out', path.join(storage, 'scale')];
    const damaged = await compare(...scale);
    expect(damaged.code).toBe(1);
    expect(damaged.stderr).toContain('heldOut-00000.safetensors has the sha256');
    expect(damaged.stderr).toContain('--fresh');
    const fresh = await compare(...scale, '--fresh');
    expect(fresh.stderr).toContain('Harvested');
    expect(fresh.stdout).toContain('Output scale at L0 6');
    expect(fresh.code).toBe(0);
  });

  test('tells of a wrong command line before a model is opened, and of wrong settings after', async () => {
    const unknown = await compare('--algorithms', 'gba,sparse', '--model', '/nowhere');
    expect(unknown.stderr).toContain('There is no algorithm "sparse"; there are gba, topk');
    const wrong = await compare(...tiny(), '--seeds', '0');
    expect(wrong.stderr).toContain('--seeds needs a whole number from 1 up');
    expect([unknown.code, wrong.code]).toEqual([2, 2]);
  });

  test('refuses text that leaves nothing to measure on, before anything is trained', async () => {
    const folder = path.join(storage, 'short');
    mkdirSync(folder);
    for (const name of ['one', 'two', 'three'])
      writeFileSync(path.join(folder, `${name}.txt`), `${name} fox jumps over the lazy dog.`);
    const out = path.join(storage, 'nothing');
    const { code, stderr } = await compare(...small, ...tiny(folder), '--out', out);
    expect(stderr).toMatch(/gives \d+ unmasked held-out tokens, and at least 100 are needed/u);
    expect(code).toBe(1);
    expect(armsIn(out).size).toBe(0);
  });

  test('lists stored activations and deletes them', async () => {
    const listed = await start('activations').outcome;
    expect(listed.stdout).toContain('tiny-llama');
    expect((await start('activations', 'delete', 'ffff').outcome).stderr).toContain('No stored activations');
    expect((await start('activations', 'delete', 'all').outcome).code).toBe(0);
    expect((await start('activations').outcome).stderr).toContain('No activations are stored');
  });
});

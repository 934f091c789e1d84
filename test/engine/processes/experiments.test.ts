/** Synthetic experiments as a host of the engine sees them: real processes, a report in the end, and nothing left of a cancelled one. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ExperimentRun, SyntheticRequest } from '../../../protocol/experimentRun.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { bundle, until } from './bundle.ts';
import { EngineHost } from './engineHost.ts';

/** A fraction of a second an arm. */
const tiny: SyntheticRequest = {
  experiment: 'recovery',
  seed: 7,
  seeds: 1,
  options: {
    steps: 4,
    'paper-steps': 4,
    'true-features': 24,
    width: 12,
    active: 2,
    batch: 32,
    'held-out': 64,
  },
};
/** Minutes. */
const long: SyntheticRequest = {
  ...tiny,
  options: { ...tiny.options, steps: 100_000, 'paper-steps': 100_000 },
};

let built: string;
beforeAll(async () => {
  built = await bundle({ engine: 'native-worker/engine.ts', experiment: 'native-worker/experiment.ts' });
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
});

let storage: string;
let host: EngineHost;
beforeEach(() => {
  storage = temporaryFolder();
  host = new EngineHost(built, storage);
});
afterEach(() => {
  host.dispose();
  rmSync(storage, { recursive: true, force: true });
});

/** Processes that run this build's experiment.js, whoever their parent is. */
function experimentProcesses(): number[] {
  const module = path.join(built, 'experiment.js');
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(module))
    .map((line) => Number.parseInt(line, 10));
}

async function ended(run: ExperimentRun): Promise<ExperimentRun> {
  return until('the experiment to end', () =>
    host.experiments.findLast(({ folder, status }) => folder === run.folder && status !== 'running'),
  );
}

describe('a synthetic experiment', () => {
  test('runs, tells how far it is, and leaves a report that can be repeated and found again', async () => {
    const run = await host.request('experiments/start', tiny);
    expect(run).toMatchObject({ request: tiny, status: 'running', problem: null });
    await expect(host.request('experiments/start', tiny)).rejects.toThrow('is running');
    expect(await ended(run)).toMatchObject({ status: 'finished', problem: null, fraction: 1 });
    const told = host.experiments.map(({ fraction }) => fraction);
    expect(told).toEqual(told.toSorted((a, b) => a - b));

    const { report } = await host.request('experiments/get', { folder: run.folder });
    expect(report?.experiment).toBe('recovery');
    expect(report?.command).toBe(
      'monosema synthetic recovery --seed 7 --seeds 1 --true-features 24 --width 12 --active 2 --steps 4 --batch 32 --held-out 64 --paper-steps 4',
    );
    expect(report?.tables[0]?.rows.length).toBeGreaterThan(3);
    expect(report?.plots[0]?.svg).toContain('<svg');
    expect(readdirSync(run.folder)).toEqual(
      expect.arrayContaining(['report.json', 'report.md', 'recovery.svg']),
    );
    const [stored] = await host.request('experiments/list', null);
    expect(stored).toMatchObject({ folder: run.folder, experiment: 'recovery', title: report?.title });
    await until('its processes to end', () => experimentProcesses().length === 0);
  });

  test('is gone with all its processes once it is cancelled, and leaves no report', async () => {
    const run = await host.request('experiments/start', long);
    await until('its parts to run', () => experimentProcesses().length === 3);
    await host.request('experiments/cancel', { folder: run.folder });
    expect(await ended(run)).toMatchObject({ status: 'cancelled', problem: null });
    await until('its processes to end', () => experimentProcesses().length === 0, 3);
    expect(existsSync(run.folder)).toBe(false);
    expect(await host.request('experiments/list', null)).toEqual([]);
    expect((await host.request('experiments/get', { folder: run.folder })).report).toBeNull();
  });

  test('ends with its engine', async () => {
    await host.request('experiments/start', long);
    await until('its parts to run', () => experimentProcesses().length === 3);
    process.kill(host.pid, 'SIGKILL');
    await until('its processes to end', () => experimentProcesses().length === 0, 10);
    expect(readdirSync(path.join(storage, 'experiments'))).toEqual([]);
  });

  test('fails with what the command line would say, and in a wrong request before it starts', async () => {
    const unknown = await host.request('experiments/start', { ...tiny, options: { stepps: 4 } });
    expect((await ended(unknown)).problem).toContain('"synthetic recovery" has no option "stepps"');
    const impossible = await host.request('experiments/start', { ...tiny, options: { width: 0 } });
    expect(await ended(impossible)).toMatchObject({ status: 'failed' });
    await expect(host.request('experiments/start', { ...tiny, seeds: 0 })).rejects.toThrow('seeds');
    await until('their processes to end', () => experimentProcesses().length === 0);
  });
});

describe('reports', () => {
  test('are offered with the defaults of each experiment', async () => {
    const offers = await host.request('experiments/offers', null);
    expect(offers.map(({ request }) => request.experiment)).toEqual([
      'recovery',
      'resonance',
      'robustness',
      'consistency',
      'ladder',
    ]);
    for (const { request, seconds } of offers) {
      expect(request.seeds).toBeGreaterThan(0);
      expect(seconds).toBeGreaterThan(0);
    }
  });

  test('of any folder are read, damaged ones refused by name, and absent ones called so', async () => {
    const folder = path.join(storage, 'elsewhere');
    await expect(host.request('experiments/get', { folder })).rejects.toThrow('holds no report');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'report.json'), '{"version":1}');
    await expect(host.request('experiments/get', { folder })).rejects.toThrow(
      'is no report that this version reads',
    );
    const run = await host.request('experiments/start', tiny);
    await ended(run);
    const text = readFileSync(path.join(run.folder, 'report.json'), 'utf8');
    writeFileSync(path.join(folder, 'report.json'), text);
    const { run: none, report } = await host.request('experiments/get', { folder });
    expect(none).toBeNull();
    expect(report).toEqual(JSON.parse(text));
  });
});

/** The life of a job process and of those who watch it; the work is a stand-in that counts. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Jobs } from '../../../native-worker/engine/jobs.ts';
import { readMetrics } from '../../../native-worker/runs/metricsLog.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import { liveLockHolder } from '../../../native-worker/files/folderLock.ts';
import type { RunStore } from '../../../native-worker/runs/runStore.ts';
import type { RunSummary } from '../../../protocol/run.ts';
import { openStore, someModel, someRequest, temporaryFolder } from '../../unit/runs/fixtures.ts';
import { bundle, until } from './bundle.ts';

let built: string;
beforeAll(async () => {
  built = await bundle({ job: 'test/engine/processes/countingJob.ts' });
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
});

let storage: string;
let store: RunStore;
const opened: Jobs[] = [];
beforeEach(() => {
  storage = temporaryFolder();
  store = openStore(storage);
});
afterEach(async () => {
  for (const jobs of opened.splice(0)) jobs.dispose();
  await until('the jobs to end', () => store.withLiveJob().length === 0);
  rmSync(storage, { recursive: true, force: true });
});

/** An engine's jobs, with everything it would tell its host. */
function watch(): { jobs: Jobs; heard: string[]; changes: RunSummary[] } {
  const heard: string[] = [];
  const changes: RunSummary[] = [];
  const jobs = new Jobs({
    store,
    jobModule: () => path.join(built, 'job.js'),
    notify: (name, params) => {
      heard.push(name);
      if (name === 'runs/changed') changes.push(params as RunSummary);
    },
  });
  opened.push(jobs);
  return { jobs, heard, changes };
}

function create(name: string, { steps = 100, seed = 0 } = {}): RunSummary {
  const request = someRequest({ name });
  request.sae = { ...request.sae, seed, batchTokens: 1, trainingTokens: steps };
  return store.create({ request, model: someModel });
}

const count = (run: RunSummary): number => Number(readFileSync(path.join(run.folder, 'count'), 'utf8'));
const metricSteps = (run: RunSummary): number[] =>
  readMetrics(runPaths(run.folder).metrics).map((line) => line.step);
const status = (run: RunSummary): string => store.get(run.id).status;
const pidOf = (run: RunSummary): number => liveLockHolder(runPaths(run.folder))?.pid ?? 0;
const tens = (last: number): number[] => Array.from({ length: last / 10 }, (_, index) => (index + 1) * 10);

describe('a job', () => {
  test('runs to its end, tells of it, and leaves no lock behind', async () => {
    const run = create('whole', { steps: 30 });
    const { jobs, heard, changes } = watch();
    expect((await jobs.start(run)).status).toBe('running');
    await until('the end', () => status(run) === 'finished');
    await until('word of the end', () => changes.at(-1)?.status === 'finished');
    expect(heard).toContain('runs/progress');
    expect(heard).toContain('runs/metricsAdded');
    await until('the lock to be free', () => liveLockHolder(runPaths(run.folder)) === null);
    expect(metricSteps(run)).toEqual([10, 20, 30]);
  });

  test('waits while paused, and goes on', async () => {
    const run = create('paused');
    const { jobs } = watch();
    await jobs.start(run);
    const link = await jobs.find(run);
    await link?.request('job/pause', null);
    await until('the pause', () => status(run) === 'paused');
    const before = metricSteps(run).length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(metricSteps(run)).toHaveLength(before);
    await link?.request('job/resume', null);
    await until('the end', () => status(run) === 'finished');
    expect(metricSteps(run)).toEqual(tens(100));
  });

  test('stops with a checkpoint and can be resumed, paused or not', async () => {
    const run = create('stopped');
    const { jobs } = watch();
    await jobs.start(run);
    await until('some steps', () => metricSteps(run).length >= 2);
    const link = await jobs.find(run);
    await link?.request('job/pause', null);
    await link?.request('job/stop', null);
    await until('the stop', () => status(run) === 'stopped');
    await until('the process to end', () => liveLockHolder(runPaths(run.folder)) === null);
    expect(count(run)).toBeGreaterThanOrEqual(20);
    await jobs.start(run);
    await until('the end', () => status(run) === 'finished');
    expect(metricSteps(run)).toEqual(tens(100));
  });

  test('survives SIGKILL: shown interrupted at once, requests reject, and resume repeats no step', async () => {
    const run = create('killed');
    const { jobs, changes } = watch();
    await jobs.start(run);
    await until('a checkpoint and a little more', () => metricSteps(run).length >= 2);
    const link = await jobs.find(run);
    process.kill(pidOf(run), 'SIGSTOP');
    const asked = link?.request('job/attach', null);
    process.kill(pidOf(run), 'SIGKILL');
    await expect(asked).rejects.toMatchObject({ code: 'processDied' });
    await until('word of the interruption', () => changes.at(-1)?.status === 'interrupted');
    expect(store.get(run.id).problem).toContain('Resume');
    await jobs.start(store.get(run.id));
    await until('the end', () => status(run) === 'finished');
    expect(metricSteps(run)).toEqual(tens(100));
  });

  test('ends with a checkpoint on SIGTERM', async () => {
    const run = create('terminated');
    const { jobs } = watch();
    await jobs.start(run);
    await until('some steps', () => metricSteps(run).length >= 1);
    process.kill(pidOf(run), 'SIGTERM');
    await until('the end', () => status(run) === 'interrupted');
    expect(store.get(run.id).problem).toContain('asked to end');
    expect(count(run)).toBeGreaterThanOrEqual(10);
  });

  test('whose work throws is failed, with the reason shown and the stack in its log', async () => {
    const run = create('throwing', { seed: 1 });
    await watch().jobs.start(run);
    await until('the failure', () => status(run) === 'failed');
    expect(store.get(run.id).problem).toBe('Step 5 is out of range.');
    expect(readFileSync(runPaths(run.folder).log, 'utf8')).toMatch(/RangeError: Step 5[\s\S]*at work/u);
  });

  test('that cannot start says why', async () => {
    const run = create('ends at once');
    await expect(watch().jobs.start(run)).rejects.toThrow(/exit code 3.*libnone\.so/su);
  });

  test('is renamed while it runs', async () => {
    const run = create('old');
    const { jobs } = watch();
    await jobs.start(run);
    await (await jobs.find(run))?.request('job/rename', { name: 'new' });
    expect(store.get(run.id).name).toBe('new');
    await until('the end', () => status(run) === 'finished');
    expect(store.get(run.id).name).toBe('new');
  });
});

describe('a job and its windows', () => {
  test('two engines on one storage watch the same job, and it lives while one does', async () => {
    const run = create('shared', { steps: 150 });
    const first = watch();
    const second = watch();
    await first.jobs.start(run);
    await second.jobs.attachToAll();
    await until(
      'news in both',
      () => first.heard.includes('runs/progress') && second.heard.includes('runs/progress'),
    );
    first.jobs.dispose();
    await until('the end', () => status(run) === 'finished');
    await until('word of it', () => second.changes.at(-1)?.status === 'finished');
    expect(metricSteps(run)).toEqual(tens(150));
  });

  test('two engines that start the same run at once get one job', async () => {
    const run = create('raced');
    const results = await Promise.allSettled([watch().jobs.start(run), watch().jobs.start(run)]);
    expect(results.some((result) => result.status === 'fulfilled')).toBe(true);
    await until('the end', () => status(run) === 'finished');
    expect(metricSteps(run)).toEqual(tens(100));
  });

  test('ends with a checkpoint when its last window closes', async () => {
    const run = create('deserted', { steps: 2000 });
    const { jobs } = watch();
    await jobs.start(run);
    await until('some steps', () => metricSteps(run).length >= 1);
    jobs.dispose();
    await until(
      'the end',
      () => status(run) === 'interrupted' && liveLockHolder(runPaths(run.folder)) === null,
      10,
    );
    expect(store.get(run.id).problem).toContain('window closed');
    expect(count(run)).toBeGreaterThanOrEqual(10);
  });

  test('ends within ten seconds even when its work never looks up', async () => {
    const run = create('deaf', { seed: 2 });
    const { jobs } = watch();
    await jobs.start(run);
    jobs.dispose();
    await until('the end', () => liveLockHolder(runPaths(run.folder)) === null, 10);
    expect(status(run)).toBe('interrupted');
  });

  test('goes on without a window when told to, and can be found again', async () => {
    const run = create('kept', { steps: 200 });
    const first = watch();
    await first.jobs.start(run);
    await (await first.jobs.find(run))?.request('job/keepRunning', { keep: true });
    first.jobs.dispose();
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(status(run)).toBe('running');
    const second = watch();
    await second.jobs.attachToAll();
    await until('the end', () => second.changes.at(-1)?.status === 'finished');
  });

  test('writes a checkpoint at once when its last window closes, before it knows whether one comes back', async () => {
    const run = create('left', { steps: 2000 });
    const { jobs } = watch();
    await jobs.start(run);
    await until('some steps', () => metricSteps(run).length >= 1);
    jobs.dispose();
    const asked = path.join(run.folder, 'asked');
    await until('the checkpoint', () => existsSync(asked));
    expect(status(run)).toBe('running');
    await until('the end', () => status(run) === 'interrupted');
    expect(Number(readFileSync(asked, 'utf8'))).toBeLessThan(count(run));
  });

  test('goes on when a window comes back within moments', async () => {
    const run = create('reloaded', { steps: 150 });
    const first = watch();
    await first.jobs.start(run);
    first.jobs.dispose();
    const second = watch();
    await second.jobs.attachToAll();
    await until('the end', () => status(run) === 'finished');
  });
});

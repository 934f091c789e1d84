/** Runs of a group as the real processes they are: killed at their worst moments, stopped, paused. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Jobs } from '../../../native-worker/engine/jobs.ts';
import { liveLockHolder } from '../../../native-worker/files/folderLock.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { readMetrics } from '../../../native-worker/runs/metricsLog.ts';
import { readRunFile } from '../../../native-worker/runs/runFile.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import { togetherRequests } from '../../../native-worker/runs/togetherRequests.ts';
import type { RunStore } from '../../../native-worker/runs/runStore.ts';
import type { RunPhase, RunSummary } from '../../../protocol/run.ts';
import { openStore, temporaryFolder } from '../../unit/runs/fixtures.ts';
import { bundle, until } from './bundle.ts';
import { tinyModelFolder, tinyRequest, writeCorpus } from './tinyRun.ts';
import { fingerprint } from './workHere.ts';

const hooks = ['blocks.0.hook_mlp_out', 'blocks.1.hook_resid_post'];

let built: string;
let storage: string;
let corpus: string;
let store: RunStore;
const opened: Jobs[] = [];
beforeAll(async () => {
  built = await bundle({ job: 'native-worker/job.ts' });
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
});
beforeEach(() => {
  storage = temporaryFolder();
  corpus = writeCorpus(storage, 200);
  store = openStore(path.join(storage, 'runs'));
});
afterEach(async () => {
  for (const jobs of opened.splice(0)) jobs.dispose();
  await until('the jobs to end', () => store.withLiveJob().length === 0);
  rmSync(storage, { recursive: true, force: true });
});

/** An engine's jobs, with the phases that each run goes through. */
function watch(): { jobs: Jobs; phases: Map<string, RunPhase[]> } {
  const phases = new Map<string, RunPhase[]>();
  const jobs = new Jobs({
    store,
    jobModule: () => path.join(built, 'job.js'),
    notify: (name, params) => {
      if (name !== 'runs/progress') return;
      const { runId, progress } = params as { runId: string; progress: { phase: RunPhase } };
      const seen = phases.get(runId) ?? [];
      if (seen.at(-1) !== progress.phase) phases.set(runId, [...seen, progress.phase]);
    },
  });
  opened.push(jobs);
  return { jobs, phases };
}

/** Two runs of 400 steps over some 30,000 tokens. */
async function createGroup(name: string): Promise<[RunSummary, RunSummary]> {
  const { summary } = await openLanguageModel(tinyModelFolder);
  const { sae, ...request } = tinyRequest(corpus, { name });
  const asked = hooks.map((hookPoint) => ({
    ...request,
    hookPoint,
    sae: { ...sae, trainingTokens: 64 * 400 },
  }));
  const id = `00000000-0000-4000-8000-${name.padStart(12, '0')}`;
  const [first, second] = togetherRequests(asked, id).map((one) =>
    store.create({ request: one, model: { name: summary.name, hash: summary.hash, dIn: summary.width } }),
  );
  if (!first || !second) throw new Error('A group of two has two runs.');
  return [first, second];
}

const activations = (): string => path.join(storage, 'activations');
const caches = (): string[] =>
  existsSync(activations()) ? readdirSync(activations()).filter((name) => !name.startsWith('.')) : [];
const status = (run: RunSummary): string => store.get(run.id).status;
const phase = (run: RunSummary): string | undefined => store.get(run.id).progress?.phase;
const steps = (run: RunSummary): number => readMetrics(runPaths(run.folder).metrics).at(-1)?.step ?? 0;

function kill(run: RunSummary): void {
  const pid = liveLockHolder(runPaths(run.folder))?.pid;
  if (pid === undefined) throw new Error(`${run.id} has no job.`);
  process.kill(pid, 'SIGKILL');
}

describe('a group of runs', () => {
  test('goes on when the job that harvests is killed, and when the next one is killed in training: same bits in the end', async () => {
    const undisturbed = await createGroup('1');
    const { jobs, phases } = watch();
    for (const run of undisturbed) await jobs.start(run);
    await until('the second to wait', () => phase(undisturbed[1]) === 'waiting');
    await until('the group to end', () => undisturbed.every((run) => status(run) === 'finished'), 60);
    // The second waited, and had nothing to harvest.
    expect(phases.get(undisturbed[0].id)).toContain('harvest');
    expect(phases.get(undisturbed[1].id)).not.toContain('harvest');
    expect(caches()).toHaveLength(2);
    rmSync(activations(), { recursive: true });

    const runs = await createGroup('2');
    const [first, second] = runs;
    await jobs.start(first);
    await jobs.start(second);
    await until('the harvest', () => caches().some((name) => name.includes('.partial-')));
    kill(first);
    await until('word of it', () => status(first) === 'interrupted');
    expect(caches().some((name) => name.includes('.partial-'))).toBe(true);
    await until('the second to train', () => steps(second) > 50, 60);
    // It took the turn and harvested for both; nothing of the dead one is left.
    expect(phases.get(second.id)).toEqual(expect.arrayContaining(['corpus', 'harvest', 'train']));
    expect(caches().filter((name) => name.includes('.partial-'))).toEqual([]);
    expect(caches()).toHaveLength(2);
    kill(second);
    await until('word of it', () => status(second) === 'interrupted');
    phases.clear();
    for (const run of runs) await jobs.start(store.get(run.id));
    await until('the group to end', () => runs.every((run) => status(run) === 'finished'), 60);
    for (const run of runs) expect(phases.get(run.id)).not.toContain('harvest');
    expect(runs.map(fingerprint)).toEqual(undisturbed.map(fingerprint));
    await until('the turns to be over', () => !existsSync(path.join(storage, 'runs', '.turns')));
  }, 120_000);

  test('waits with the run that is paused, and goes on when that is stopped', async () => {
    const [first, second] = await createGroup('3');
    const { jobs } = watch();
    await jobs.start(first);
    await jobs.start(second);
    await until('the first to train', () => steps(first) > 20, 60);
    const link = await jobs.find(first);
    await link?.request('job/pause', null);
    await until('the pause', () => status(first) === 'paused');
    expect(phase(second)).toBe('waiting');
    expect(readRunFile(runPaths(second.folder).runFile).choices).toBeNull();
    await link?.request('job/stop', null);
    await until('the second to train', () => steps(second) > 20, 60);
    expect(status(first)).toBe('stopped');
    await (await jobs.find(second))?.request('job/stop', null);
    await until('the end', () => status(second) === 'stopped');
    expect(readFileSync(runPaths(second.folder).log, 'utf8')).not.toMatch(/error/iu);
  }, 60_000);

  test('whose waiting run is stopped never begins it, and can resume it later', async () => {
    const [first, second] = await createGroup('4');
    const { jobs } = watch();
    await jobs.start(first);
    await jobs.start(second);
    await until('the second to wait', () => phase(second) === 'waiting');
    await (await jobs.find(second))?.request('job/stop', null);
    await until('its end', () => status(second) === 'stopped');
    expect(['running', 'finished']).toContain(status(first));
    await (await jobs.find(first))?.request('job/stop', null);
    await until('the end', () => status(first) === 'stopped' || status(first) === 'finished', 60);
    await until('the process to end', () => liveLockHolder(runPaths(second.folder)) === null);
    await jobs.start(store.get(second.id));
    await until('the second to train', () => steps(second) > 20, 60);
    await (await jobs.find(second))?.request('job/stop', null);
    await until('the end', () => status(second) === 'stopped');
  }, 60_000);
});

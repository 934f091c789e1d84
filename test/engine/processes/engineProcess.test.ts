/** Real processes, real model, real training: what a host of the engine sees, also when processes are killed. */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { readMetrics } from '../../../native-worker/runs/metricsLog.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import { liveLockHolder } from '../../../native-worker/files/folderLock.ts';
import type { RunSummary } from '../../../protocol/run.ts';
import type { TrainRequest } from '../../../protocol/training.ts';
import { temporaryFolder, withoutTiming } from '../../unit/runs/fixtures.ts';
import { until } from './bundle.ts';
import { buildEngine, EngineHost } from './engineHost.ts';
import { tinyModelFolder, tinyRequest, writeCorpus } from './tinyRun.ts';

let built: string;
beforeAll(async () => {
  built = await buildEngine();
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
});

let storage: string;
let corpus: string;
const hosts: EngineHost[] = [];
beforeEach(() => {
  storage = temporaryFolder();
  corpus = writeCorpus(storage);
});
afterEach(async () => {
  for (const host of hosts.splice(0)) host.dispose();
  const runs = path.join(storage, 'runs');
  await until('the jobs to end', () =>
    readdirSync(runs).every((run) => liveLockHolder(runPaths(path.join(runs, run))) === null),
  );
  rmSync(storage, { recursive: true, force: true });
});

function open(): EngineHost {
  const host = new EngineHost(built, storage);
  hosts.push(host);
  return host;
}

function request(name: string, steps: number): TrainRequest {
  const tiny = tinyRequest(corpus, { name });
  return { ...tiny, sae: { ...tiny.sae, trainingTokens: tiny.sae.batchTokens * steps } };
}

const steps = (run: RunSummary): number => readMetrics(runPaths(run.folder).metrics).at(-1)?.step ?? 0;
const hashOf = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');
const weightsOf = (run: RunSummary): string =>
  hashOf(path.join(runPaths(run.folder).sae, 'sae_weights.safetensors'));
const lastCheckpointOf = (run: RunSummary): string => {
  const { checkpoints } = runPaths(run.folder);
  return hashOf(path.join(checkpoints, readdirSync(checkpoints).sort().at(-1) ?? ''));
};

/** Process ids of the children of a process that run a certain module. */
function childrenOf(pid: number, module: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/u.exec(line))
    .filter((match) => match !== null && Number(match[2]) === pid && (match[3] ?? '').includes(module))
    .map((match) => Number(match?.[1]));
}

describe('an engine', () => {
  test('trains, browses and inspects', async () => {
    const host = open();
    const { storage: told } = await host.request('engine/describe', null);
    expect(told).toBe(storage);
    const model = await host.request('models/open', { folder: tinyModelFolder });
    expect(model.hookPoints.map((hook) => hook.name)).toContain('blocks.0.hook_resid_post');
    const started = await host.request('training/start', request('first', 120));
    const run = await host.untilStatus(started.id, 'finished');
    expect(run).toMatchObject({ id: 'first', indexStep: 120, dIn: model.width, problem: null });
    expect(run.progress).toMatchObject({ phase: 'done', fraction: 1 });
    expect(run.corpus?.documents).toBeGreaterThan(0);
    expect(run.devices?.sae.chosen).toBe('cpu');
    expect(host.progress).toBeGreaterThan(0);

    const page = await host.request('features/page', {
      runId: 'first',
      query: '',
      sort: { key: 'density', descending: true },
      offset: 0,
      limit: 5,
    });
    expect(page).toMatchObject({ total: 64, matching: 64, indexStep: 120, queryProblem: null });
    const [row] = page.rows;
    const detail = await host.request('features/get', { runId: 'first', index: row?.index ?? 0 });
    expect(detail.examples.length).toBeGreaterThan(0);
    expect(detail.neighbours.length).toBeGreaterThan(0);
    await host.request('features/annotate', { runId: 'first', index: row?.index ?? 0, label: 'a label' });
    const labelled = await host.request('features/page', {
      runId: 'first',
      query: 'label',
      sort: { key: 'index', descending: false },
      offset: 0,
      limit: 5,
    });
    expect(labelled.rows.map((found) => found.label)).toEqual(['a label']);

    const text = 'the quick brown fox\r\njumps over 漢字 and 👩‍👩‍👧.';
    const inspected = await host.request('inspect/text', { runId: 'first', text });
    expect(inspected.tokens.length).toBeGreaterThan(5);
    expect(inspected.features.length).toBeGreaterThan(0);
    for (const token of inspected.tokens) {
      if (token.range !== null) expect(token.text).toBe(text.slice(token.range.start, token.range.end));
    }
    for (const feature of inspected.features)
      expect(feature.activations).toHaveLength(inspected.tokens.length);
  });

  test('trains at two hook points from one pass, each run browsable by itself', async () => {
    const host = open();
    const hookPoints = ['blocks.0.hook_mlp_out', 'blocks.1.hook_resid_post'];
    const { estimate, requests } = await host.request('training/presetTogether', {
      ...{
        modelFolder: tinyModelFolder,
        hookPoints,
        corpus: { kind: 'folder', path: corpus },
        size: 'small',
      },
    });
    expect(requests.map(({ hookPoint }) => hookPoint)).toEqual(hookPoints);
    expect(estimate.seconds).toBeGreaterThan(0);
    expect(estimate.notes[0]).toContain('once for all 2 hook points');
    const short = { ...request('both', 60) };
    const runs = await host.request('training/startTogether', {
      requests: hookPoints.map((hookPoint) => ({ ...short, hookPoint })),
    });
    expect(runs.map(({ name }) => name)).toEqual(hookPoints.map((hookPoint) => `both-${hookPoint}`));
    for (const { id } of runs) {
      const run = await host.untilStatus(id, 'finished');
      expect(run).toMatchObject({ indexStep: 60, problem: null });
      const sort = { key: 'density' as const, descending: true };
      const page = await host.request('features/page', { runId: id, query: '', sort, offset: 0, limit: 5 });
      expect(page.total).toBe(64);
    }
    const differing = [short, { ...short, hookPoint: 'blocks.0.hook_mlp_out', contextSize: 16 }];
    await expect(host.request('training/startTogether', { requests: differing })).rejects.toMatchObject({
      code: 'invalidRequest',
      message: expect.stringContaining('the same contextSize') as string,
    });
    const found = await host.request('models/tensors', { folder: tinyModelFolder, text: 'layers.0 gate' });
    expect(found.tensors[0]).toMatchObject({ op: 'MatMul', width: 64 });
  });

  test('inspects without an SAE, and says what is missing when asked for too little', async () => {
    const host = open();
    const ask = { modelFolder: tinyModelFolder, hookPoint: 'blocks.1.hook_mlp_out', text: 'the quick fox' };
    const inspected = await host.request('inspect/text', ask);
    expect(inspected).toMatchObject({ runId: null, features: [], activeFeatures: 0 });
    expect(inspected.tokens.every((token) => token.norm > 0 && token.predictions.length === 5)).toBe(true);
    await expect(host.request('inspect/text', { text: 'x' })).rejects.toMatchObject({
      code: 'invalidRequest',
    });
    await expect(host.request('inspect/text', { ...ask, hookPoint: 'blocks.1.hook_mlp' })).rejects.toThrow(
      'blocks.1.hook_mlp_out',
    );
    await expect(host.request('inspect/text', { runId: 'none', text: 'x' })).rejects.toMatchObject({
      code: 'notFound',
    });
    await expect(host.request('models/open', { folder: corpus })).rejects.toMatchObject({ code: 'badModel' });
  });

  test('survives the death of its model process in the middle of a request', async () => {
    const host = open();
    await host.request('models/open', { folder: tinyModelFolder });
    const [model] = childrenOf(host.pid, 'model.js');
    process.kill(model ?? 0, 'SIGSTOP');
    const asked = host.request('inspect/text', {
      modelFolder: tinyModelFolder,
      hookPoint: 'blocks.0.hook_resid_post',
      text: 'the fox',
    });
    setTimeout(() => {
      process.kill(model ?? 0, 'SIGKILL');
    }, 50);
    await expect(asked).rejects.toMatchObject({ code: 'processDied' });
    const again = await host.request('inspect/text', {
      modelFolder: tinyModelFolder,
      hookPoint: 'blocks.0.hook_resid_post',
      text: 'the fox',
    });
    expect(again.tokens.length).toBeGreaterThan(0);
  });

  test('cancels an inspection by killing the process that cannot be interrupted', async () => {
    const host = open();
    await host.request('models/open', { folder: tinyModelFolder });
    const [model] = childrenOf(host.pid, 'model.js');
    process.kill(model ?? 0, 'SIGSTOP');
    const source = new CancellationTokenSource();
    const ask = { modelFolder: tinyModelFolder, hookPoint: 'blocks.0.hook_resid_post', text: 'the fox' };
    const asked = host.request('inspect/text', ask, source.token);
    setTimeout(() => {
      source.cancel();
    }, 50);
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    process.kill(model ?? 0, 'SIGCONT');
    expect((await host.request('inspect/text', ask)).tokens.length).toBeGreaterThan(0);
    expect(childrenOf(host.pid, 'model.js')).not.toContain(model);
  });

  test('shows runs that cannot be read, and goes on', async () => {
    const broken = path.join(storage, 'runs', 'broken');
    mkdirSync(broken, { recursive: true });
    writeFileSync(path.join(broken, 'run.json'), '{"version": 1');
    const host = open();
    const listed = await host.request('runs/list', null);
    expect(listed.find((run) => run.id === 'broken')).toMatchObject({ status: 'failed' });
    const sort = { key: 'density', descending: true } as const;
    await expect(
      host.request('features/page', { runId: 'broken', query: '', sort, offset: 0, limit: 5 }),
    ).rejects.toMatchObject({ code: 'notFound' });
    await expect(host.request('runs/resume', { runId: 'broken' })).rejects.toMatchObject({ code: 'badRun' });
    await host.request('runs/delete', { runId: 'broken' });
    expect((await host.request('runs/list', null)).some((run) => run.id === 'broken')).toBe(false);
  });

  test('refuses a request that cannot be run, before anything is written', async () => {
    const host = open();
    const good = request('bad', 100);
    await expect(
      host.request('training/start', { ...good, hookPoint: 'blocks.9.hook_mlp_out' }),
    ).rejects.toMatchObject({ code: 'notFound' });
    await expect(host.request('training/start', { ...good, contextSize: 9_999 })).rejects.toMatchObject({
      code: 'invalidRequest',
    });
    await expect(host.request('training/start', { ...good, sae: { ...good.sae, dSae: 0 } })).rejects.toThrow(
      'dSae',
    );
    expect((await host.request('runs/list', null)).filter((run) => !run.readOnly)).toEqual([]);
  });

  test('offers a preset with an estimate for a corpus', async () => {
    const host = open();
    const { request: preset, estimate } = await host.request('training/preset', {
      modelFolder: tinyModelFolder,
      hookPoint: 'blocks.0.hook_resid_post',
      corpus: { kind: 'folder', path: corpus },
      size: 'small',
    });
    expect(preset.sae.dSae).toBe(128);
    expect(preset.contextSize).toBe(64);
    expect(estimate.steps).toBe(preset.sae.trainingTokens / preset.sae.batchTokens);
    expect(estimate.seconds).toBeGreaterThan(0);
  });
});

describe('texts that are hardly texts', () => {
  test.each([
    ['nothing', ''],
    ['blanks', ' \r\n\t '],
    ['lone surrogates', 'a\uD83D b \uDC00'],
  ])('%s is inspected, and its ranges stay within it', async (_, text) => {
    const host = open();
    const { tokens } = await host.request('inspect/text', {
      modelFolder: tinyModelFolder,
      hookPoint: 'blocks.0.hook_resid_post',
      text,
      limit: 5,
    });
    expect(tokens.length > 0).toBe(text !== '');
    const ends = tokens.map(({ range }) => range?.end ?? 0);
    expect(Math.max(0, ...ends)).toBe(text.length);
  });

  test('a selection outside the text is refused with its length', async () => {
    const request = { modelFolder: tinyModelFolder, hookPoint: 'blocks.0.hook_resid_post', limit: 5 };
    const asked = open().request('inspect/text', {
      ...request,
      text: 'abc',
      selection: { start: 2, end: 9 },
    });
    await expect(asked).rejects.toThrow('a text of 3 characters');
  });
});

describe('a killed job', () => {
  test('is shown interrupted, and resumed ends bit for bit like one left alone', async () => {
    const host = open();
    const alone = await host.request('training/start', request('alone', 300));
    await host.untilStatus(alone.id, 'finished');
    const killed = await host.request('training/start', request('killed', 300));
    for (const share of [70, 190]) {
      await until(`step ${share}`, () => steps(killed) >= share, 60);
      process.kill(liveLockHolder(runPaths(killed.folder))?.pid ?? 0, 'SIGKILL');
      const interrupted = await host.untilStatus(killed.id, 'interrupted', 10);
      expect(interrupted.problem).toContain('Resume');
      await until('word of it', () =>
        host.changes.some((run) => run.id === killed.id && run.status === 'interrupted'),
      );
      await host.request('runs/resume', { runId: killed.id });
    }
    await host.untilStatus(killed.id, 'finished');
    expect(lastCheckpointOf(killed)).toBe(lastCheckpointOf(alone));
    expect(weightsOf(killed)).toBe(weightsOf(alone));
    const lines = (run: RunSummary): object[] => readMetrics(runPaths(run.folder).metrics).map(withoutTiming);
    expect(lines(killed)).toEqual(lines(alone));
  });
});

describe('two engines on one storage', () => {
  test('see the same run, and either may stop it', async () => {
    const first = open();
    const second = open();
    const run = await first.request('training/start', request('shared', 5_000));
    await until('the second to see it', () => second.progress > 0);
    expect((await second.request('runs/get', { runId: run.id })).status).toBe('running');
    await second.request('runs/pause', { runId: run.id });
    await first.untilStatus(run.id, 'paused');
    await first.request('runs/resume', { runId: run.id });
    await second.untilStatus(run.id, 'running');
    await second.request('runs/stop', { runId: run.id });
    await first.untilStatus(run.id, 'stopped');
    await until('both to hear of it', () =>
      [first, second].every((host) => host.changes.at(-1)?.status === 'stopped'),
    );
    await expect(first.request('runs/stop', { runId: run.id })).rejects.toMatchObject({
      code: 'invalidRequest',
    });
    expect((await second.request('runs/resume', { runId: run.id })).status).toBe('running');
    await first.request('runs/stop', { runId: run.id });
    await second.untilStatus(run.id, 'stopped');
  });

  test('a killed engine takes its job down within ten seconds, with a checkpoint, and another resumes it', async () => {
    const first = open();
    const run = await first.request('training/start', request('orphan', 600));
    await until('some steps', () => steps(run) >= 40, 60);
    // Paused, so that it cannot reach its end in the time that its window has to come back.
    await first.request('runs/pause', { runId: run.id });
    await first.untilStatus(run.id, 'paused');
    process.kill(first.pid, 'SIGKILL');
    await until('the job to end', () => liveLockHolder(runPaths(run.folder)) === null, 10);
    const second = open();
    expect((await second.request('runs/get', { runId: run.id })).status).toBe('interrupted');
    await second.request('runs/resume', { runId: run.id });
    await second.untilStatus(run.id, 'finished');
    expect(steps(run)).toBe(600);
  });
});

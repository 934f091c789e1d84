/** The evaluation of a run as a host of the engine sees it: a process of its own, its result with the run, nothing left of a cancelled one. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvaluation } from '../../../protocol/evaluation.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { finishedRun } from '../monosemanticity/finishedRun.ts';
import { bundle, until } from './bundle.ts';
import { EngineHost } from './engineHost.ts';
import { tinyRequest, writeCorpus } from './tinyRun.ts';

let built: string;
let storage: string;
let run: string;
let runId: string;
beforeAll(async () => {
  built = await bundle({ engine: 'native-worker/engine.ts', experiment: 'native-worker/experiment.ts' });
  storage = temporaryFolder();
  run = await finishedRun(storage, tinyRequest(writeCorpus(storage, 60, 160), { name: 'tiny' }));
  runId = path.basename(run);
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
  rmSync(storage, { recursive: true, force: true });
});

let host: EngineHost;
beforeEach(() => {
  host = new EngineHost(built, storage);
});
afterEach(() => {
  host.dispose();
  rmSync(path.join(run, 'evaluation.json'), { force: true });
});

const state = (): Promise<RunEvaluation> => host.request('runs/evaluation', { runId });
async function ended(): Promise<RunEvaluation> {
  return until('the evaluation to end', () =>
    host.evaluations.at(-1)?.status === 'running' ? null : host.evaluations.at(-1),
  );
}

describe('evaluating a run', () => {
  test('keeps what it found with the run, and tells how it goes', async () => {
    expect(await state()).toEqual({ runId, status: 'idle', fraction: 0, problem: null, result: null });
    expect(await host.request('runs/evaluate', { runId, tokens: 1500 })).toMatchObject({ status: 'running' });
    const done = await ended();
    expect(done).toMatchObject({
      status: 'finished',
      problem: null,
      result: { version: 1, text: { unseen: true } },
    });
    expect(JSON.parse(readFileSync(path.join(run, 'evaluation.json'), 'utf8'))).toEqual(done.result);
    expect(host.evaluations[0]).toMatchObject({ status: 'running', result: null });
    expect(host.evaluations.at(-1)).toEqual(done);
  });

  test('runs once at a time, and leaves nothing when it is cancelled', async () => {
    await host.request('runs/evaluate', { runId, tokens: 1500 });
    await expect(host.request('runs/evaluate', { runId })).rejects.toThrow(/is being evaluated/u);
    await host.request('runs/cancelEvaluation', { runId });
    expect(await state()).toMatchObject({ status: 'cancelled', problem: null, result: null });
    expect(existsSync(path.join(run, 'evaluation.json'))).toBe(false);
    await host.request('runs/evaluate', { runId, tokens: 1500 });
    expect((await ended()).result).not.toBeNull();
  });

  test('says why it failed, and of a result that cannot be read', async () => {
    const cfg = path.join(run, 'sae', 'cfg.json');
    const text = readFileSync(cfg, 'utf8');
    try {
      rmSync(cfg);
      await host.request('runs/evaluate', { runId });
      expect(await ended()).toMatchObject({
        status: 'failed',
        problem: expect.stringMatching(/no SAE yet/u) as string,
      });
    } finally {
      writeFileSync(cfg, text);
    }
    writeFileSync(path.join(run, 'evaluation.json'), '{"version": 1}');
    host.dispose();
    host = new EngineHost(built, storage);
    expect(await state()).toMatchObject({
      status: 'failed',
      result: null,
      problem: expect.stringMatching(/evaluation\.json is no evaluation/u) as string,
    });
  });

  test('keeps what it found of a run that ships with the product in the storage', async () => {
    const starter = { runId: 'starter-run' };
    await host.request('runs/evaluate', { ...starter, tokens: 1000 });
    expect(await ended()).toMatchObject({ status: 'finished', problem: null });
    const { result } = await host.request('runs/evaluation', starter);
    const file = path.join(storage, 'evaluations', 'starter-run.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(result);
    expect(existsSync(path.resolve('media/starter-run/evaluation.json'))).toBe(false);
    // A real model and SAE: some of the loss is recovered, and not all.
    expect(result?.lossRecovered?.value).toBeGreaterThan(0.3);
    expect(result?.lossRecovered?.value).toBeLessThan(1);
    expect(result?.lossIncrease.value).toBeGreaterThan(0);
  });

  test('refuses too few tokens and runs that are not there', async () => {
    await expect(host.request('runs/evaluate', { runId, tokens: 10 })).rejects.toThrow(/1000/u);
    await expect(host.request('runs/evaluate', { runId: 'nothing' })).rejects.toThrow(/no run "nothing"/u);
  });
});

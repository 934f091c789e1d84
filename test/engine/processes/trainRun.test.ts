/** The whole composition in this process: what it leaves on disk, and that a run cut anywhere ends like one left alone. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { readMetrics } from '../../../native-worker/runs/metricsLog.ts';
import { readRunFile, writeRunFile } from '../../../native-worker/runs/runFile.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import type { MetricsLine, RunSummary } from '../../../protocol/run.ts';
import type { TrainRequest } from '../../../protocol/training.ts';
import { openStore, temporaryFolder, withoutTiming } from '../../unit/runs/fixtures.ts';
import { tinyModelFolder, tinyRequest, writeCorpus } from './tinyRun.ts';
import { fingerprint, work } from './workHere.ts';
import { PHASES } from '../../../webview/lib/runWords.ts';

let storage: string;
let corpus: string;
beforeEach(() => {
  storage = temporaryFolder();
  corpus = writeCorpus(storage);
});
afterEach(() => {
  rmSync(storage, { recursive: true, force: true });
});

async function create(name: string, change: Partial<TrainRequest> = {}): Promise<RunSummary> {
  const { summary, hookPoint } = await openLanguageModel(tinyModelFolder).then((model) => ({
    summary: model.summary,
    hookPoint: model.hookPoint('blocks.0.hook_resid_post'),
  }));
  const request = { ...tinyRequest(corpus, { name }), ...change };
  const model = { name: summary.name, hash: summary.hash, dIn: hookPoint.width };
  return openStore(path.join(storage, 'runs')).create({ request, model });
}

describe('a run', () => {
  test('goes through its phases and leaves an SAE, metrics and an index', async () => {
    const run = await create('whole');
    const { outcome, seen } = await work(run);
    expect(outcome).toBe('finished');
    // The run's page shows them in the order in which they really come.
    expect([...new Set(seen.phases)]).toEqual(PHASES);
    expect(PHASES).toHaveLength(7);
    expect(seen.fractions).toEqual([...seen.fractions].sort((a, b) => a - b));
    expect(seen.fractions.at(-1)).toBe(1);
    expect(seen.indexed).toEqual([120]);
    expect(seen.masked['first position']).toBeGreaterThan(0);
    const { metrics, sae, index } = runPaths(run.folder);
    expect(readMetrics(metrics).map((line) => line.step)).toEqual(
      Array.from({ length: 12 }, (_, i) => 10 * (i + 1)),
    );
    expect(readdirSync(sae).sort()).toEqual(['cfg.json', 'sae_weights.safetensors', 'sparsity.safetensors']);
    expect(readFileSync(path.join(index, 'current'), 'utf8').trim()).toBe('120');
    for (const table of ['features', 'logits', 'logitHistograms'])
      expect(existsSync(path.join(index, '120', `${table}.parquet`))).toBe(true);
  });

  test('stopped twice and resumed ends bit for bit like one left alone', async () => {
    const undisturbed = await create('undisturbed');
    await work(undisturbed);
    const disturbed = await create('disturbed');
    expect((await work(disturbed, 33)).outcome).toBe('stopped');
    expect((await work(disturbed, 87)).outcome).toBe('stopped');
    expect((await work(disturbed)).outcome).toBe('finished');
    expect(fingerprint(disturbed)).toEqual(fingerprint(undisturbed));
    const lines = (run: RunSummary): object[] => readMetrics(runPaths(run.folder).metrics).map(withoutTiming);
    expect(lines(disturbed)).toEqual(lines(undisturbed));
  });

  test('records whether it screens by int8 products, and goes on so when it is resumed', async () => {
    const { sae } = tinyRequest(corpus);
    if (sae.algorithm.algorithm !== 'gba') throw new Error('The tiny request is for GBA.');
    // Active so rarely that screening pays, and so slow that it stays so.
    const algorithm = { ...sae.algorithm, highestTargetFrequency: 0.008, lowestTargetFrequency: 0.004 };
    const change: Partial<TrainRequest> = { int8: 'on', sae: { ...sae, algorithm, learningRate: 1e-6 } };
    const undisturbed = await create('undisturbed', change);
    await work(undisturbed);
    const disturbed = await create('disturbed', change);
    expect((await work(disturbed, 89)).outcome).toBe('stopped');
    const { runFile } = runPaths(disturbed.folder);
    const recorded = readRunFile(runFile);
    expect(recorded.devices?.sae).toMatchObject({ chosen: 'cpu', int8: true });
    expect(recorded.devices?.sae.reason).toMatch(/Screening by int8 is on/);
    // What was recorded counts, not what might be chosen now.
    writeRunFile(runFile, { ...recorded, request: { ...recorded.request, int8: 'off' } });
    expect((await work(disturbed)).outcome).toBe('finished');
    expect(fingerprint(disturbed)).toEqual(fingerprint(undisturbed));
    const [alone, resumed] = [undisturbed, disturbed].map((run) => readMetrics(runPaths(run.folder).metrics));
    expect(resumed?.map(withoutTiming)).toEqual(alone?.map(withoutTiming));
    const shares = (lines?: MetricsLine[]) => lines?.map(({ timing }) => timing?.screenedShare);
    expect(shares(alone)).toEqual(new Array(12).fill(1));
    // The first step after the stop counts anew what is active: no result depends on it, but this share does.
    expect(shares(resumed)).toEqual(new Array(12).fill(1).with(8, 0));
  });

  test('harvests ahead where that pays, says so and records it; with or without, every bit is the same', async () => {
    const finish = async (name: string, harvestAhead: boolean): Promise<RunSummary> => {
      const run = await create(name, { llmDevice: 'cpu', saeDevice: 'cpu' });
      const { outcome, seen } = await work(run, 3);
      expect(outcome).toBe('stopped');
      const { runFile } = runPaths(run.folder);
      const recorded = readRunFile(runFile);
      const threads = availableParallelism();
      expect(recorded.choices).toMatchObject({ harvestAhead: threads > 1 });
      const reason =
        threads > 1 ? /while training goes on: they share \d+/u : /by turns: there is one thread/u;
      expect(seen.log.join()).toMatch(reason);
      if (!recorded.choices) throw new Error('The run recorded no choices.');
      // Blocks so small that an epoch has many.
      writeRunFile(runFile, {
        ...recorded,
        choices: { ...recorded.choices, harvestAhead, blockTokens: 600 },
      });
      expect((await work(run)).outcome).toBe('finished');
      return run;
    };
    const ahead = await finish('ahead', true);
    expect(fingerprint(ahead)).toEqual(fingerprint(await finish('by turns', false)));
  });

  test('does not go on when its corpus has changed', async () => {
    const run = await create('changed');
    await work(run, 30);
    writeCorpus(storage, 24, 401);
    await expect(work(run)).rejects.toThrow('corpus have changed');
  });
});

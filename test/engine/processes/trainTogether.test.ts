/** Runs of a group in this process: one pass of the model for all, and each run as if it had been trained alone. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { listCaches } from '../../../native-worker/activations/cache/openCache.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { ThreadedReader } from '../../../native-worker/llm/threadedReader.ts';
import { readMetrics } from '../../../native-worker/runs/metricsLog.ts';
import { RunControl, StoppedError } from '../../../native-worker/runs/runControl.ts';
import { readRunFile } from '../../../native-worker/runs/runFile.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import { takeTurn } from '../../../native-worker/runs/takeTurn.ts';
import type { RunSummary } from '../../../protocol/run.ts';
import { openStore, temporaryFolder, withoutTiming } from '../../unit/runs/fixtures.ts';
import { until } from './bundle.ts';
import { tinyModelFolder, tinyRequest, writeCorpus } from './tinyRun.ts';
import { fingerprint, work } from './workHere.ts';

const hooks = ['blocks.0.hook_mlp_out', 'blocks.0.hook_resid_post', 'blocks.1.hook_attn_out'];

let storage: string;
let corpus: string;
beforeEach(() => {
  storage = temporaryFolder();
  corpus = writeCorpus(storage);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(storage, { recursive: true, force: true });
});

/** A run for each hook point, in a storage of their own. */
async function createGroup(hookPoints: readonly string[], place = 'storage'): Promise<RunSummary[]> {
  const { summary } = await openLanguageModel(tinyModelFolder);
  const store = openStore(path.join(storage, place, 'runs'));
  const together = { id: randomUUID(), hookPoints: [...hookPoints] };
  const model = { name: summary.name, hash: summary.hash, dIn: summary.width };
  return hookPoints.map((hookPoint) =>
    store.create({ request: { ...tinyRequest(corpus, { name: hookPoint }), hookPoint, together }, model }),
  );
}

const cached = (place = 'storage'): string[] =>
  listCaches(path.join(storage, place, 'activations')).flatMap(({ manifest }) =>
    manifest ? [manifest.identity.hookPoint] : [],
  );

function part<T>(list: readonly T[], place: number): T {
  const value = list[place];
  if (value === undefined) throw new Error(`There is nothing at ${place} of ${list.length}.`);
  return value;
}

describe('a group of runs', () => {
  test('runs the model over the corpus once for all, and each run ends bit for bit like one trained alone', async () => {
    const passes = vi.spyOn(ThreadedReader.prototype, 'readAll');
    const runs = await createGroup(hooks);
    const beforeTraining: number[] = [];
    for (const run of runs) {
      passes.mockClear();
      let trains = false;
      const { outcome, seen } = await work(run, ({ phase }) => {
        if (phase === 'train' && !trains) beforeTraining.push(passes.mock.calls.length);
        trains ||= phase === 'train';
        return false;
      });
      expect(outcome).toBe('finished');
      expect(seen.masked['first position']).toBeGreaterThan(0);
      expect(seen.fractions).toEqual([...seen.fractions].sort((a, b) => a - b));
    }
    expect(cached().sort()).toEqual([...hooks].sort());
    // Of 32 rows of tokens each; the first batch is read once more, for the median norm.
    const { trainRows = 0, heldOutRows = 0 } =
      readRunFile(runPaths(part(runs, 0).folder).runFile).corpus ?? {};
    expect(beforeTraining).toEqual([Math.ceil(trainRows / 32) + Math.ceil(heldOutRows / 32) + 1, 0, 0]);
    passes.mockRestore();

    for (const [i, hook] of hooks.entries()) {
      const [run, alone] = [part(runs, i), part(await createGroup([hook], `alone-${i}`), 0)];
      await work(alone);
      expect(cached(`alone-${i}`)).toEqual([hook]);
      expect(fingerprint(run)).toEqual(fingerprint(alone));
      const lines = (of: RunSummary): object[] => readMetrics(runPaths(of.folder).metrics).map(withoutTiming);
      expect(lines(run)).toEqual(lines(alone));
      expect(existsSync(path.join(runPaths(run.folder).index, '120', 'features.parquet'))).toBe(true);
    }
  });

  test('stopped in the harvest and in the training goes on to the same end, also when its activations were deleted', async () => {
    const undisturbed = await createGroup(hooks.slice(0, 2), 'undisturbed');
    for (const run of undisturbed) await work(run);
    const runs = await createGroup(hooks.slice(0, 2));
    const [first, second] = [part(runs, 0), part(runs, 1)];
    await expect(work(first, ({ phase, fraction }) => phase === 'harvest' && fraction > 0)).rejects.toThrow(
      StoppedError,
    );
    expect(readdirSync(runPaths(first.folder).activations)).toEqual(['.locks']);
    expect(existsSync(path.join(storage, 'storage', 'runs', '.turns'))).toBe(false);
    expect((await work(second, 33)).outcome).toBe('stopped');
    expect(cached().sort()).toEqual(hooks.slice(0, 2).sort());
    rmSync(runPaths(first.folder).activations, { recursive: true });
    expect((await work(second)).outcome).toBe('finished');
    expect((await work(first, 87)).outcome).toBe('stopped');
    expect((await work(first)).outcome).toBe('finished');
    expect(runs.map(fingerprint)).toEqual(undisturbed.map(fingerprint));
  });

  test('refuses activations that are not those it began with', async () => {
    const run = part(await createGroup(hooks.slice(0, 1)), 0);
    await work(run, 30);
    const { runFile, activations } = runPaths(run.folder);
    expect(readRunFile(runFile).choices?.stored).toMatch(/^[0-9a-f]{64}$/u);
    const manifest = path.join(part(listCaches(activations), 0).folder, 'manifest.json');
    const other = readFileSync(manifest, 'utf8').replace(
      /"sha256": "[0-9a-f]{64}"/u,
      `"sha256": "${'0'.repeat(64)}"`,
    );
    writeFileSync(manifest, other);
    await expect(work(run)).rejects.toThrow('not those that this run began with');
  });
});

describe('the turns of a group', () => {
  const take = (place: number, control = new RunControl(), onWait = (): void => undefined) =>
    takeTurn({ folder: path.join(storage, 'turns', 'group'), place, control, onWait, pollMs: 10 });

  test('go one by one in their order, whoever came first', async () => {
    const order: number[] = [];
    const first = await take(2);
    const others = [3, 1, 0].map(async (place) => {
      const turn = await take(place);
      order.push(place);
      await new Promise((resolve) => setTimeout(resolve, 40));
      turn.dispose();
    });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(order).toEqual([]);
    first.dispose();
    await Promise.all(others);
    expect(order).toEqual([0, 1, 3]);
    expect(existsSync(path.join(storage, 'turns'))).toBe(false);
  });

  test('pass over one that is paused, and end for one that is stopped', async () => {
    const first = await take(0);
    const paused = new RunControl();
    const onWait = vi.fn();
    const second = take(1, paused, onWait);
    await until('the second to wait', () => onWait.mock.calls.length === 1);
    paused.pause();
    const stopped = new RunControl();
    const third = take(2, stopped);
    first.dispose();
    const turn = await third;
    turn.dispose();
    paused.resume();
    (await second).dispose();
    const holder = await take(0);
    const waiting = take(1, stopped);
    stopped.stop('user');
    await expect(waiting).rejects.toThrow(StoppedError);
    holder.dispose();
  });
});

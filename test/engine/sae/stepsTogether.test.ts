/** The trainer on a backend that does several steps in one run: the same run to the bit, and nothing between steps is passed over. */
import { describe, expect, it } from 'vitest';
import type { SaeConfig } from '../../../protocol/training.ts';
import type { MetricsLine } from '../../../protocol/run.ts';
import { DenseBackend } from '../../../native-worker/compute/dense/denseBackend.ts';
import { recommendedGba } from '../../../native-worker/sae/algorithms/gbaPresets.ts';
import { algorithmPreset } from '../../../native-worker/sae/algorithms/presets.ts';
import { backendOptions, trainSae } from '../../../native-worker/sae/trainer.ts';
import type { TrainerOptions } from '../../../native-worker/sae/trainer.ts';
import { MemorySource } from './memorySource.ts';
import { toyData } from './toyData.ts';
import { resumable, wholeOutcome, type WholeOutcome } from './wholeSnapshot.ts';

const toy = toyData(7, 1_500);
const heldOut = toy.rows.subarray(0, 100 * toy.dIn);

const adaptEverySteps = 7;
const gba: SaeConfig = {
  dSae: 32,
  batchTokens: 64,
  trainingTokens: 64 * 40,
  learningRate: 4e-3,
  finalLearningRateShare: 0.1,
  seed: 3,
  algorithm: recommendedGba({
    groups: 4,
    highestTargetFrequency: 0.2,
    lowestTargetFrequency: 0.02,
    adaptEverySteps,
  }),
};
const sizes = { dSae: 32, dIn: toy.dIn, batchTokens: 64, trainingTokens: 64 * 40 };
const configs: Record<string, SaeConfig> = {
  gba,
  batchtopk: algorithmPreset('batchtopk', sizes),
  l1: algorithmPreset('l1', sizes),
};

interface Trained extends WholeOutcome {
  lines: MetricsLine[];
  /** Sizes of the runs of steps, in order. */
  runs: number[];
  saved: number[];
}

async function train(
  config: SaeConfig,
  stepsAtOnce: number,
  more: Partial<TrainerOptions> = {},
): Promise<Trained> {
  const source = new MemorySource(toy.rows, toy.dIn);
  const backend = await DenseBackend.open(backendOptions(config, toy.dIn), {
    device: 'cpu',
    threads: 1,
    stepsAtOnce,
  });
  const lines: MetricsLine[] = [];
  const saved: number[] = [];
  const begun: number[] = [];
  const trained = await trainSae({
    config,
    source,
    backend,
    heldOut,
    checkpointEverySteps: 15,
    evaluateEverySteps: 20,
    onMetrics: (line) => {
      lines.push(line);
    },
    saveCheckpoint: ({ state }) => {
      saved.push(state.step);
      return Promise.resolve();
    },
    whilePaused: (stepsDone) => {
      begun.push(stepsDone);
      return Promise.resolve();
    },
    ...more,
  });
  const outcome = await wholeOutcome(trained);
  await backend.dispose();
  const ends = [...begun.slice(1), outcome.snapshot.state.step];
  return { ...outcome, lines, saved, runs: ends.map((end, i) => end - (begun[i] ?? 0)) };
}

describe('Steps in one run', () => {
  it.each(Object.keys(configs))('train %s to the same bits as steps one by one', async (name) => {
    const config = configs[name] ?? gba;
    const [singly, together] = [await train(config, 1), await train(config, 8)];
    expect(together.snapshot).toEqual(singly.snapshot);
    expect(together.lines).toEqual(singly.lines);
    expect(together.saved).toEqual(singly.saved);
    expect(Math.max(...singly.runs)).toBe(1);
    expect(Math.max(...together.runs)).toBeGreaterThan(4);
  });

  it('end at every adaptation, metrics line and checkpoint', async () => {
    const { runs } = await train(gba, 100);
    const ends = runs.map((_, i) => runs.slice(0, i + 1).reduce((sum, steps) => sum + steps, 0));
    expect(ends).toEqual([7, 10, 14, 15, 20, 21, 28, 30, 35, 40]);
  });

  it('go on from a checkpoint within what would have been one run, bit for bit', async () => {
    const stop = new AbortController();
    const first = await train(gba, 8, {
      signal: stop.signal,
      whilePaused: (stepsDone) => {
        if (stepsDone === 21) stop.abort();
        return Promise.resolve();
      },
    });
    expect([first.status, first.snapshot.state.step]).toEqual(['stopped', 21]);
    const resumed = await train(gba, 8, { resumeFrom: resumable(first.snapshot) });
    expect(resumed.snapshot).toEqual((await train(gba, 8)).snapshot);
  });
});

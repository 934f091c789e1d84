import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SaeConfig } from '../../../protocol/training.ts';
import type { MetricsLine } from '../../../protocol/run.ts';
import type { SourcePosition } from '../../../native-worker/activations/activationBatch.ts';
import { paperGba, recommendedGba } from '../../../native-worker/sae/algorithms/gbaPresets.ts';
import { loadNewestCheckpoint, saveCheckpoint } from '../../../native-worker/sae/checkpointFolder.ts';
import { NotEnoughActivationsError } from '../../../native-worker/sae/sourceRows.ts';
import { backendOptions, trainSae } from '../../../native-worker/sae/trainer.ts';
import type { TrainerOptions } from '../../../native-worker/sae/trainer.ts';
import { backends, open } from '../compute/backends.ts';
import { MemorySource } from './memorySource.ts';
import { toyData } from './toyData.ts';
import { wholeOutcome, type WholeOutcome } from './wholeSnapshot.ts';

const toy = toyData(7, 1_500);
const heldOut = toy.rows.subarray(0, 100 * toy.dIn);
const every = 15;

function config(preset: 'recommended' | 'paper'): SaeConfig {
  const overrides = {
    groups: 4,
    highestTargetFrequency: 0.2,
    lowestTargetFrequency: 0.02,
    adaptEverySteps: 7,
  };
  const algorithm =
    preset === 'paper' ? paperGba(overrides) : recommendedGba({ ...overrides, finalOutputScale: 0.15 });
  return {
    dSae: 64,
    batchTokens: 64,
    trainingTokens: 64 * 40,
    learningRate: 1e-2,
    finalLearningRateShare: 0.1,
    seed: 5,
    algorithm,
  };
}

/** Trains with new objects throughout, as a new process would. */
async function train(
  device: (typeof backends)[number],
  run: SaeConfig,
  extra: Partial<TrainerOptions> = {},
): Promise<WholeOutcome & { lines: MetricsLine[] }> {
  const backend = await open(device, backendOptions(run, toy.dIn));
  const source = new MemorySource(toy.rows, toy.dIn);
  const lines: MetricsLine[] = [];
  const common = {
    config: run,
    source,
    backend,
    heldOut,
    checkpointEverySteps: every,
    evaluateEverySteps: 20,
  };
  const outcome = await wholeOutcome(
    await trainSae({ ...common, onMetrics: (line) => void lines.push(line), ...extra }),
  );
  await backend.dispose();
  return { ...outcome, lines };
}

/** Where the source stands after so many batches. */
async function positionAfter(batches: number): Promise<SourcePosition> {
  const source = new MemorySource(toy.rows, toy.dIn);
  for (let i = 0; i < batches; i++) await source.next(64);
  return source.position();
}

describe.each(backends)('Training on the %s backend', (device) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'monosema-trainer-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(['recommended', 'paper'] as const)(
    'resumes the %s preset from a checkpoint on disk bit for bit, after a stop between two adaptations',
    async (preset) => {
      const run = config(preset);
      const undisturbed = await train(device, run);
      const place = join(folder, preset);
      const stop = new AbortController();
      let stepsBegun = 0;
      const first = await train(device, run, {
        signal: stop.signal,
        saveCheckpoint: async (snapshot) => {
          await saveCheckpoint(place, snapshot, every);
        },
        whilePaused: () => {
          if (stepsBegun++ === 23) stop.abort();
          return Promise.resolve();
        },
      });
      expect([first.status, first.snapshot.state.step]).toEqual(['stopped', 23]);
      const saved = await loadNewestCheckpoint(place, (error) => {
        throw error;
      });
      const resumed = await train(device, run, { ...(saved ? { resumeFrom: saved } : {}) });
      expect(saved?.state.step).toBe(23);
      expect(resumed.snapshot).toEqual(undisturbed.snapshot);
      expect(resumed.lines).toEqual(undisturbed.lines.filter(({ step }) => step > 23));
    },
  );

  it('reports every ten steps, evaluates on held-out rows and lowers the error', async () => {
    const { lines, snapshot } = await train(device, config('recommended'));
    expect(lines.map(({ step }) => step)).toEqual([10, 20, 30, 40]);
    expect(lines.map(({ explainedVariance }) => explainedVariance !== null)).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect(lines.map(({ tokens }) => tokens)).toEqual([640, 1280, 1920, 2560]);
    expect(lines[3]?.explainedVariance).toBeGreaterThan(0.1);
    expect(lines[3]?.outputScale).toBeCloseTo(0.15, 12);
    expect(lines[3]?.groups.map(({ target }) => target)).toEqual([
      0.2,
      expect.closeTo(0.0928, 4) as number,
      expect.closeTo(0.0431, 4) as number,
      expect.closeTo(0.02, 9) as number,
    ]);
    expect(snapshot.position.epoch).toBe(1);
  });

  it('writes a checkpoint when it is asked for one, which changes nothing after it', async () => {
    const run = config('recommended');
    const saved: number[] = [];
    let asked = 0;
    const disturbed = await train(device, run, {
      saveCheckpoint: (snapshot) => {
        saved.push(snapshot.state.step);
        return Promise.resolve();
      },
      wantsCheckpoint: () => asked++ === 16,
    });
    expect(saved).toEqual([15, 17, 30, 40]);
    const undisturbed = await train(device, run);
    expect(disturbed.snapshot).toEqual(undisturbed.snapshot);
    expect(disturbed.lines).toEqual(undisturbed.lines);
  });

  it('stops with a checkpoint when its source is aborted in the middle of a harvest', async () => {
    const stop = new AbortController();
    const source = new MemorySource(toy.rows, toy.dIn);
    const next = source.next.bind(source);
    let trained = false;
    source.next = async (count) => {
      if (trained) stop.abort();
      stop.signal.throwIfAborted();
      return next(count);
    };
    const saved: number[] = [];
    const { status, snapshot } = await train(device, config('recommended'), {
      source,
      signal: stop.signal,
      onMetrics: () => void (trained = true),
      saveCheckpoint: ({ state }) => Promise.resolve(void saved.push(state.step)),
    });
    expect([status, snapshot.state.step]).toEqual(['stopped', 10]);
    expect(snapshot.position).toEqual(await positionAfter(10));
    expect(saved).toEqual([10]);
  });

  it('waits while it is paused', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const steps: number[] = [];
    const training = train(device, config('recommended'), {
      whilePaused: () => (steps.length < 1 ? Promise.resolve() : gate),
      onMetrics: ({ step }) => void steps.push(step),
    });
    await vi.waitFor(() => {
      expect(steps).toEqual([10]);
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(steps).toEqual([10]);
    release();
    expect((await training).status).toBe('finished');
    expect(steps).toEqual([10, 20, 30, 40]);
  });
});

it('A corpus shorter than one batch is refused by name', async () => {
  const run = { ...config('recommended'), batchTokens: 2000 };
  await expect(train('reference', run)).rejects.toThrow(NotEnoughActivationsError);
});

/** Every algorithm through the trainer, on the simplest data there is: sixteen orthonormal features, one at a time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlgorithmConfig, SaeConfig } from '../../../protocol/training.ts';
import type { MetricsLine } from '../../../protocol/run.ts';
import { recommendedGba } from '../../../native-worker/sae/algorithms/gbaPresets.ts';
import {
  batchtopkPreset,
  jumpreluPreset,
  l1Preset,
  matryoshkaPreset,
  topkPreset,
} from '../../../native-worker/sae/algorithms/presets.ts';
import { loadNewestCheckpoint, saveCheckpoint } from '../../../native-worker/sae/checkpointFolder.ts';
import { evaluate } from '../../../native-worker/sae/evaluate.ts';
import { densities } from '../../../native-worker/sae/metrics/activity.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import { backendOptions, parametersOf, trainSae } from '../../../native-worker/sae/trainer.ts';
import type { TrainerOptions } from '../../../native-worker/sae/trainer.ts';
import { backends, open } from '../compute/backends.ts';
import { MemorySource } from './memorySource.ts';
import { toyData } from './toyData.ts';
import { wholeOutcome, type WholeOutcome } from './wholeSnapshot.ts';

const dIn = 16;
const dSae = 32;
const steps = 200;
const sizes = { dIn, dSae, batchTokens: 32, trainingTokens: 32 * steps };

function oneFeatureRows(count: number, seed: number): Float32Array {
  const random = new Random(seed);
  const rows = new Float32Array(count * dIn);
  for (let row = 0; row < count; row++) rows[row * dIn + random.integer(dIn)] = 1 + random.uniform();
  return rows;
}

const training = oneFeatureRows(5_000, 1);
const heldOut = oneFeatureRows(500, 2);

const gba = {
  outputScale: 1,
  finalOutputScale: 1,
  groups: 2,
  highestTargetFrequency: 0.12,
  lowestTargetFrequency: 0.06,
};
const topk = { ...topkPreset(sizes), k: 1 };
const algorithms: Record<string, AlgorithmConfig> = {
  GBA: recommendedGba(gba),
  'GBA, re-quantiled': recommendedGba({ ...gba, adaptation: 'requantile' }),
  'GBA without adaptation': recommendedGba({ ...gba, biasStepDown: 0, biasStepUp: 0 }),
  'GBA with a trained from 1 and b_pre by its decoder term': recommendedGba({
    ...gba,
    trainOutputScale: true,
    preBias: 'decoder',
  }),
  BA: recommendedGba({ ...gba, groups: 1 }),
  TopK: topk,
  'TopK, tied': {
    ...topk,
    tied: true,
    auxCoefficient: 0,
    outputScale: 1,
    finalOutputScale: 1,
    preBias: 'mean',
  },
  BatchTopK: { ...batchtopkPreset(sizes), k: 1 },
  Matryoshka: { ...matryoshkaPreset(sizes), k: 1, prefixShares: [0.5, 1] },
  L1: { ...l1Preset(sizes), l1Coefficient: 0.02, normalisation: 'dataset' },
  'JumpReLU, L0': { ...jumpreluPreset(sizes), sparsityCoefficient: 0.01 },
  'JumpReLU, tanh': { ...jumpreluPreset(sizes), penalty: 'tanh', sparsityCoefficient: 0.01 },
};

const configOf = (algorithm: AlgorithmConfig): SaeConfig => ({
  dSae,
  batchTokens: 32,
  trainingTokens: 32 * steps,
  learningRate: 2e-2,
  finalLearningRateShare: 0.1,
  seed: 5,
  algorithm,
});

type Trained = WholeOutcome & { lines: MetricsLine[]; explainedVariance: number };

/** Trains with new objects throughout, as a new process would. */
async function train(
  device: (typeof backends)[number],
  config: SaeConfig,
  extra: Partial<TrainerOptions> = {},
): Promise<Trained> {
  const backend = await open(device, backendOptions(config, dIn));
  try {
    const lines: MetricsLine[] = [];
    const outcome = await trainSae({
      config,
      source: new MemorySource(training, dIn),
      backend,
      heldOut,
      checkpointEverySteps: 1_000,
      onMetrics: (line) => void lines.push(line),
      ...extra,
    });
    const parameters = await parametersOf(outcome.snapshot, config);
    const { explainedVariance } = await evaluate(backend, heldOut, parameters);
    return { ...(await wholeOutcome(outcome)), lines, explainedVariance };
  } finally {
    await backend.dispose();
  }
}

describe.each(backends)('On the %s backend', (device) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'monosema-algorithms-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(Object.keys(algorithms))(
    '%s explains more than any three quarters of the features could',
    async (name) => {
      const { explainedVariance, lines } = await train(device, configOf(algorithms[name] as AlgorithmConfig));
      expect(explainedVariance).toBeGreaterThan(0.75);
      expect(lines.at(-1)?.explainedVariance).toBeCloseTo(explainedVariance, 6);
    },
  );

  it.each(Object.keys(algorithms))('%s goes on from a checkpoint bit for bit', async (name) => {
    const config = { ...configOf(algorithms[name] as AlgorithmConfig), trainingTokens: 32 * 45 };
    const undisturbed = await train(device, config);
    const place = join(folder, name.replaceAll(/\W/gu, ''));
    const stop = new AbortController();
    let begun = 0;
    await train(device, config, {
      signal: stop.signal,
      saveCheckpoint: async (snapshot) => {
        await saveCheckpoint(place, snapshot, 1_000);
      },
      whilePaused: () => {
        if (begun++ === 23) stop.abort();
        return Promise.resolve();
      },
    });
    const saved = await loadNewestCheckpoint(place, (error) => {
      throw error;
    });
    expect(saved?.state.step).toBe(23);
    const resumed = await train(device, config, { ...(saved ? { resumeFrom: saved } : {}) });
    expect(resumed.snapshot).toEqual(undisturbed.snapshot);
    expect(resumed.lines).toEqual(undisturbed.lines.filter(({ step }) => step > 23));
  });

  it('re-quantiling holds every neuron at its target, where the published rule is a ceiling', async () => {
    const { dIn: width, rows } = toyData(8, 4_096);
    const config: SaeConfig = {
      ...configOf(
        recommendedGba({
          groups: 2,
          highestTargetFrequency: 0.2,
          lowestTargetFrequency: 0.05,
          adaptEverySteps: 5,
        }),
      ),
      trainingTokens: 32 * 40,
    };
    const spread = async (adaptation: 'published' | 'requantile'): Promise<number> => {
      const asked: SaeConfig = {
        ...config,
        algorithm: { ...config.algorithm, adaptation } as AlgorithmConfig,
      };
      const backend = await open(device, backendOptions(asked, width));
      const source = new MemorySource(rows, width);
      const { snapshot } = await trainSae({
        config: asked,
        source,
        backend,
        heldOut: rows,
        checkpointEverySteps: 99,
      });
      const codes = await backend.encode(rows, await parametersOf(snapshot, asked));
      const frequencies = densities(codes, dSae);
      await backend.dispose();
      return Math.max(
        ...frequencies.map((frequency, m) => Math.abs(frequency / (m < dSae / 2 ? 0.2 : 0.05) - 1)),
      );
    };
    // The last step adapts; the quantile itself is the first row below, one of at least 204.
    expect(await spread('requantile')).toBeLessThan(1.5 / 204);
    expect(await spread('published')).toBeGreaterThan(0.1);
  });
});

it.each<[string, (keyof MetricsLine)[]]>([
  ['GBA', []],
  ['TopK', ['positive', 'dead', 'auxiliary']],
  ['TopK, tied', ['positive', 'dead']],
  ['BatchTopK', ['positive', 'dead', 'auxiliary', 'threshold']],
  ['L1', ['penalty', 'penaltyWeight']],
  ['JumpReLU, L0', ['positive', 'penalty', 'penaltyWeight']],
])('The metrics of %s have what it has: %j', async (name, expected) => {
  const config = { ...configOf(algorithms[name] as AlgorithmConfig), trainingTokens: 32 * 10 };
  const { lines } = await train('reference', config);
  const optional = ['positive', 'dead', 'auxiliary', 'threshold', 'penalty', 'penaltyWeight'] as const;
  expect(optional.filter((field) => lines[0]?.[field] !== undefined).toSorted()).toEqual(expected.toSorted());
  expect(lines[0]?.groups).toHaveLength(name === 'GBA' ? 2 : 0);
  expect(lines[0]?.outputScale).toBeCloseTo(1, 12);
});

it('The penalty of L1 is warmed up on the way to its coefficient', async () => {
  const algorithm = { ...algorithms['L1'], sparsityWarmUpSteps: 40 } as AlgorithmConfig;
  const { lines } = await train('reference', { ...configOf(algorithm), trainingTokens: 32 * 60 });
  expect(lines.map(({ penaltyWeight }) => penaltyWeight)).toEqual(
    [0.005, 0.01, 0.015, 0.02, 0.02, 0.02].map((weight) => expect.closeTo(weight, 12) as number),
  );
});

import { describe, expect, it } from 'vitest';
import { ALGORITHMS } from '../../../native-worker/cli/algorithmFlags.ts';
import { algorithmSchema, contradictions } from '../../../native-worker/sae/algorithms/algorithmSchema.ts';
import { algorithmPreset } from '../../../native-worker/sae/algorithms/presets.ts';
import { backendOptions } from '../../../native-worker/sae/trainer.ts';
import { checkOptions } from '../../../native-worker/compute/checkOptions.ts';
import type { AlgorithmConfig, MatryoshkaConfig, TopKConfig } from '../../../protocol/training.ts';

const sizes = { dIn: 192, dSae: 1024, trainingTokens: 1_024_000 };

describe.each(ALGORITHMS)('The preset of %s', (name) => {
  it('passes its schema, asks of a backend what it can compute, and has fewer than 20 fields', () => {
    const config = algorithmPreset(name, sizes);
    expect(algorithmSchema.parse(config.algorithm)).toEqual(config.algorithm);
    expect(contradictions(config.algorithm, config.dSae)).toEqual([]);
    expect(() => {
      checkOptions(backendOptions(config, sizes.dIn));
    }).not.toThrow();
    expect(Object.keys(config.algorithm).length).toBeLessThan(20);
  });

  it('fits a dictionary of three features and a run of one step', () => {
    const { algorithm } = algorithmPreset(name, { ...sizes, dSae: 3, trainingTokens: 1024 });
    const features = algorithm.algorithm === 'gba' ? algorithm.groups : 3;
    expect(contradictions(algorithm, features)).toEqual([]);
  });
});

it('BA is GBA with one group, whose target is the mean of the targets', () => {
  const { algorithm } = algorithmPreset('ba', sizes, 'paper');
  expect(algorithm).toMatchObject({ algorithm: 'gba', preset: 'paper', groups: 1 });
  const geometric = Array.from({ length: 10 }, (_, k) => 0.5 * (0.001 / 0.5) ** (k / 9));
  const mean = geometric.reduce((sum, target) => sum + target, 0) / 10;
  expect(algorithm).toHaveProperty('highestTargetFrequency', expect.closeTo(mean, 12));
  expect(algorithm).toHaveProperty('lowestTargetFrequency', expect.closeTo(mean, 12));
});

it('Warm-ups, dead window, AuxK and the rate follow from the sizes by the shares that are documented', () => {
  expect(algorithmPreset('topk', sizes)).toMatchObject({
    batchTokens: 1024,
    learningRate: 1e-2,
    algorithm: { warmUpSteps: 50, auxK: 96, auxCoefficient: 1 / 32, deadAfterTokens: 102_400 },
  });
  expect(algorithmPreset('l1', sizes).algorithm).toMatchObject({ warmUpSteps: 50, sparsityWarmUpSteps: 200 });
  const long = algorithmPreset('jumprelu', { ...sizes, dIn: 768, trainingTokens: 300_000 * 1024 });
  expect(long.algorithm).toMatchObject({ warmUpSteps: 1_000, sparsityWarmUpSteps: 2_000 });
  // Half for four times the width, a tenth for a hundred times three thousand steps.
  expect(long.learningRate).toBeCloseTo(1e-2 / 2 / 10, 12);
});

describe('The schema', () => {
  const topk = algorithmPreset('topk', sizes).algorithm as TopKConfig;
  const matryoshka = algorithmPreset('matryoshka', sizes).algorithm as MatryoshkaConfig;

  it.each<[string, Partial<TopKConfig>]>([
    ['k', { k: 0 }],
    ['k', { k: 1.5 }],
    ['adamBeta1', { adamBeta1: 1 }],
    ['auxCoefficient', { auxCoefficient: -1 }],
    ['deadAfterTokens', { deadAfterTokens: 0 }],
    ['warmUpSteps', { warmUpSteps: -1 }],
  ])('refuses an impossible %s by name', (field, change) => {
    const parsed = algorithmSchema.safeParse({ ...topk, ...change });
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });

  it("refuses another algorithm's field", () => {
    expect(algorithmSchema.safeParse({ ...topk, groups: 3 }).error?.issues[0]?.message).toContain('groups');
  });

  it.each<[string, AlgorithmConfig, string]>([
    [
      'more active features than there are',
      { ...topk, k: 1025 },
      'k must not be above the number of features, 1024',
    ],
    ['AuxK in the tied form', { ...topk, tied: true, outputScale: 0.1 }, 'auxCoefficient must be 0'],
    [
      'a small scale in the untied form',
      { ...topk, outputScale: 0.1 },
      'outputScale and finalOutputScale must be 1',
    ],
    ['prefixes that end early', { ...matryoshka, prefixShares: [0.25, 0.5] }, 'prefixShares must end in 1'],
    [
      'prefixes that descend',
      { ...matryoshka, prefixShares: [0.5, 0.25, 1] },
      'of 1024 they are 512, 256, 1024',
    ],
    ['prefixes of no feature', { ...matryoshka, prefixShares: [0.0001, 1] }, 'of 1024 they are 0, 1024'],
  ])('refuses %s', (_, config, message) => {
    const [found] = contradictions(config, 1024);
    expect(`${found?.field ?? ''} ${found?.message ?? ''}`).toContain(message);
  });
});

import { describe, expect, it } from 'vitest';
import type { MetricsLine } from '../../../protocol/run.ts';
import { lossParts } from '../../../webview/lib/lossParts.ts';
import { MetricsSeries } from '../../../webview/lib/metricsSeries.ts';
import { hasFeatureGroups, saeWords } from '../../../webview/lib/saeWords.ts';
import { exampleSae } from '../extension/examples.ts';

function line(step: number, change: Partial<MetricsLine> = {}): MetricsLine {
  return {
    step,
    tokens: step * 10,
    nmse: 0.25,
    explainedVariance: null,
    l0: 32,
    notSeen: 4,
    learningRate: 0.001,
    outputScale: 1,
    groups: [],
    ...change,
  };
}

describe('an autoencoder in words', () => {
  it.each([
    ['gba', '2,048 features in 10 groups'],
    ['ba', '2,048 features, BA (one group)'],
    ['topk', '2,048 features, TopK, k = 32'],
    ['batchtopk', '2,048 features, BatchTopK, k = 32'],
    ['matryoshka', '2,048 features, Matryoshka, k = 32'],
    ['l1', '2,048 features, L1, λ = 0.03'],
    ['jumprelu', '2,048 features, JumpReLU, λ = 0.001'],
  ] as const)('by %s names what decides its sparsity', (algorithm, words) => {
    expect(saeWords(exampleSae(algorithm))).toBe(words);
  });
});

describe('groups of features', () => {
  it('are there with GBA alone, and not in its form with one group', () => {
    const algorithms = ['gba', 'ba', 'topk', 'batchtopk', 'matryoshka', 'l1', 'jumprelu'] as const;
    expect(algorithms.filter((name) => hasFeatureGroups(exampleSae(name)))).toEqual(['gba']);
  });
});

describe('the figures of a step', () => {
  const names = (change: Partial<MetricsLine>): string[] =>
    lossParts(line(10, change)).map(({ name }) => name);

  it('are those that the algorithm has', () => {
    expect(names({})).toEqual(['Error', 'L0', 'Not seen']);
    expect(names({ penalty: 3, penaltyWeight: 0.01 })).toEqual([
      'Error',
      'Penalty',
      'Weight of the penalty',
      'L0',
      'Not seen',
    ]);
    expect(names({ positive: 400, dead: 0.1, auxiliary: 0.002, threshold: 0.7 })).toEqual([
      'Error',
      'Auxiliary loss',
      'L0',
      'Before the selection',
      'Threshold',
      'Dead',
      'Not seen',
    ]);
  });

  it('show what is nothing as nothing, and shares in percent', () => {
    const parts = lossParts(line(10, { dead: 0.125, penaltyWeight: 0 }));
    const value = (name: string): string | undefined => parts.find((part) => part.name === name)?.value;
    expect(value('Dead')).toBe('13 %');
    expect(value('Weight of the penalty')).toBe('0');
  });
});

describe('curves of what only some algorithms have', () => {
  it('are there where a line has them, with gaps where others have not', () => {
    const series = new MetricsSeries();
    series.add([line(10), line(20, { dead: 0.5 }), line(30, { dead: 0.25 })]);
    expect(series.columns(100).optional).toEqual({ dead: [null, 0.5, 0.25] });
  });

  it('are none for GBA', () => {
    const series = new MetricsSeries();
    series.add([line(10)]);
    expect(series.columns(100).optional).toEqual({});
  });
});

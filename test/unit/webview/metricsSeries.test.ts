import { describe, expect, it } from 'vitest';
import type { MetricsLine } from '../../../protocol/run.ts';
import { latestValue, MetricsSeries } from '../../../webview/lib/metricsSeries.ts';
import { logScale } from '../../../webview/lib/logScale.ts';

function line(step: number, change: Partial<MetricsLine> = {}): MetricsLine {
  return {
    step,
    tokens: step * 10,
    nmse: 1 / step,
    explainedVariance: null,
    l0: step,
    notSeen: 0,
    learningRate: 0.001,
    outputScale: 0.3,
    groups: [],
    ...change,
  };
}

describe('MetricsSeries', () => {
  it('keeps lines in order of step, each step once, the newer line for it', () => {
    const series = new MetricsSeries();
    series.add([line(30), line(10)]);
    series.add([line(20), line(30, { l0: 99 })]);
    expect(series.columns(100)).toMatchObject({ steps: [10, 20, 30], l0: [10, 20, 99] });
    expect(series.last?.step).toBe(30);
  });

  it('forgets what came after the step a run goes back to', () => {
    const series = new MetricsSeries();
    series.add([line(10), line(20), line(30)]);
    series.truncate(20);
    series.add([line(30, { l0: 7 })]);
    expect(series.columns(100)).toMatchObject({ steps: [10, 20, 30], l0: [10, 20, 7] });
  });

  it('thins long runs but keeps the last line and every evaluation', () => {
    const series = new MetricsSeries();
    series.add(
      Array.from({ length: 1001 }, (_, i) => line(i + 1, i === 7 ? { explainedVariance: 0.5 } : {})),
    );
    const { steps, explainedVariance } = series.columns(100);
    expect(steps.length).toBeLessThan(110);
    expect(steps.at(-1)).toBe(1001);
    expect(explainedVariance[steps.indexOf(8)]).toBe(0.5);
  });

  it('has columns for what only some lines tell, with gaps, and none for what no line does', () => {
    const series = new MetricsSeries();
    const timing = { seconds: 1, tokensPerSecond: 10 };
    series.add([
      line(10, { timing }),
      line(20, { denseShare: 0.5, timing: { ...timing, screenedShare: 0.75 } }),
    ]);
    expect(series.columns(100).optional).toEqual({ denseShare: [null, 0.5], screenedShare: [null, 0.75] });
  });
});

describe('latestValue', () => {
  it('looks back over gaps', () => {
    expect(latestValue([1, null, 3, null])).toBe(3);
    expect(latestValue([1, null, 3, null], 1)).toBe(1);
    expect(latestValue([null])).toBeNull();
    expect(latestValue([])).toBeNull();
  });
});

describe('logScale', () => {
  it('puts equal ratios at equal distances, with room at both ends', () => {
    const place = logScale([0.001, 0.1], 10);
    expect([0.0001, 0.001, 0.01, 0.1, 1].map((value) => Number(place(value).toFixed(6)))).toEqual([
      0, 0.25, 0.5, 0.75, 1,
    ]);
  });

  it('puts zero at the start, also when nothing is above it', () => {
    expect(logScale([0.1, 0])(0)).toBe(0);
    expect(logScale([0])(0)).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import type { StepStats } from '../../../native-worker/compute/backend.ts';
import { DeadTracker } from '../../../native-worker/sae/algorithms/deadTracker.ts';
import { GradientRun } from '../../../native-worker/sae/algorithms/gradientRun.ts';
import { ThresholdAverage } from '../../../native-worker/sae/algorithms/thresholdAverage.ts';

const firings = (...counts: number[]) => ({
  rows: 1,
  counts: Uint32Array.from(counts),
  peaks: new Float32Array(counts.length),
});
const tracker = (lastFired = [0, 0, 0], dead = [0, 0, 0]): DeadTracker =>
  new DeadTracker(
    { deadAfterTokens: 200, batchTokens: 10 },
    Float64Array.from(lastFired),
    Float32Array.from(dead),
  );

describe('A feature is dead', () => {
  it('once it has not fired on so many tokens, counted from the start for one that never did', () => {
    const dead = tracker();
    dead.absorb(firings(1, 1, 0), 10);
    dead.judge();
    expect([...dead.dead]).toEqual([0, 0, 0]);
    dead.absorb(firings(1, 0, 0), 20);
    dead.judge();
    // 200 tokens: the second fired within the last 100, the third never.
    expect([...dead.dead]).toEqual([0, 0, 1]);
    expect(dead.deadShare()).toBeCloseTo(1 / 3, 12);
    dead.absorb(firings(1, 0, 1), 30);
    dead.judge();
    expect([...dead.dead]).toEqual([0, 1, 0]);
  });

  it('by the state of the last judgement, whoever looked in between', () => {
    const disturbed = tracker([100, 100, 0]);
    disturbed.absorb(firings(0, 0, 0), 13);
    disturbed.absorb(firings(0, 1, 0), 17);
    expect([...disturbed.dead]).toEqual([0, 0, 0]);
    disturbed.absorb(firings(0, 0, 0), 20);
    disturbed.judge();
    const undisturbed = tracker([100, 100, 0]);
    undisturbed.absorb(firings(0, 1, 0), 20);
    undisturbed.judge();
    expect(disturbed.arrays()).toEqual(undisturbed.arrays());
    expect([...disturbed.dead]).toEqual([0, 0, 1]);
  });

  it('for the backend only where that has an auxiliary loss', () => {
    const schedule = (): { learningRate: number } => ({ learningRate: 1 });
    const parts = { schedule, dead: tracker([0, 0, 0], [1, 0, 1]) };
    expect(new GradientRun({ ...parts, tellsDead: true }).settings(1).dead).toEqual(Float32Array.of(1, 0, 1));
    expect(new GradientRun({ ...parts, tellsDead: false }).settings(1)).toEqual({ learningRate: 1 });
    expect(new GradientRun({ schedule }).adaptEverySteps).toBeNull();
  });
});

describe("BatchTopK's threshold", () => {
  it('starts at the first smallest active value and follows the others by its momentum', () => {
    const threshold = new ThresholdAverage(0.75, null);
    expect(threshold.value).toBeNull();
    threshold.observe(0.4);
    expect(threshold.value).toBe(0.4);
    threshold.observe(0.8);
    expect(threshold.value).toBeCloseTo(0.5, 12);
    threshold.observe(0.1);
    expect(threshold.value).toBeCloseTo(0.4, 12);
  });

  it('learns nothing from a batch in which nothing was active', () => {
    const threshold = new ThresholdAverage(0.75, 0.3);
    threshold.observe(Infinity);
    expect(threshold.value).toBe(0.3);
  });

  it('is kept and reported by the run', () => {
    const run = new GradientRun({
      schedule: () => ({ learningRate: 1 }),
      threshold: new ThresholdAverage(0.9, null),
    });
    expect(run.report()).toEqual({ groups: [] });
    expect(run.memory()).toEqual({ values: { threshold: null }, arrays: {} });
    run.observe({ smallestActive: 0.25 } as StepStats);
    expect(run.report()).toEqual({ groups: [], threshold: 0.25 });
    expect(run.memory().values).toEqual({ threshold: 0.25 });
  });
});

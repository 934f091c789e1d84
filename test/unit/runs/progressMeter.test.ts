import { describe, expect, test } from 'vitest';
import { ProgressMeter } from '../../../native-worker/runs/progressMeter.ts';

const at = { step: 0, steps: 100, tokens: 0 };
const total = { corpus: 0, harvest: 1000, train: 1000, refit: 0, index: 0 };

describe('a progress meter', () => {
  test('weighs each kind of work by the time its tokens were measured to take', () => {
    const meter = new ProgressMeter(total);
    meter.add('harvest', 1000, 1);
    meter.add('train', 500, 2);
    // 1 s of harvest and 4 s of training in all, of which 3 s are done.
    const progress = meter.progress('train', at);
    expect(progress.fraction).toBeCloseTo(3 / 5, 10);
    expect(progress.secondsLeft).toBeCloseTo(2, 10);
    expect(progress.tokensPerSecond).toBeCloseTo(250, 10);
  });

  test('says nothing of speed and time left before they were measured', () => {
    const meter = new ProgressMeter(total);
    meter.add('harvest', 10, 0.01);
    expect(meter.progress('harvest', at)).toMatchObject({ tokensPerSecond: null, secondsLeft: null });
  });

  test('counts what an earlier job did without timing it', () => {
    const meter = new ProgressMeter(total, { train: 500 });
    meter.add('harvest', 1000, 1);
    meter.add('train', 250, 1);
    expect(meter.progress('train', at)).toMatchObject({ secondsLeft: 1 });
    expect(meter.progress('train', at).fraction).toBeCloseTo(4 / 5, 10);
  });

  test('guesses what was not measured yet by how slow the rest turned out', () => {
    const meter = new ProgressMeter({ ...total, train: 0, index: 1000 });
    meter.add('harvest', 1000, 40);
    // A thousand times slower than the first guess of 4e-5 s a token: so will be the index, guessed at 7e-5.
    expect(meter.progress('index', at).fraction).toBeCloseTo(40 / 110, 10);
  });

  test('never goes back, though work turns out slower than thought', () => {
    const meter = new ProgressMeter(total);
    meter.add('harvest', 900, 0.6);
    const before = meter.progress('harvest', at).fraction;
    meter.add('train', 10, 100);
    expect(meter.progress('train', at).fraction).toBeGreaterThanOrEqual(before);
  });

  test('is full at the end only', () => {
    const meter = new ProgressMeter(total);
    meter.add('harvest', 5000, 1);
    meter.add('train', 5000, 1);
    expect(meter.progress('train', at).fraction).toBeLessThan(1);
    expect(meter.progress('done', at)).toMatchObject({ fraction: 1, secondsLeft: 0 });
  });
});

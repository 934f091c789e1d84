import { describe, expect, test } from 'vitest';
import { NoRowsError } from '../../../../native-worker/sae/metrics/errors.ts';
import {
  addSums,
  noSums,
  spliceScores,
  type SpliceSums,
} from '../../../../native-worker/sae/metrics/spliceScores.ts';

/** Sums of a document of 10 scored positions from means a position. */
function document(
  clean: number,
  loss: [number, number, number],
  divergence: [number, number, number],
): SpliceSums {
  const named = ([sae, mean, zero]: [number, number, number]) => ({
    sae: 10 * sae,
    mean: 10 * mean,
    zero: 10 * zero,
  });
  return { scored: 10, clean: 10 * clean, loss: named(loss), divergence: named(divergence) };
}

describe('the scores of a spliced model', () => {
  test('are what their definitions say', () => {
    const scores = spliceScores([document(2, [2.5, 4, 12], [0.3, 1.2, 6])], []);
    expect(scores.cleanLoss).toBeCloseTo(2, 12);
    expect(scores.loss).toEqual({ sae: 2.5, mean: 4, zero: 12 });
    expect(scores.lossIncrease).toEqual({ value: 0.5, least: null, most: null });
    expect(scores.lossRecovered?.value).toBeCloseTo(0.75, 12);
    expect(scores.lossRecoveredFromZero?.value).toBeCloseTo(0.95, 12);
    expect(scores.divergenceScore?.value).toBeCloseTo(0.75, 12);
    expect(scores.meanDivergence.value).toBeCloseTo(0.3, 12);
  });

  test('are 1 for a perfect reconstruction and 0 for the mean itself', () => {
    const perfect = spliceScores([document(2, [2, 4, 5], [0, 1, 2])], []);
    expect([
      perfect.lossIncrease.value,
      perfect.lossRecovered?.value,
      perfect.divergenceScore?.value,
    ]).toEqual([0, 1, 1]);
    const mean = spliceScores([document(2, [4, 4, 5], [1, 1, 2])], []);
    expect([mean.lossRecovered?.value, mean.divergenceScore?.value]).toEqual([0, 0]);
  });

  test('sum before they divide: a document counts by its positions', () => {
    const long = document(1, [1, 2, 2], [0, 1, 1]);
    const short = { ...document(1, [2, 2, 2], [1, 1, 1]) };
    const tripled = noSums();
    addSums(tripled, long, 3);
    const scores = spliceScores([tripled, short], []);
    expect(tripled.scored).toBe(30);
    expect(scores.lossIncrease.value).toBeCloseTo(10 / 40, 12);
    // The mean of the two documents' shares would be 1/2.
    expect(scores.lossRecovered?.value).toBeCloseTo(3 / 4, 12);
  });

  test('have no share to give where an ablation costs nothing', () => {
    const scores = spliceScores([document(2, [2.1, 2, 1.9], [0.1, 0, 0.2])], []);
    expect(scores.lossRecovered).toBeNull();
    expect(scores.lossRecoveredFromZero).toBeNull();
    expect(scores.divergenceScore).toBeNull();
    expect(scores.lossIncrease.value).toBeCloseTo(0.1, 12);
  });

  test('have the interval of the draws of documents', () => {
    const documents = [document(1, [1, 2, 2], [0, 1, 1]), document(1, [1.5, 2, 2], [1, 1, 1])];
    const draws = [
      [2, 0],
      [1, 1],
      [0, 2],
    ];
    const { lossIncrease, lossRecovered } = spliceScores(documents, draws);
    expect(lossIncrease).toEqual({ value: 0.25, least: 0, most: 0.5 });
    expect(lossRecovered).toEqual({ value: 0.75, least: 0.5, most: 1 });
  });

  test('have no interval where a draw leaves them undefined', () => {
    const documents = [document(1, [1, 2, 2], [0, 1, 1]), document(1, [1, 1, 2], [0, 0, 1])];
    const { lossRecovered, lossIncrease } = spliceScores(documents, [
      [2, 0],
      [0, 2],
    ]);
    expect(lossRecovered).toEqual({ value: 1, least: null, most: null });
    expect(lossIncrease).toEqual({ value: 0, least: 0, most: 0 });
  });

  test('are refused of nothing', () => {
    expect(() => spliceScores([noSums()], [])).toThrow(NoRowsError);
  });
});

import { describe, expect, it } from 'vitest';
import { activationStep } from '../../../extension/editor/activationSteps.ts';
import { gradeClass, gradeOf } from '../../../webview/lib/grade.ts';

describe('gradeOf', () => {
  it.each([
    [0, 0],
    [-1, 0],
    [Number.NaN, 0],
    [1, 1],
    [0.9, 1],
    [1.24, 1],
    [1.26, 2],
    [2.99, 8],
    [3, 8],
    [9, 8],
  ])('grades an activation of %d from threshold 1 to max 3 as %d', (activation, grade) => {
    expect(gradeOf(activation, 1, 3)).toBe(grade);
  });

  it('gives the highest grade to a feature whose max is its threshold', () => {
    expect(gradeOf(2, 2, 2)).toBe(8);
  });

  it('agrees with the colours in the editor', () => {
    for (let activation = 0; activation <= 4; activation += 0.01)
      expect(gradeOf(activation, 1, 3)).toBe(activationStep(activation, 1, 3));
  });

  it('has no class for inactive tokens', () => {
    expect([gradeClass(0), gradeClass(8)]).toEqual(['', 'grade-8']);
  });
});

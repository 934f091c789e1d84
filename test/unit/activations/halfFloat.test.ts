import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from '../../../native-worker/activations/halfFloat.ts';

describe('half floats', () => {
  it.each([
    [0, 0x0000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [1e9, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1 + 1 / 2048, 0x3c00],
    [1 + 3 / 2048, 0x3c02],
    [0.333251953125, 0x3555],
  ])('%f has the bits of IEEE 754', (value, bits) => {
    expect(toHalf(value)).toBe(bits);
  });

  it('gives every finite half back', () => {
    for (let half = 0; half < 0x7c00; half++) expect(toHalf(fromHalf(half))).toBe(half);
  });

  it('is never further away than half a step', () => {
    for (let i = 1; i < 1000; i++) {
      const value = Math.fround(i * 0.00173);
      expect(Math.abs(fromHalf(toHalf(value)) - value)).toBeLessThanOrEqual(value * 2 ** -11);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { nearestDirections } from '../../../native-worker/features/nearestDirections.ts';

describe('the nearest directions', () => {
  const weights = Float32Array.of(1, 0, 3, 4, -2, 0, 0, 0, 10, 0, 0, 5);
  it('are ordered by cosine, whatever the norms; equal ones by index; a zero row has cosine 0', () => {
    expect(nearestDirections({ weights, dSae: 6, dIn: 2 }, 0, 4)).toEqual([
      { index: 4, cosine: 1 },
      { index: 1, cosine: 0.6 },
      { index: 3, cosine: 0 },
      { index: 5, cosine: 0 },
    ]);
  });
  it('are all others when fewer exist than asked for', () => {
    expect(nearestDirections({ weights, dSae: 6, dIn: 2 }, 2, 8)).toHaveLength(5);
  });
});

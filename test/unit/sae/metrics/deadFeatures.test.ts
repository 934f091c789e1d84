import { describe, expect, it } from 'vitest';
import {
  countNotSeen,
  deadAfterTokens,
  deadFeatures,
  describeDead,
} from '../../../../native-worker/sae/metrics/deadFeatures.ts';
import { NoRowsError } from '../../../../native-worker/sae/metrics/errors.ts';

describe('A feature', () => {
  it('is dead after 20 / LTF tokens without a firing, and after 10^6 at least', () => {
    expect(deadAfterTokens(0.001)).toBe(1e6);
    expect(deadAfterTokens(1e-6)).toBeCloseTo(2e7, 0);
    expect(deadAfterTokens(null)).toBe(1e6);
  });

  it('is called dead only once the window is full', () => {
    const counts = Uint32Array.of(0, 3, 0, 1);
    const early = deadFeatures(counts, 999_999, 0.001);
    expect(early).toEqual({
      verdict: 'not seen',
      features: 2,
      share: 0.5,
      tokens: 999_999,
      windowTokens: 1e6,
    });
    expect(describeDead(early)).toBe('50.0 % not seen in 999,999 tokens');
    const late = deadFeatures(counts, 1e6, 0.001);
    expect(late.verdict).toBe('dead');
    expect(describeDead(late)).toBe('50.0 % dead (no firing in 1,000,000 tokens)');
    expect(deadFeatures(counts, 1e6, 1e-5).verdict).toBe('not seen');
    expect(() => deadFeatures(counts, 0, null)).toThrow(NoRowsError);
  });

  it('is not seen when it never fired or not within the last 10^6 tokens', () => {
    expect(countNotSeen(Float64Array.of(0, 100, 5e5, 1.4e6), 1.5e6)).toBe(3);
    expect(countNotSeen(Float64Array.of(0, 100), 200)).toBe(1);
  });
});

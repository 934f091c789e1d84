import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatNumber,
  formatOneIn,
  formatShare,
  formatTokens,
} from '../../../webview/lib/format.ts';

describe('formatShare', () => {
  it.each([
    [0, '0 %'],
    [0.00123, '0.12 %'],
    [0.05, '5 %'],
    [0.5, '50 %'],
    [1, '100 %'],
    [0.000012, '0.0012 %'],
    [0.000001, '<0.001 %'],
    [Number.NaN, '–'],
  ])('writes %d as %s', (share, text) => {
    expect(formatShare(share)).toBe(text);
  });
});

describe('formatOneIn', () => {
  it.each([
    [0, 'never'],
    [0.00125, '1 in 800'],
    [0.1, '1 in 10'],
    [0.3, '1 in 3'],
    [1 / 12345, '1 in 12,000'],
    [0.9, 'most tokens'],
  ])('says of a share of %d: %s', (share, text) => {
    expect(formatOneIn(share)).toBe(text);
  });
});

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [4.2149, '4.21'],
    [0.01234, '0.0123'],
    [312.4, '312'],
    [12345, '12345'],
    [-0.5, '-0.500'],
    [0.00001234, '1.2e-5'],
    [2.5e7, '2.5e7'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('writes %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatTokens', () => {
  it.each([
    [512, '512'],
    [1024, '1.02 k'],
    [999_600, '1 M'],
    [2_140_000, '2.14 M'],
    [3e9, '3 G'],
  ])('writes %d as %s', (count, text) => {
    expect(formatTokens(count)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [null, '–'],
    [0.4, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min 00 s'],
    [200, '3 min 20 s'],
    [7500, '2 h 05 min'],
  ])('writes %s seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

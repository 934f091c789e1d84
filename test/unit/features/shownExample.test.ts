import { describe, expect, it } from 'vitest';
import { toHalf } from '../../../native-worker/activations/halfFloat.ts';
import { shownExample } from '../../../native-worker/features/shownExample.ts';

// "a🙂b" with the emoji in three tokens, after a BOS without a place.
const row = {
  document: 0,
  source: 'greeting.txt',
  tokens: Int32Array.of(9, 1, 2, 3, 4, 5),
  starts: Int32Array.of(-1, 10, 11, 11, 11, 13),
  ends: Int32Array.of(-1, 11, 13, 13, 13, 14),
  textStart: 10,
  text: 'a🙂b',
};

const example = {
  kind: 'top' as const,
  band: null,
  row: 0,
  position: 3,
  value: 0.75,
  first: 1,
  window: Uint16Array.of(0, toHalf(0.25), toHalf(0.75), 0, toHalf(0.5)),
};

describe('a shown example', () => {
  it('shows tokens that share a character as one, with their largest z', () => {
    expect(shownExample(example, row, {})).toEqual({
      kind: 'top',
      band: null,
      source: 'greeting.txt',
      range: { start: 10, end: 14 },
      tokens: ['a', '🙂', 'b'],
      tokenRanges: [
        { start: 10, end: 11 },
        { start: 11, end: 13 },
        { start: 13, end: 14 },
      ],
      activations: [0, 0.75, 0.5],
      peak: 1,
    });
  });

  it('keeps the peak in full precision', () => {
    const precise = { ...example, value: Math.fround(0.7501) };
    expect(shownExample(precise, row, {}).activations[1]).toBe(precise.value);
  });

  it('shows the text of a token without a place from the index, with no range', () => {
    const withBos = { ...example, first: 0, window: Uint16Array.of(0, ...example.window) };
    const shown = shownExample(withBos, row, { 9: '<bos>' });
    expect(shown.tokens).toEqual(['<bos>', 'a', '🙂', 'b']);
    expect(shown.tokenRanges[0]).toBeNull();
    expect(shown.peak).toBe(2);
  });

  it('shows token texts alone where the source has no text', () => {
    const shown = shownExample(example, { ...row, text: null }, { 1: 'A', 2: 'B', 5: 'C' });
    expect(shown.tokens).toEqual(['A', 'B', 'C']);
  });
});

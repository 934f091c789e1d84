import { describe, expect, it } from 'vitest';
import type { InspectedToken } from '../../../protocol/inspection.ts';
import { tokenRows } from '../../../webview/inspector/tokenRows.ts';

const token = (norm: number, loss: number | null): InspectedToken => ({
  text: 'a',
  id: 1,
  range: null,
  masked: false,
  maskReason: null,
  norm,
  loss,
  predictions: [],
  dimensions: [],
});

describe('tokenRows', () => {
  const tokens = [token(3, null), token(1, 0.5), token(2, 4)];
  const order = (key: 'position' | 'norm' | 'loss', descending: boolean) =>
    tokenRows(tokens, { key, descending }).map(({ position }) => position);

  it('sorts by position, norm or loss', () => {
    expect(order('position', false)).toEqual([0, 1, 2]);
    expect(order('norm', true)).toEqual([0, 2, 1]);
  });

  it('puts tokens without a loss last in both directions', () => {
    expect(order('loss', false)).toEqual([1, 2, 0]);
    expect(order('loss', true)).toEqual([2, 1, 0]);
  });
});

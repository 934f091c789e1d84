import { describe, expect, test } from 'vitest';
import {
  bytes,
  count,
  cut,
  duration,
  oneLine,
  share,
  table,
  width,
} from '../../../native-worker/cli/format.ts';

test.each([
  [0, '1 kB'],
  [1_500_000, '2 MB'],
  [2_340_000_000, '2.3 GB'],
])('%d bytes read %s', (value, text) => {
  expect(bytes(value)).toBe(text);
});

test.each([
  [999, '999'],
  [12_345, '12 k'],
  [1_800_000, '1.8 M'],
])('%d tokens read %s', (value, text) => {
  expect(count(value)).toBe(text);
});

test.each([
  [-3, '0 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [7_500, '2 h 5 min'],
])('%d seconds read %s', (value, text) => {
  expect(duration(value)).toBe(text);
});

test.each([
  [0, '0'],
  [0.5, '0.500'],
  [0.0314159, '0.0314'],
  [0.000512345, '0.000512'],
  [1, '1.00'],
])('the share %d reads %s', (value, text) => {
  expect(share(value)).toBe(text);
});

describe('text in a table', () => {
  test('stays on one line whatever it holds', () => {
    expect(oneLine('a\r\nb\n\tc\u001B[31m\u2028')).toBe('a⏎b⏎⇥c\\x1b[31m\\x2028');
  });

  test.each([
    ['abc', 3],
    ['漢字', 4],
    ['👨‍👩‍👧', 2],
    ['e\u0301', 1],
  ])('%s takes %d columns', (text, columns) => {
    expect(width(text)).toBe(columns);
  });

  test('is cut at either end, never within a character', () => {
    expect(cut('short', 5)).toBe('short');
    expect(cut('a longer text', 6)).toBe('a lon…');
    expect(cut('a longer text', 6, 'end')).toBe('… text');
    expect(cut('漢字漢字', 4)).toBe('漢…');
    expect(cut('ab👨‍👩‍👧👨‍👩‍👧', 5)).toBe('ab👨‍👩‍👧…');
  });

  test('lines up under its title, wide characters too', () => {
    const rows = [
      { name: '漢', n: 5 },
      { name: 'ab', n: 12 },
    ];
    const lines = table(
      [
        { title: 'n', value: (row) => String(row.n), align: 'right' },
        { title: 'name', value: (row) => row.name },
        { title: 'end', value: () => 'x' },
      ],
      rows,
    );
    expect(lines).toEqual([' n  name  end', ' 5  漢    x', '12  ab    x']);
  });
});

import { describe, expect, it } from 'vitest';
import type { ReportCell, ReportColumn } from '../../../protocol/experiment.ts';
import { requestWords } from '../../../webview/lib/experimentWords.ts';
import { columnTitle, shownCell } from '../../../webview/lib/reportCells.ts';
import { requestOfReport } from '../../../webview/lib/reportRequest.ts';

const text: ReportColumn = { name: 'arm', kind: 'text' };
const number: ReportColumn = { name: 'loss', kind: 'number', digits: 3 };
const percent: ReportColumn = { name: 'FRR', kind: 'percent' };

describe('a cell of a report', () => {
  it.each<[ReportCell, ReportColumn, string, string | null]>([
    ['GBA', text, 'GBA', null],
    [42, text, '42', null],
    [null, percent, '–', null],
    [0.12345, number, '0.123', null],
    [0.984, percent, '98.4', null],
    [{ mean: 0.5, least: 0.25, most: 0.75 }, percent, '50.0', '25.0 to 75.0'],
    [{ mean: 0.5, least: 0.5001, most: 0.4999 }, percent, '50.0', null],
    ['met', number, 'met', null],
  ])('%j is shown as %s', (cell, column, shown, range) => {
    expect(shownCell(cell, column)).toEqual({ text: shown, range });
  });

  it('has its unit in the column’s heading', () => {
    expect([text, number, percent].map(columnTitle)).toEqual(['arm', 'loss', 'FRR (%)']);
  });
});

describe('the command of a report', () => {
  it('gives the request back that it came from', () => {
    const command =
      'monosema synthetic resonance --seed 7 --seeds 2 --true-features 64 --forms published,requantile';
    expect(requestOfReport({ experiment: 'resonance', command })).toEqual({
      experiment: 'resonance',
      seed: 7,
      seeds: 2,
      options: { 'true-features': '64', forms: 'published,requantile' },
    });
  });

  it.each([
    ['another kind of experiment', 'compare', 'monosema compare --seed 1 --seeds 3'],
    ['default seeds', 'recovery', 'monosema synthetic recovery'],
    ['another command', 'recovery', 'rm -rf / --seed 1 --seeds 1'],
    ['seeds that are none', 'recovery', 'monosema synthetic recovery --seed x --seeds 1'],
  ] as const)('gives none for %s', (_, experiment, command) => {
    expect(requestOfReport({ experiment, command })).toBeNull();
  });

  it('reads quoted values as they were typed', () => {
    const command = 'monosema synthetic recovery --seed 1 --seeds 1 --active "3, 20"';
    expect(requestOfReport({ experiment: 'recovery', command })?.options).toEqual({ active: '3, 20' });
  });
});

describe('a request in words', () => {
  it('names seeds and what was replaced', () => {
    expect(requestWords({ experiment: 'ladder', seed: 1, seeds: 3, options: { steps: 9 } })).toBe(
      'seeds 1 to 3 · steps = 9',
    );
    expect(requestWords({ experiment: 'ladder', seed: 1, seeds: 1 })).toBe('seed 1');
  });
});

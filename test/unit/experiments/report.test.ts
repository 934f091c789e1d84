import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExperimentReport } from '../../../protocol/experiment.ts';
import { cellText, range } from '../../../native-worker/experiments/cells.ts';
import { reportLines, reportMarkdown } from '../../../native-worker/experiments/reportText.ts';
import {
  checkReportFolder,
  NotAReportFolderError,
  writeReport,
} from '../../../native-worker/experiments/writeReport.ts';

const report: ExperimentReport = {
  version: 1,
  experiment: 'recovery',
  title: 'A report',
  command: 'monosema synthetic recovery --seed 1',
  settings: { seed: 1 },
  tables: [
    {
      title: 'Rates',
      columns: [
        { name: 'arm', kind: 'text' },
        { name: 'FRR', kind: 'percent' },
        { name: 'loss', kind: 'number', digits: 3 },
      ],
      rows: [
        ['GBA | all', { mean: 0.99, least: 0.98, most: 1 }, 0.5],
        ['TopK', null, 0.25],
      ],
      notes: ['A note.'],
    },
  ],
  plots: [{ file: 'a.svg', title: 'A picture', description: 'What it shows', svg: '<svg></svg>' }],
  checks: [{ expected: 'at least 98 %', found: '99 %', held: true }],
  notes: ['The end.'],
  seconds: 61,
};

describe('cells', () => {
  it.each([
    [null, 'percent', '–'],
    ['words', 'text', 'words'],
    [0.984, 'percent', '98.4'],
    [0.25, 'number', '0.3'],
    [{ mean: 0.5, least: 0.25, most: 1 }, 'percent', '50.0 (25.0 to 100.0)'],
    [{ mean: 1, least: 1, most: 1 }, 'percent', '100.0'],
  ] as const)('shows %j as a %s cell', (cell, kind, text) => {
    expect(cellText(cell, { name: 'x', kind })).toBe(text);
  });

  it('makes a range of finite values and nothing of none', () => {
    expect(range([1, 2, 6, Number.NaN])).toEqual({ mean: 3, least: 1, most: 6 });
    expect(range([Number.NaN])).toBeNull();
  });
});

describe('reports as text', () => {
  it('lines up a table for the terminal, with checks, notes and the command', () => {
    const lines = reportLines(report);
    expect(lines.slice(0, 7)).toEqual(
      [
        'A report',
        '',
        'Rates',
        'arm                      FRR %   loss',
        '─────────────────────────────────────',
        'GBA | all  99.0 (98.0 to 100.0)  0.500',
        'TopK                         –  0.250',
      ].map((line, i) => (i < 3 ? line : (expect.any(String) as string))),
    );
    expect(lines.join('\n')).toMatch(/GBA \| all {2}99\.0 \(98\.0 to 100\.0\) {2}0\.500\nTopK +– {2}0\.250/u);
    expect(lines).toContain('held      at least 98 %: 99 %');
    expect(lines.at(-1)).toBe('1 min 1 s. Again: monosema synthetic recovery --seed 1');
  });

  it('writes Markdown in which a cell cannot break the table', () => {
    const markdown = reportMarkdown(report);
    expect(markdown).toContain('| GBA \\| all | 99.0 (98.0 to 100.0) | 0.500 |');
    expect(markdown).toContain('![A picture](a.svg)');
    expect(markdown).toContain('- held: at least 98 %: 99 %');
  });
});

describe('writeReport', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'report-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('writes the report, its text and its pictures, and leaves nothing else behind', () => {
    const folder = path.join(root, 'deep', 'out');
    writeReport(folder, report);
    expect(readdirSync(folder).sort()).toEqual(['a.svg', 'report.json', 'report.md']);
    expect(JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'))).toEqual(report);
    expect(readdirSync(path.join(root, 'deep'))).toEqual(['out']);
  });

  it('replaces an older report as a whole', () => {
    const folder = path.join(root, 'out');
    writeReport(folder, {
      ...report,
      plots: [{ ...report.plots[0], file: 'old.svg' } as (typeof report.plots)[number]],
    });
    writeReport(folder, report);
    expect(readdirSync(folder).sort()).toEqual(['a.svg', 'report.json', 'report.md']);
  });

  it('refuses a folder with other files, before and after the work, and leaves it as it was', () => {
    const folder = path.join(root, 'mine');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'thesis.tex'), 'precious');
    expect(() => {
      checkReportFolder(folder);
    }).toThrow(NotAReportFolderError);
    expect(() => {
      writeReport(folder, report);
    }).toThrow(/no report of an experiment/u);
    expect(readdirSync(folder)).toEqual(['thesis.tex']);
    const file = path.join(root, 'file');
    writeFileSync(file, '');
    expect(() => {
      checkReportFolder(file);
    }).toThrow(NotAReportFolderError);
  });

  it('keeps a picture inside the folder whatever its name says', () => {
    const folder = path.join(root, 'out');
    writeReport(folder, {
      ...report,
      plots: [{ file: '../../evil.svg', title: '', description: '', svg: '<svg/>' }],
    });
    expect(existsSync(path.join(folder, 'evil.svg'))).toBe(true);
    expect(readdirSync(root)).toEqual(['out']);
  });
});

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExperimentReport } from '../../../protocol/experiment.ts';
import { EXIT, UsageError } from '../../../native-worker/cli/exitCodes.ts';
import { runProgram } from '../../../native-worker/cli/program.ts';
import { SyntheticSpecError } from '../../../native-worker/synthetic/syntheticSpec.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'synthetic-'));
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

interface Printed {
  code: number;
  out: string;
}

async function monosema(...args: string[]): Promise<Printed> {
  const lines: string[] = [];
  const terminal = {
    columns: 120,
    isInteractive: false,
    print: (line: string) => lines.push(line),
    write: () => undefined,
    say: () => undefined,
    redraw: () => undefined,
  };
  const code = await runProgram([...args, '--storage', path.join(root, 'storage')], terminal);
  return { code, out: lines.join('\n') };
}

const tiny =
  '--seeds 2 --true-features 12 --width 8 --active 2 --features 24 --steps 8 --batch 64 --held-out 256 --jobs 1'.split(
    ' ',
  );
const names = ['recovery', 'resonance', 'robustness', 'consistency', 'ladder'] as const;
const own: Record<(typeof names)[number], string[]> = {
  recovery: ['--paper-steps', '8', ...tiny],
  resonance: [
    '--widths',
    '6,8',
    '--ratios',
    '0.5,1,2',
    '--theory-steps',
    '2',
    '--theory-rows',
    '512',
    ...tiny.filter((word, i) => word !== '--width' && tiny[i - 1] !== '--width'),
  ],
  robustness: tiny.map((word, i) => (tiny[i - 1] === '--seeds' ? '1' : word)),
  consistency: tiny,
  ladder: ['--k', '3', ...tiny.map((word, i) => (tiny[i - 1] === '--seeds' ? '1' : word))],
};

describe.each(names)('monosema synthetic %s', (name) => {
  it('prints its report as JSON and writes it with its pictures', async () => {
    const out = path.join(root, name);
    const printed = await monosema('synthetic', name, ...own[name], '--json', '--out', out);
    expect(printed.code).toBe(EXIT.ok);
    const report = JSON.parse(printed.out) as ExperimentReport;
    expect(report).toMatchObject({ version: 1, experiment: name });
    expect(report.command).toMatch(new RegExp(`^monosema synthetic ${name} --seeds`, 'u'));
    expect(report.command).not.toContain('--jobs');
    for (const { columns, rows } of report.tables)
      for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(report.tables.flatMap(({ rows }) => rows).length).toBeGreaterThan(4);
    expect(readdirSync(out).sort()).toEqual(
      [...report.plots.map(({ file }) => file), 'report.json', 'report.md'].sort(),
    );
    for (const { svg, description } of report.plots) {
      expect(svg).toMatch(/^<svg role="img"/u);
      expect(svg).not.toContain('NaN');
      expect(description.length).toBeGreaterThan(40);
    }
  });
});

describe('monosema synthetic', () => {
  it('gives the same figures again, and others for another seed', async () => {
    const tables = async (seed: string): Promise<unknown> => {
      const { out } = await monosema(
        'synthetic',
        'consistency',
        ...tiny,
        '--seed',
        seed,
        '--json',
        '--out',
        path.join(root, 'again'),
      );
      return (JSON.parse(out) as ExperimentReport).tables;
    };
    const first = await tables('7');
    expect(await tables('7')).toEqual(first);
    expect(await tables('8')).not.toEqual(first);
  });

  it('prints tables for the eye, and writes into the storage where no folder is named', async () => {
    const { out } = await monosema('synthetic', 'recovery', '--paper-steps', '8', ...tiny);
    expect(out).toContain('GBA recommended');
    expect(out).toContain('NOT HELD');
    expect(out).toContain('H3 co-occurrence');
    expect(readdirSync(path.join(root, 'storage', 'experiments', 'recovery'))).toContain('report.json');
  });

  it.each([
    [['sorcery'], UsageError, 'There is no synthetic experiment "sorcery"'],
    [['recovery', '--k', '3'], UsageError, '--k belongs to "synthetic ladder"'],
    [['resonance', '--width', '3'], UsageError, '--widths'],
    [['resonance', '--ratios', '1,x'], UsageError, 'numbers behind commas'],
    [['resonance', '--ratios', '1,1000'], SyntheticSpecError, 'p = 1000 f is no frequency'],
    [['resonance', '--forms', 'magic'], UsageError, 'published,requantile,ba-theory'],
    [['recovery', '--jobs', '0'], UsageError, '--jobs'],
    [['recovery', '--seeds', '0'], SyntheticSpecError, 'The number of seeds is 0'],
    [['recovery', '--steps', '1.5'], SyntheticSpecError, 'The number of steps is 1.5'],
    [['recovery', '--active', '300'], SyntheticSpecError, '300 active features'],
    [['recovery', '--sparsity', 'bernoulli', '--active', '3,20'], UsageError, 'takes one --active'],
    [['consistency', '--seeds', '1'], SyntheticSpecError, 'at least 2 seeds'],
    [['recovery', '--learning-rate', '0'], SyntheticSpecError, 'The learning rate is 0'],
  ])('refuses %j and says why', async (args, kind, why) => {
    const refused = monosema('synthetic', ...args, '--out', path.join(root, 'refused'));
    await expect(refused).rejects.toThrow(kind);
    await expect(refused).rejects.toThrow(why);
  });
});

import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { markValues } from '../../../native-worker/cli/argv.ts';
import { textFlag } from '../../../native-worker/cli/flags.ts';
import { runProgram } from '../../../native-worker/cli/program.ts';
import type { Terminal } from '../../../native-worker/cli/terminal.ts';
import { temporaryFolder } from '../runs/fixtures.ts';

const storage = temporaryFolder();
beforeAll(() => {
  vi.stubEnv('MONOSEMA_STORAGE', storage);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(storage, { recursive: true, force: true });
});

const switches = new Set(['json']);
const valueOf = (...argv: string[]): string | undefined => {
  const word = markValues(argv, switches)[0] ?? '';
  return textFlag({ text: word.slice(word.indexOf('=') + 1) }, 'text');
};

test.each([
  ['an empty text', ['--text', ''], ''],
  ['blanks', ['--text', '  '], '  '],
  ['leading zeros', ['--text', '007'], '007'],
  ['a number in exponents', ['--text', '1e3'], '1e3'],
  ['a negative number', ['--text', '-1'], '-1'],
  ['a dash for stdin', ['--text', '-'], '-'],
  ['a joined value', ['--text=1.0'], '1.0'],
  ['an equals sign within', ['--text', 'a=b'], 'a=b'],
  ['several lines', ['--text', '-a\nb'], '-a\nb'],
])('%s reaches its flag as it was typed', (_, argv, value) => {
  expect(valueOf(...argv)).toBe(value);
});

test('switches take no value, a missing value stays missing, and what follows two dashes is left alone', () => {
  const argv = ['runs', '--json', 'show', '--text', '--json', '--', '--text', '7'];
  expect(markValues(argv, switches)).toEqual(argv);
});

test.each([
  ['features demo --limit -1', /--limit needs a whole number from 0 up, not -1/u],
  ['features demo --feature 1.5', /--feature needs a whole number/u],
  ['inspect --run demo --text x --limit 2.5', /--limit needs a whole number/u],
  ['inspect --run demo --file test/fixtures/saelens', /cannot be read/u],
  ['inspect --run demo --file media/icon.png', /icon\.png is not UTF-8/u],
])('monosema %s is refused', async (line, message) => {
  const terminal: Terminal = {
    columns: 80,
    isInteractive: false,
    print: () => undefined,
    write: () => undefined,
    say: () => undefined,
    redraw: () => undefined,
  };
  await expect(runProgram(line.split(' '), terminal)).rejects.toThrow(message);
});

import { expect, test } from 'vitest';
import { ProgressView, progressLine } from '../../../native-worker/cli/progressView.ts';
import type { Terminal } from '../../../native-worker/cli/terminal.ts';
import type { MetricsLine, RunProgress } from '../../../protocol/run.ts';
import { metricsAt } from '../runs/fixtures.ts';

const at = (fraction: number, change: Partial<RunProgress> = {}): RunProgress => ({
  phase: 'train',
  fraction,
  step: 100,
  steps: 400,
  tokens: 102_400,
  tokensPerSecond: 12_300,
  secondsLeft: 95,
  ...change,
});

function fakeTerminal(isInteractive: boolean): Terminal & { said: string[]; drawn: string[] } {
  const said: string[] = [];
  const drawn: string[] = [];
  return {
    said,
    drawn,
    columns: 100,
    isInteractive,
    print: () => undefined,
    write: () => undefined,
    say: (line) => said.push(line),
    redraw: (line) => drawn.push(line),
  };
}

test('a line of progress holds bar, percent, phase, speed, time left, step and metrics', () => {
  expect(progressLine(at(0.25), metricsAt(100), 120)).toBe(
    '██████░░░░░░░░░░░░░░░░░░  25 %  training  12 k tokens/s  1 min 35 s left  step 100/400  L0 4.0  error 0.500',
  );
});

test('a line of progress tells how features were worked on, where not all were in the usual way', () => {
  const timing = { seconds: 1, tokensPerSecond: 10, screenedShare: 0.625 };
  const ends = (line: MetricsLine, change = {}): string =>
    progressLine(at(0.25, change), line, 200).split('  ').at(-1) ?? '';
  expect(ends({ ...metricsAt(100), denseShare: 0.25, timing })).toBe('int8 63 %');
  expect(ends({ ...metricsAt(100), denseShare: 0.25 })).toBe('dense 25 %');
  expect(ends({ ...metricsAt(100), denseShare: 0, timing: { ...timing, screenedShare: 0 } })).toBe(
    'error 0.500',
  );
  expect(ends({ ...metricsAt(100), timing }, { phase: 'index' })).toBe('error 0.500');
});

test('a narrow terminal loses the least wanted parts first', () => {
  expect(progressLine(at(0.5), metricsAt(100), 50)).toBe('████████████░░░░░░░░░░░░  50 %  training');
});

test('what is not known yet is left out', () => {
  expect(
    progressLine(at(0, { phase: 'corpus', step: 0, tokensPerSecond: null, secondsLeft: null }), null, 100),
  ).toMatch(/^░+ {3}0 % {2}reading the corpus$/u);
});

test('a terminal gets the line drawn again each time', () => {
  const terminal = fakeTerminal(true);
  const view = new ProgressView(terminal);
  view.show(at(0.1));
  view.show(at(0.11));
  view.end();
  expect(terminal.drawn).toHaveLength(3);
  expect(terminal.drawn.at(-1)).toBe('');
  expect(terminal.said).toEqual([]);
});

test('a log gets a line a minute, however slow the run', () => {
  const terminal = fakeTerminal(false);
  let seconds = 0;
  const view = new ProgressView(terminal, () => seconds);
  for (seconds = 100; seconds <= 220; seconds += 20) view.show(at(0.5));
  expect(terminal.said).toHaveLength(3);
});

test('a log gets a line every twentieth and at each new phase, not at each turn from model to training', () => {
  const terminal = fakeTerminal(false);
  const view = new ProgressView(terminal);
  const phases = [
    at(0, { phase: 'harvest' }),
    at(0.01),
    at(0.02, { phase: 'harvest' }),
    at(0.03),
    at(0.06),
    at(0.07, { phase: 'refit' }),
  ];
  for (const progress of phases) view.show(progress);
  expect(terminal.said.map((line) => line.slice(0, 12))).toEqual([
    '  0 %  runni',
    '  6 %  train',
    '  7 %  refit',
  ]);
  expect(terminal.drawn).toEqual([]);
});

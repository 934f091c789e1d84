/** The evaluation of a run and of an SAE folder on the tiny model, and what the command line makes of it. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SpliceEvaluation } from '../../../protocol/evaluation.ts';
import { runProgram } from '../../../native-worker/cli/program.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import {
  evaluateSplice,
  type SpliceRequest,
} from '../../../native-worker/spliceEvaluation/evaluateSplice.ts';
import { readEvaluation } from '../../../native-worker/spliceEvaluation/evaluationFile.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { finishedRun } from '../monosemanticity/finishedRun.ts';
import { tinyModelFolder, tinyRequest, writeCorpus } from '../processes/tinyRun.ts';

let storage: string;
let run: string;
let corpus: string;
let found: SpliceEvaluation;

beforeAll(async () => {
  storage = temporaryFolder();
  corpus = writeCorpus(storage, 60, 160);
  run = await finishedRun(storage, tinyRequest(corpus, { name: 'tiny' }));
  found = await evaluateSplice(request());
});
afterAll(() => {
  rmSync(storage, { recursive: true, force: true });
});

const request = (change: Partial<SpliceRequest> = {}): SpliceRequest => ({
  subject: { folder: run },
  corpus: null,
  tokens: 1500,
  seed: 1,
  ...change,
});

describe('the splice evaluation', () => {
  test('measures a run on text that it held out', () => {
    const { text, lossIncrease, replacedBy, cleanLoss, divergence } = found;
    expect(text.unseen).toBe(true);
    expect(text.sources[0]).toMatch(/held out by the run/u);
    expect(text.scored).toBe(text.replaced - text.rows);
    expect(text.masked.firstPosition).toBe(text.rows);
    expect(lossIncrease.value).toBeCloseTo(replacedBy.sae.loss - cleanLoss, 10);
    expect(lossIncrease.least).toBeLessThanOrEqual(lossIncrease.value);
    expect(lossIncrease.most).toBeGreaterThanOrEqual(lossIncrease.value);
    expect(divergence.value).toBeGreaterThan(0);
    expect(replacedBy.zero.divergence).toBeGreaterThan(0);
    expect(found.explainedVariance).toBeLessThan(1);
    expect(found.l0).toBeGreaterThan(0);
  });

  test('gives the same figures again', async () => {
    const again = await evaluateSplice(request());
    const figures = (evaluation: SpliceEvaluation) => ({ ...evaluation, measuredAt: '', seconds: 0 });
    expect(figures(again)).toEqual(figures(found));
  });

  test('takes the text that is named for an SAE folder, and does not claim that it is unseen', async () => {
    const folder = path.join(storage, 'sae-alone');
    cpSync(runPaths(run).sae, folder, { recursive: true });
    const subject = { folder, model: tinyModelFolder };
    await expect(evaluateSplice(request({ subject }))).rejects.toThrow(/--corpus/u);
    const evaluation = await evaluateSplice(request({ subject, corpus: { kind: 'folder', path: corpus } }));
    expect(evaluation.text.unseen).toBe(false);
    expect(evaluation.step).toBeNull();
  });

  test('ends between two batches when it is cancelled', async () => {
    const cancelled = new AbortController();
    const stop = (_done: number, _total: number, name: string): void => {
      if (name === 'splicing') cancelled.abort(new Error('enough'));
    };
    await expect(evaluateSplice(request({ signal: cancelled.signal, onProgress: stop }))).rejects.toThrow(
      'enough',
    );
  });
});

describe('the command line', () => {
  const printed: string[] = [];
  const terminal = {
    columns: 80,
    isInteractive: false,
    print: (line: string) => void printed.push(line),
    write: () => undefined,
    say: () => undefined,
    redraw: () => undefined,
  };
  const evaluate = (...args: string[]): Promise<number> =>
    runProgram(['evaluate', ...args, '--storage', storage], terminal);

  test('splices when no kind is named, reports it and keeps it with the run', async () => {
    const out = path.join(storage, 'report');
    printed.length = 0;
    expect(await evaluate('tiny', '--tokens', '1500', '--out', out, '--json')).toBe(0);
    expect(readdirSync(out).sort()).toEqual(['report.json', 'report.md']);
    const report = JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')) as { command: string };
    expect(JSON.parse(printed.join('\n'))).toEqual(report);
    expect(report.command).toBe('monosema evaluate tiny --splice --tokens 1500');
    const kept = readEvaluation(path.join(run, 'evaluation.json'));
    expect(kept?.lossRecovered).toEqual(found.lossRecovered);
  });

  test('leaves an SAE folder as it is', async () => {
    const folder = path.join(storage, 'sae-alone');
    const before = readdirSync(folder);
    const model = ['--model', tinyModelFolder, '--corpus', corpus];
    expect(await evaluate(folder, '--splice', ...model, '--tokens', '1500')).toBe(0);
    expect(readdirSync(folder)).toEqual(before);
    expect(existsSync(path.join(storage, 'experiments', 'splice', 'report.md'))).toBe(true);
  });

  test('prints JSON of one kind at a time, and refuses what belongs to the other', async () => {
    await expect(evaluate('tiny', '--splice', '--monosemanticity', '--json')).rejects.toThrow(
      /one after the other/u,
    );
    await expect(evaluate('tiny', '--splice', '--features', '3')).rejects.toThrow(
      /belongs to --monosemanticity/u,
    );
    await expect(evaluate('tiny', '--tokens', '10')).rejects.toThrow(/at least 1000/u);
  });
});

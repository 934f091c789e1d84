/** The evaluation from end to end on the tiny model: what it reads, what it refuses, and that it repeats itself. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCorpus } from '../../../native-worker/corpus/openCorpus.ts';
import { tokenRows } from '../../../native-worker/corpus/tokenRows.ts';
import { Database } from '../../../native-worker/features/store/database.ts';
import { FeatureIndexReader } from '../../../native-worker/features/store/featureIndexReader.ts';
import { openLanguageModel } from '../../../native-worker/llm/openLanguageModel.ts';
import { openTokenizer } from '../../../native-worker/llm/tokenizer/openTokenizer.ts';
import {
  evaluateMonosemanticity,
  type Monosemanticity,
  type MonosemanticityOptions,
} from '../../../native-worker/monosemanticity/evaluation/evaluateMonosemanticity.ts';
import { unseenText } from '../../../native-worker/monosemanticity/evaluation/unseenText.ts';
import { makeReinitialisedModel } from '../../../native-worker/monosemanticity/reinitialised/reinitialisedModel.ts';
import { ruleSetHash } from '../../../native-worker/monosemanticity/rules/ruleSetHash.ts';
import { runTokenLimit } from '../../../native-worker/runs/runTokenLimit.ts';
import { readRunFile } from '../../../native-worker/runs/runFile.ts';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import { runProgram } from '../../../native-worker/cli/program.ts';
import type { CorpusSpec } from '../../../protocol/corpus.ts';
import type { TrainRequest } from '../../../protocol/training.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { tinyModelFolder, tinyRequest, writeCorpus } from '../processes/tinyRun.ts';
import { finishedRun } from './finishedRun.ts';

let storage: string;
let run: string;
/** The documents that the run read come first; the others are new. */
let further: CorpusSpec;
let first: Monosemanticity;

/** With target frequencies in the range of densities that the test draws features from. */
function rareRequest(corpus: string, name: string, modelFolder = tinyModelFolder): TrainRequest {
  const request = tinyRequest(corpus, { name, modelFolder });
  const { algorithm } = request.sae;
  if (algorithm.algorithm !== 'gba') throw new Error('The tiny request is one of GBA.');
  // Hardly any training and no adaptation: the biases stay at the quantiles they are started from.
  const frequencies = { groups: 4, highestTargetFrequency: 0.012, lowestTargetFrequency: 0.006 };
  const still = { initialBias: 'quantile' as const, biasStepDown: 0, biasStepUp: 0 };
  return {
    ...request,
    sae: { ...request.sae, learningRate: 1e-6, algorithm: { ...algorithm, ...frequencies, ...still } },
  };
}

beforeAll(async () => {
  storage = temporaryFolder();
  run = await finishedRun(storage, rareRequest(writeCorpus(storage, 60, 160), 'tiny'));
  const more = path.join(storage, 'more');
  mkdirSync(more);
  further = { kind: 'folder', path: writeCorpus(more, 160, 160) };
  first = await evaluateMonosemanticity(options());
});
afterAll(() => {
  rmSync(storage, { recursive: true, force: true });
});

function options(change: Partial<MonosemanticityOptions> = {}): MonosemanticityOptions {
  return {
    subject: { folder: run },
    reinitialised: null,
    corpus: further,
    tokens: 14_000,
    features: 12,
    seed: 3,
    command: 'monosema evaluate tiny --monosemanticity',
    ...change,
  };
}

describe('the evaluation of a run', () => {
  test('reports features and all baselines, the same each time', async () => {
    const [shares] = first.report.tables;
    expect(shares?.rows.map(([units]) => units)).toEqual([
      'features of the SAE',
      'random directions, covariance of x',
      'neurons (axes of the hooked activation)',
      'neurons of the layer’s MLP',
      '± leading principal components',
      'data points, untrained',
      'features, rules of another document',
    ]);
    expect(first.report.checks).toHaveLength(4);
    expect(first.examples).toContain('⟦');
    expect(first.report.notes.join('\n')).toContain('the rules have not changed since');
    const again = await evaluateMonosemanticity(options());
    expect(again.units).toEqual(first.units);
    const figures = ({ report }: Monosemanticity) => ({ ...report, seconds: 0, plots: [] });
    expect(figures(again)).toEqual(figures(first));
  });

  test('gives each baseline unit the density of the feature it is paired with', () => {
    const { units } = first;
    const features = units.filter(({ kind }) => kind === 'features');
    expect(features.length).toBeGreaterThan(3);
    for (const kind of ['directions', 'neurons', 'mlpNeurons', 'pca', 'dataPoints']) {
      const densities = units.filter((unit) => unit.kind === kind).map(({ density }) => density);
      const paired = densities.map((_, i) => features[i % features.length]?.density);
      expect(densities).toEqual(paired);
    }
  });

  test('never looks at a document that the run trained on', async () => {
    const file = readRunFile(runPaths(run).runFile);
    const tokenizer = await openTokenizer(tinyModelFolder);
    const text = await unseenText({ run: file, tokenizer, contextSize: 32, corpus: further, tokens: 14_000 });
    const { contextSize, sae } = file.request;
    const maxTokens = runTokenLimit(file.request);
    const files = await openCorpus(file.request.corpus, { starterFolder: '' });
    const { documents } = await tokenRows(files, tokenizer, { contextSize, seed: sae.seed, maxTokens });
    files.dispose();
    const trainedOn = new Set(documents.filter(({ split }) => split === 'train').map(({ hash }) => hash));
    expect(trainedOn.size).toBeGreaterThan(10);
    for (const { hash } of [...text.a, ...text.b]) expect(trainedOn.has(hash)).toBe(false);
    expect(new Set([...text.a, ...text.b].map(({ hash }) => hash)).size).toBe(text.a.length + text.b.length);
    expect(text.proven).toBe(true);
    expect(text.tokens.a + text.tokens.b).toBeGreaterThanOrEqual(14_000);
  });

  test('says how many tokens are missing', async () => {
    await expect(evaluateMonosemanticity(options({ corpus: null, tokens: 400_000 }))).rejects.toThrow(
      /wants 400000 tokens .* are missing\. Name further text by --corpus/u,
    );
  });

  test('wrote the rules’ hash when the run began, and purities into its index', async () => {
    expect(readRunFile(runPaths(run).runFile).rules).toBe(ruleSetHash());
    const database = await Database.open({
      threads: 1,
      memoryMegabytes: 256,
      temporaryFolder: path.join(storage, 'spill'),
    });
    try {
      const reader = await FeatureIndexReader.open(run, database);
      const rows = Array.from({ length: 64 }, (_, index) =>
        reader?.table.row(index, { label: null, pinned: false }),
      );
      const known = rows.flatMap((row) => row?.purity ?? []);
      expect(known.length).toBeGreaterThan(0);
      for (const { rule, purity } of known) {
        expect(rule).not.toBe('');
        expect(purity).toBeGreaterThanOrEqual(0);
        expect(purity).toBeLessThanOrEqual(1);
      }
      expect(rows.every((row) => row?.purity !== undefined)).toBe(true);
    } finally {
      database.dispose();
    }
  });
});

describe('the evaluation of an SAE folder', () => {
  test('needs the model and text, and says that nothing is proven', async () => {
    const folder = path.join(storage, 'sae-alone');
    cpSync(runPaths(run).sae, folder, { recursive: true });
    await expect(evaluateMonosemanticity(options({ subject: { folder } }))).rejects.toThrow(/--model/u);
    const subject = { folder, model: tinyModelFolder };
    await expect(evaluateMonosemanticity(options({ subject, corpus: null }))).rejects.toThrow(/--corpus/u);
    const { report } = await evaluateMonosemanticity(options({ subject, features: 4 }));
    expect(report.notes.join('\n')).toContain('NOT proven');
  });

  test('refuses a folder that is neither', async () => {
    await expect(evaluateMonosemanticity(options({ subject: { folder: storage } }))).rejects.toThrow(
      /neither a run .* nor an SAE folder/u,
    );
  });
});

describe('a re-initialised model', () => {
  test('keeps every tensor’s values and its tokenizer, but computes something else', async () => {
    const target = path.join(storage, 'reinitialised');
    await makeReinitialisedModel(tinyModelFolder, target, 1);
    const [model, other] = await Promise.all([openLanguageModel(tinyModelFolder), openLanguageModel(target)]);
    expect(other.summary.hookPoints).toEqual(model.summary.hookPoints);
    expect(other.summary.hash).not.toBe(model.summary.hash);
    const tokens = Int32Array.from([1, 5, 9, 13]);
    const batch = { rows: 1, length: 4, tokens, lengths: Int32Array.from([4]) };
    const [here, there] = await Promise.all(
      [model, other].map(async (opened) => {
        const reader = await opened.openReader('blocks.0.hook_resid_post', { device: 'cpu' });
        const values = await reader.read(batch);
        await reader.dispose();
        return values;
      }),
    );
    expect(there?.every(Number.isFinite)).toBe(true);
    expect(there).not.toEqual(here);
    const size = (folder: string): number => statSync(path.join(folder, 'onnx', 'model.onnx')).size;
    expect(size(target)).toBeGreaterThan(0);
  });

  test('is one more baseline when the same recipe was trained on it', async () => {
    const target = path.join(storage, 'reinitialised');
    await makeReinitialisedModel(tinyModelFolder, target, 1);
    const request = rareRequest(path.join(storage, 'corpus'), 'other', target);
    const reinitialised = await finishedRun(storage, request);
    const { report, units } = await evaluateMonosemanticity(options({ reinitialised }));
    expect(units.some(({ kind }) => kind === 'reinitialised')).toBe(true);
    expect(report.tables[0]?.rows[1]?.[0]).toBe('features, re-initialised model');
    expect(report.checks).toHaveLength(5);
  });

  test('must have been trained by the same recipe', async () => {
    const paths = runPaths(path.join(storage, 'runs', 'other'));
    const file = readRunFile(paths.runFile);
    const changed = { ...file, request: { ...file.request, sae: { ...file.request.sae, seed: 99 } } };
    writeFileSync(paths.runFile, JSON.stringify(changed));
    await expect(evaluateMonosemanticity(options({ reinitialised: paths.root }))).rejects.toThrow(
      /was not trained by the recipe/u,
    );
  });
});

describe('the command line', () => {
  const terminal = {
    columns: 80,
    isInteractive: false,
    print: () => undefined,
    write: () => undefined,
    say: () => undefined,
    redraw: () => undefined,
  };
  const evaluate = (...args: string[]): Promise<number> =>
    runProgram(['evaluate', ...args, '--storage', storage], terminal);

  test('refuses what it does not know', async () => {
    await expect(evaluate(run, '--features', '4')).rejects.toThrow(/belongs to --monosemanticity/u);
    await expect(evaluate('no-such-run', '--monosemanticity')).rejects.toThrow(/no-such-run/u);
    await expect(evaluate(run, '--monosemanticity', '--tokens', '10')).rejects.toThrow(/at least 1000/u);
    await expect(
      evaluate(run, '--monosemanticity', '--reinitialised', run, '--train-reinitialised'),
    ).rejects.toThrow(/one of them/u);
  });

  test('writes the report, the examples and every unit', async () => {
    const corpus = path.join(storage, 'more', 'corpus');
    const out = path.join(storage, 'report');
    const flags = ['--monosemanticity', '--tokens', '14k', '--features', '4', '--corpus', corpus];
    expect(await evaluate('tiny', ...flags, '--out', out)).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      'examples.md',
      'monosemanticity.svg',
      'report.json',
      'report.md',
      'units.json',
    ]);
    const report = JSON.parse(readFileSync(path.join(out, 'report.json'), 'utf8')) as { command: string };
    expect(report.command).toBe(
      `monosema evaluate tiny --monosemanticity --corpus ${corpus} --tokens 14k --features 4`,
    );
  });
});

/** An SAE made elsewhere, from the command line to its features: imported, listed, browsed, inspected, exported, evaluated as a folder. */
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPaths } from '../../../native-worker/runs/runFolder.ts';
import { readRunFile, writeRunFile } from '../../../native-worker/runs/runFile.ts';
import { openForeignSae } from '../../../native-worker/sae/formats/foreign/openForeign.ts';
import { readSaelens } from '../../../native-worker/sae/formats/openSaelens.ts';
import { readWeights } from '../../../native-worker/sae/formats/saelensReader.ts';
import type { FeaturePage } from '../../../protocol/feature.ts';
import type { InspectResult } from '../../../protocol/inspection.ts';
import type { RunSummary } from '../../../protocol/run.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { bundle } from './bundle.ts';
import { startCli, type CliOutcome } from './cliProcess.ts';
import { tinyModelFolder, writeCorpus } from './tinyRun.ts';

const fixtures = path.resolve('test/fixtures/saes');
let built: string;
let storage: string;
let corpus: string;

const monosema = (...args: string[]): Promise<CliOutcome> => startCli({ built, storage }, ...args).outcome;

const imported = (sae: string, ...more: string[]): Promise<CliOutcome> =>
  monosema(
    ...['import', sae, '--model', tinyModelFolder, '--corpus', corpus, '--context', '32', '--tokens', '3k'],
    ...['--llm-device', 'cpu', ...more],
  );

beforeAll(async () => {
  built = await bundle({
    cli: 'native-worker/cli.ts',
    model: 'native-worker/model.ts',
    job: 'native-worker/job.ts',
  });
  storage = temporaryFolder();
  corpus = writeCorpus(storage);
});
afterAll(() => {
  rmSync(built, { recursive: true, force: true });
  rmSync(storage, { recursive: true, force: true });
});

describe('monosema import', () => {
  it('takes over an SAE of dictionary_learning, and everything that reads runs reads it', async () => {
    const { code, stdout } = await imported(
      path.join(fixtures, 'dictionary-batchtopk'),
      '--name',
      'batch',
      '--json',
    );
    expect(code).toBe(0);
    const run = JSON.parse(stdout) as RunSummary;
    expect(run).toMatchObject({ id: 'batch', status: 'finished', dIn: 32, indexStep: 0 });
    expect(run.request).toMatchObject({ hookPoint: 'blocks.1.hook_resid_post', contextSize: 32 });
    expect(run.imported).toMatchObject({
      format: 'dictionaryLearning',
      kind: 'BatchTopKSAE',
      inputScale: null,
    });
    expect(run.imported?.sample?.tokens).toBeGreaterThan(1000);
    // Random weights reconstruct nothing, and the run says so.
    expect(run.warnings?.join()).toContain('of the variance');

    expect((await monosema('runs')).stdout).toMatch(/^batch\s+finished\s+-\s+48\s+-\s+BatchTopKSAE\s/mu);
    const page = JSON.parse((await monosema('features', 'batch', '--json')).stdout) as FeaturePage;
    expect(page.total).toBe(48);
    const text = ['--text', 'the quick brown fox jumps over a lazy dog'];
    const inspected = JSON.parse(
      (await monosema('inspect', '--run', 'batch', ...text, '--json')).stdout,
    ) as InspectResult;
    expect(inspected.features.length).toBeGreaterThan(0);

    const folder = path.join(storage, 'exported');
    expect(await monosema('export', 'batch', folder)).toMatchObject({ code: 0 });
    const { weights, metadata } = await readSaelens(folder);
    expect(weights).toMatchObject({ architecture: 'jumprelu', dIn: 32, dSae: 48 });
    expect(metadata).toMatchObject({ hook_name: 'blocks.1.hook_resid_post', model_name: 'tiny-llama' });
    expect(metadata['training_architecture_details']).toMatchObject({
      trainer: { dict_class: 'BatchTopKSAE' },
    });
    expect(existsSync(path.join(folder, 'sparsity.safetensors'))).toBe(true);
  });

  it('measures the scale of inputs that no file gives', async () => {
    const sae = path.join(fixtures, 'saelens6-expected-average-unknown');
    const run = JSON.parse((await imported(sae, '--name', 'scaled', '--json')).stdout) as RunSummary;
    const scale = run.imported?.inputScale ?? NaN;
    expect(scale).toBeGreaterThan(0);
    const { weights } = await readSaelens(runPaths(run.folder).sae);
    const original = await readWeights(await (await openForeignSae(sae)).load());
    expect(weights.normalizeActivations).toBe('none');
    for (const [i, value] of original.encoder.entries())
      expect(weights.encoder[i]).toBeCloseTo(scale * value, 5);
    for (const [i, value] of original.decoder.entries())
      expect(weights.decoder[i]).toBeCloseTo(value / scale, 5);
  });

  it('goes on with the index of one that was stopped, without reading its files again', async () => {
    const copy = path.join(storage, 'layers.1');
    cpSync(path.join(fixtures, 'sparsify-run', 'layers.1'), copy, { recursive: true });
    const run = JSON.parse((await imported(copy, '--name', 'stopped', '--json')).stdout) as RunSummary;
    const paths = runPaths(run.folder);
    rmSync(paths.index, { recursive: true });
    rmSync(copy, { recursive: true });
    writeRunFile(paths.runFile, { ...readRunFile(paths.runFile), status: 'stopped', indexStep: null });
    expect(await monosema('runs', 'resume', 'stopped')).toMatchObject({ code: 0 });
    expect(readRunFile(paths.runFile)).toMatchObject({ status: 'finished', indexStep: 0 });
    expect(await monosema('features', 'stopped', '--limit', '1')).toMatchObject({ code: 0 });
  });

  it('shows what the files say where no model is named, and asks for it', async () => {
    const { code, stderr } = await monosema('import', path.join(fixtures, 'sparsify-run', 'layers.0.mlp'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/48 features of 32 dimensions, 6 active a token/u);
    expect(stderr).toContain('--model <folder> (its files say somebody/tiny-llama)');
  });

  it('asks for the hook point where the files do not say it, and refuses a width that does not fit', async () => {
    const nameless = path.join(storage, 'nameless');
    mkdirSync(nameless);
    cpSync(path.join(fixtures, 'dictionary-gated', 'ae.pt'), path.join(nameless, 'ae.pt'));
    const asked = await imported(nameless);
    expect(asked.code).toBe(2);
    expect(asked.stderr).toContain('do not say where in the model it reads. Name the hook point: --hook');
    const wide = await imported(nameless, '--hook', 'tensor:logits');
    expect(wide.code).toBe(2);
    expect(wide.stderr).toMatch(/reads 32 dimensions, and tensor:logits of tiny-llama has \d+/u);
  });

  it('says what was looked for where nothing fits, and leaves no run behind', async () => {
    const folder = path.join(storage, 'text');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'notes.txt'), 'hello');
    const { code, stderr } = await imported(folder, '--hook', 'blocks.0.hook_resid_post', '--name', 'none');
    expect(code).toBe(2);
    expect(stderr).toContain('none of the known formats fits');
    expect((await monosema('runs', 'show', 'none')).code).not.toBe(0);
  });
});

/** Direct logit effects on the command line: from the index, and for a run whose index was made before they were measured. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FeatureDetail } from '../../../protocol/feature.ts';
import { temporaryFolder } from '../../unit/runs/fixtures.ts';
import { bundle } from '../processes/bundle.ts';
import { startCli, type CliOutcome } from '../processes/cliProcess.ts';

let built: string;
let storage: string;

const monosema = (...args: string[]): Promise<CliOutcome> => startCli({ built, storage }, ...args).outcome;

/** The shipped run as it was before its index held direct logit effects. */
function copyOldRun(
  name: string,
  change: (run: { id: string; model: { hash: string } }) => void = () => undefined,
): void {
  const folder = path.join(storage, 'runs', name);
  cpSync('media/starter-run', folder, { recursive: true });
  const edit = (file: string, edited: (json: never) => unknown): void => {
    const place = path.join(folder, file);
    writeFileSync(place, JSON.stringify(edited(JSON.parse(readFileSync(place, 'utf8')) as never)));
  };
  edit('run.json', (run: { id: string; model: { hash: string } }) => {
    change(run);
    return { ...run, id: name };
  });
  const index = `index/${readFileSync(path.join(folder, 'index/current'), 'utf8').trim()}`;
  edit(`${index}/index.json`, (manifest: Record<string, unknown>) => {
    delete manifest['logitEffects'];
    return manifest;
  });
  for (const table of ['logits', 'logitHistograms']) rmSync(path.join(folder, index, `${table}.parquet`));
}

beforeAll(async () => {
  built = await bundle({ cli: 'native-worker/cli.ts', model: 'native-worker/model.ts' });
  storage = temporaryFolder();
  mkdirSync(path.join(storage, 'runs'), { recursive: true });
});
afterAll(() => {
  rmSync(built, { recursive: true });
  rmSync(storage, { recursive: true });
});

const detailOf = async (run: string): Promise<FeatureDetail> =>
  JSON.parse((await monosema('features', run, '--feature', '900', '--json')).stdout) as FeatureDetail;

test('a feature is shown with the tokens that it raises and lowers most', async () => {
  const { code, stdout } = await monosema('features', 'starter-run', '--feature', '900');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /direct logit effects \(raised, lowered.*\n +\+0\.433 {2}⟦mediate⟧ +-0\.245 {2}⟦__\*\/⟧/u,
  );
});

test('an old index leaves them to the model, which gives what a new index holds', async () => {
  copyOldRun('old');
  const [shipped, old] = [await detailOf('starter-run'), await detailOf('old')];
  if (shipped.logitEffects.kind !== 'effects' || old.logitEffects.kind !== 'effects')
    throw new Error('there are no effects');
  expect(old.logitEffects.raised.map(({ text }) => text)).toEqual(
    shipped.logitEffects.raised.map(({ text }) => text),
  );
  expect(old.logitEffects.histogram.counts).toEqual(shipped.logitEffects.histogram.counts);
});

test('a run whose model is another one now shows the rest and says so', async () => {
  copyOldRun('strange', (run) => {
    run.model.hash = '0'.repeat(64);
  });
  const { code, stdout, stderr } = await monosema('features', 'strange', '--feature', '900');
  expect(code).toBe(0);
  expect(stdout).toContain('top examples');
  expect(stdout).not.toContain('direct logit effects');
  expect(stderr).toContain('is not the one that the run strange was trained on');
});

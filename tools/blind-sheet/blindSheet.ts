/**
 * A blind test of a run's features: one shuffled sheet of features, random directions and neurons, all shown alike, and a key.
 * What differs between kinds (scale, density, name) stays in the key.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runPaths } from '../../native-worker/runs/runFolder.ts';
import { readSaelens } from '../../native-worker/sae/formats/openSaelens.ts';
import { Random } from '../../native-worker/sae/random.ts';
import { chooseFeatures } from './chooseFeatures.ts';
import { collectPlaces } from './collectPlaces.ts';
import { examplesOf } from './examples.ts';
import { openFinishedRun, type FinishedRun } from './finishedRun.ts';
import { makeProbes } from './probes.ts';
import { renderSheet, type SheetItem } from './sheet.ts';
import { surveyCorpus } from './surveyCorpus.ts';

interface Options {
  run: string;
  features: number;
  seed: number;
  out: string;
}

class UsageError extends Error {}

function options(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      features: { type: 'string', default: '50' },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: 'blind-sheet' },
    },
  });
  const [run] = positionals;
  if (run === undefined || positionals.length > 1) {
    throw new UsageError(
      'Name one run folder: npm run blind-sheet -- <run folder> [--features 50] [--seed 1] [--out folder]',
    );
  }
  return {
    run,
    features: integer('features', values.features, 1),
    seed: integer('seed', values.seed, 0),
    out: values.out,
  };
}

function integer(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`--${name} is "${text}"; give a whole number of at least ${least}.`);
}

const started = performance.now();
function say(text: string): void {
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);
}

async function makeSheet(run: FinishedRun, { features, seed, out }: Options): Promise<void> {
  const random = new Random(seed);
  say(`${run.file.name}: surveying ${run.corpus.rows.length} rows`);
  const survey = await surveyCorpus(run, features, random);
  const { weights } = await readSaelens(runPaths(run.folder).sae);
  const chosen = await chooseFeatures(weights, survey, features, random);
  say(`${chosen.eligible} clusters of features to draw from; collecting examples`);
  const probes = await makeProbes(weights, survey, chosen.features, random);
  const places = await collectPlaces(run, probes);
  const order = random.sample(probes.items.length, probes.items.length);
  const items = order.map((probe, i): SheetItem => {
    const found = places[probe];
    if (found === undefined) throw new RangeError(`There is no probe ${probe}.`);
    return { number: i + 1, ...examplesOf(run.corpus, found, new Random(seed + 1 + probe)) };
  });
  const key = order.map((probe, i) => ({
    item: i + 1,
    ...probes.items[probe],
    activeTokens: places[probe]?.count ?? 0,
    threshold: places[probe]?.floor ?? 0,
  }));
  mkdirSync(out, { recursive: true });
  writeFileSync(path.join(out, 'sheet.md'), renderSheet(items));
  for (let part = 0; part * features < items.length; part++) {
    const some = items.slice(part * features, (part + 1) * features);
    writeFileSync(path.join(out, `sheet-${part + 1}.md`), renderSheet(some));
  }
  const summary = {
    seed,
    tokens: survey.tokens,
    l0: survey.l0,
    explainedVariance: survey.explainedVariance,
    ...chosen.twins,
  };
  const about = {
    run: run.folder,
    modelHash: run.file.model.hash,
    hookPoint: run.file.request.hookPoint,
    ...summary,
  };
  writeFileSync(path.join(out, 'key.json'), `${JSON.stringify({ about, key }, null, 2)}\n`);
  say(
    `${items.length} items in ${path.resolve(out, 'sheet.md')}; the key is beside it. ${JSON.stringify(summary)}`,
  );
}

async function main(): Promise<void> {
  const asked = options();
  const run = await openFinishedRun(asked.run);
  try {
    await makeSheet(run, asked);
  } finally {
    await run.dispose();
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

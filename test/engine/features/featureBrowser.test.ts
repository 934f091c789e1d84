import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NoIndexError, UnknownFeatureError } from '../../../native-worker/features/errors.ts';
import { FeatureBrowser } from '../../../native-worker/features/featureBrowser.ts';
import { FeatureIndexBuilder } from '../../../native-worker/features/indexBuilder.ts';
import { Database } from '../../../native-worker/features/store/database.ts';
import { writeFeatureIndex } from '../../../native-worker/features/store/writeFeatureIndex.ts';
import { corpusOfWords, encodeRows, optionsFor } from '../../unit/features/syntheticCorpus.ts';

let runFolder: string;
let database: Database;
let browser: FeatureBrowser;

beforeEach(async () => {
  runFolder = await mkdtemp(join(tmpdir(), 'browser-'));
  database = await Database.open({
    threads: 1,
    memoryMegabytes: 128,
    temporaryFolder: join(runFolder, 'spill'),
  });
  const weights = Float32Array.of(1, 0, 0.6, 0.8, 0, 1);
  browser = new FeatureBrowser({
    runFolder,
    database,
    readDecoder: () => Promise.resolve({ weights, dSae: 3, dIn: 2 }),
  });
});
afterEach(async () => {
  database.dispose();
  await rm(runFolder, { recursive: true, force: true });
});

async function publish(step: number, z: number): Promise<void> {
  const corpus = corpusOfWords([
    [5, 0, 5, 1, 5],
    [6, 1, 6, 6, 6],
  ]);
  const builder = new FeatureIndexBuilder(optionsFor(corpus, 3));
  for (const batch of encodeRows(corpus, (id) => (id < 3 ? [[id, z]] : []))) builder.add(batch);
  await writeFeatureIndex(builder.finish(), {
    runFolder,
    step,
    corpusHash: null,
    tokenText: String,
    budget: { threads: 1, memoryMegabytes: 128 },
  });
}

const ask = (query = '') =>
  browser.page({ query, sort: { key: 'density', descending: true }, offset: 0, limit: 10 });

describe('the features of a run', () => {
  it('are not there before the first index', async () => {
    await expect(ask()).rejects.toThrow(NoIndexError);
  });

  it('are paged, opened and labelled', async () => {
    await publish(1, 2);
    await browser.annotate(1, { label: 'ones', note: 'see 2', pinned: true });
    const page = await ask('@label:ones');
    expect(page.rows).toMatchObject([
      { index: 1, density: 0.2, label: 'ones', pinned: true, topTokens: [' w5 w0 w5', ' w1', ' w5'] },
    ]);
    const detail = await browser.detail(1);
    expect(detail.row).toEqual(page.rows[0]);
    expect(detail.note).toBe('see 2');
    expect(detail.neighbours.map(({ index }) => index)).toEqual([2, 0]);
    expect(detail.neighbours[0]?.cosine).toBeCloseTo(0.8, 6);
    expect(detail.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    const [example] = detail.examples;
    expect(example).toMatchObject({
      kind: 'top',
      source: 'doc0.txt',
      range: { start: 0, end: 15 },
      tokens: [' w5', ' w0', ' w5', ' w1', ' w5'],
      activations: [0, 0, 0, 2, 0],
      peak: 3,
    });
  });

  it('follow the newest index while the run goes on', async () => {
    await publish(1, 2);
    expect((await ask()).rows[0]?.maxActivation).toBe(2);
    await publish(2, 3);
    expect(await ask()).toMatchObject({ indexStep: 2, rows: [{ maxActivation: 3 }, {}, {}] });
  });

  it('refuse a feature that is not there, with the range that is', async () => {
    await publish(1, 2);
    await expect(browser.detail(3)).rejects.toThrow(UnknownFeatureError);
    await expect(browser.annotate(-1, { pinned: true })).rejects.toThrow(/features 0 to 2/);
  });
});

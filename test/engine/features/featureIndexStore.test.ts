import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CorruptIndexError,
  IndexWriteError,
  UnknownFeatureError,
} from '../../../native-worker/features/errors.ts';
import type { LogitIndex } from '../../../native-worker/features/build/logitIndex.ts';
import { LogitSummaries } from '../../../native-worker/features/build/logitSummary.ts';
import { shownLogits } from '../../../native-worker/features/build/shownLogits.ts';
import { FeatureIndexBuilder } from '../../../native-worker/features/indexBuilder.ts';
import { Database } from '../../../native-worker/features/store/database.ts';
import { FeatureIndexReader } from '../../../native-worker/features/store/featureIndexReader.ts';
import { writeFeatureIndex } from '../../../native-worker/features/store/writeFeatureIndex.ts';
import { corpusOfWords, encodeRows, optionsFor } from '../../unit/features/syntheticCorpus.ts';

const D_SAE = 6;
const corpus = corpusOfWords(
  Array.from({ length: 30 }, (_, d) => Array.from({ length: 100 }, (_, i) => (i * (d + 1)) % 11)),
);

function buildIndex(scale = 1) {
  const builder = new FeatureIndexBuilder(
    optionsFor(corpus, D_SAE, { thresholds: new Float32Array(D_SAE).fill(0.25) }),
  );
  const batches = encodeRows(corpus, (id, row, position) =>
    id < 5 ? [[id, scale * (0.5 + id + ((row + position) % 13) / 20)]] : [],
  );
  for (const batch of batches) builder.add(batch);
  return builder.finish();
}

let parent: string;
let runFolder: string;
let database: Database;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'index-store-'));
  database = await Database.open({
    threads: 1,
    memoryMegabytes: 256,
    temporaryFolder: join(parent, 'spill'),
  });
});
afterAll(async () => {
  database.dispose();
  await rm(parent, { recursive: true, force: true });
});
beforeEach(async () => {
  runFolder = join(parent, "run [1] it's 100% ünï");
  await mkdir(runFolder, { recursive: true });
});
afterEach(() => rm(runFolder, { recursive: true, force: true }));

const write = (
  step: number,
  index = buildIndex(),
  extra: { signal?: AbortSignal; logits?: LogitIndex } = {},
) =>
  writeFeatureIndex(index, {
    runFolder,
    step,
    corpusHash: 'abc',
    tokenText: (id) => `<${id}>`,
    budget: { threads: 1, memoryMegabytes: 256 },
    ...extra,
  });

async function open(): Promise<FeatureIndexReader> {
  const reader = await FeatureIndexReader.open(runFolder, database);
  if (!reader) throw new Error('no index was found');
  return reader;
}

describe('an index written and read back', () => {
  it('gives the same scalars, histogram and examples', async () => {
    const index = buildIndex();
    await write(50, index);
    const reader = await open();
    expect(reader.manifest).toMatchObject({
      step: 50,
      dSae: D_SAE,
      tokens: index.tokens,
      topDistinctBy: 'row',
    });
    for (let feature = 0; feature < D_SAE; feature++) {
      const { histogram, activeTokens, ...scalars } = index.scalars(feature);
      expect(reader.table.row(feature, { label: null, pinned: false })).toMatchObject(scalars);
      expect((await reader.histogram(feature)).counts).toEqual(Array.from(histogram.counts));
      const read = await reader.examples(feature);
      expect(read.map(({ example }) => example)).toEqual(index.examples(feature));
      for (const { example, row } of read) expect(row).toEqual(index.rows[example.row]);
      expect(activeTokens).toBe(Math.round(scalars.density * index.tokens));
    }
  });

  it('names the most activating token with the text around it', async () => {
    await write(1);
    const { table } = await open();
    const [before, token, after] = table.row(3, { label: null, pinned: false }).topTokens;
    expect(token).toBe(' w3');
    expect(corpus.texts.some((text) => text.includes(`${before}${token}${after}`))).toBe(true);
    expect(table.row(5, { label: null, pinned: false }).topTokens).toEqual([]);
  });

  it('tells which features peak on a token', async () => {
    await write(1);
    const reader = await open();
    expect(await reader.peakingOn(4)).toEqual([4]);
    expect(await reader.peakingOn(9)).toEqual([]);
  });

  it('refuses a feature that the SAE does not have', async () => {
    await write(1);
    await expect((await open()).examples(D_SAE)).rejects.toThrow(UnknownFeatureError);
  });
});

describe('direct logit effects', () => {
  const perNorm = true;

  it('are read back as they were written, token by token', async () => {
    const summaries = new LogitSummaries(D_SAE, 50);
    summaries.setAll(
      0,
      Float32Array.from({ length: D_SAE * 50 }, (_, i) => Math.sin(i * i)),
    );
    await write(1, buildIndex(), { logits: { kind: 'effects', summaries, perNorm } });
    const reader = await open();
    for (const feature of [0, 3, D_SAE - 1]) {
      const written = shownLogits(summaries, feature, { perNorm, tokenText: (id) => `<${id}>` });
      expect(await reader.logitEffects(feature)).toEqual(written);
    }
    await expect(reader.logitEffects(D_SAE)).rejects.toThrow(UnknownFeatureError);
  });

  it('are said to be none with the reason', async () => {
    await write(1, buildIndex(), { logits: { kind: 'none', reason: 'width' } });
    expect(await (await open()).logitEffects(0)).toEqual({ kind: 'none', reason: 'width' });
  });

  it('are not there in an index from before they were measured', async () => {
    await write(1);
    expect(await (await open()).logitEffects(0)).toEqual({ kind: 'notIndexed' });
  });

  it('name their file when it is damaged', async () => {
    const summaries = new LogitSummaries(D_SAE, 50);
    const folder = await write(1, buildIndex(), { logits: { kind: 'effects', summaries, perNorm } });
    await truncate(join(folder, 'logits.parquet'), 100);
    await expect((await open()).logitEffects(0)).rejects.toThrow(/logits\.parquet cannot be read/);
  });
});

describe('which index a reader opens', () => {
  it('is none in a run without one', async () => {
    expect(await FeatureIndexReader.open(runFolder, database)).toBeNull();
  });

  it('is the newest, while a reader of the one before goes on', async () => {
    await write(10);
    const old = await open();
    await write(20, buildIndex(2));
    const newer = await open();
    expect([old.manifest.step, newer.manifest.step]).toEqual([10, 20]);
    expect(newer.table.columns.maxActivation[1]).toBe(2 * (old.table.columns.maxActivation[1] ?? 0));
    expect(await old.examples(1)).toHaveLength((await newer.examples(1)).length);
  });

  it('is the rewritten one when the same step is indexed again', async () => {
    await write(10);
    await write(10, buildIndex(2));
    const reader = await open();
    expect((await reader.examples(0))[0]?.example.value).toBeCloseTo(2 * (0.5 + 12 / 20), 5);
  });

  it('is never one that was not finished', async () => {
    await write(10);
    await mkdir(join(runFolder, 'index', '20'));
    await writeFile(join(runFolder, 'index', '20', 'features.parquet'), 'half');
    await writeFile(join(runFolder, 'index', 'current'), '20\n');
    expect((await open()).manifest.step).toBe(10);
  });

  it('stays beside the one before it; older ones are removed once it is complete', async () => {
    for (const step of [10, 20, 30]) await write(step);
    const old = await open();
    await write(40);
    const names = await readdir(join(runFolder, 'index'));
    expect(names.sort()).toEqual(['30', '40', 'current']);
    expect(await old.examples(1)).not.toHaveLength(0);
    expect((await open()).manifest.step).toBe(40);
  });

  it('is the newest complete one when `current` is lost', async () => {
    await write(10);
    await write(9);
    await rm(join(runFolder, 'index', 'current'));
    expect((await open()).manifest.step).toBe(10);
  });
});

describe('a damaged index', () => {
  it.each(['features.parquet', 'examples.parquet', 'rows.parquet'])(
    'is named when %s is truncated',
    async (name) => {
      const file = join(await write(1), name);
      await truncate(file, 200);
      const failure = await open().catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(CorruptIndexError);
      expect(String(failure)).toContain(file);
      expect(String(failure)).toContain('Rebuild the index');
    },
  );

  it('is named when bytes inside a file are overwritten', async () => {
    const file = join(await write(1), 'examples.parquet');
    const bytes = await readFile(file);
    bytes.fill(0xff, 4, Math.floor(bytes.length / 2));
    await writeFile(file, bytes);
    const failure = await open()
      .then((reader) => reader.examples(0))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CorruptIndexError);
    expect(String(failure)).toContain('examples.parquet');
  });

  it('is named when a file is missing or belongs to another index', async () => {
    const folder = await write(1);
    await rm(join(folder, 'rows.parquet'));
    await expect(open()).rejects.toThrow(/rows\.parquet/);
    await writeFile(join(folder, 'index.json'), '{"format": 1}');
    await expect(open()).rejects.toThrow(/index\.json is not an index manifest/);
  });
});

describe('a writer that cannot finish', () => {
  it('leaves nothing behind when it is cancelled', async () => {
    await expect(write(1, buildIndex(), { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect(await readdir(join(runFolder, 'index'))).toEqual([]);
  });

  it('says where and why', async () => {
    const broken = {
      ...buildIndex(),
      examples: () => {
        throw new Error('the source is gone');
      },
    };
    const failure = await write(1, broken).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(IndexWriteError);
    expect(String(failure)).toContain('the source is gone');
    expect(await readdir(join(runFolder, 'index'))).toEqual([]);
  });

  it('clears what a killed writer left', async () => {
    await mkdir(join(runFolder, 'index', '.writing-5-1234', 'spill'), { recursive: true });
    await write(6);
    expect((await readdir(join(runFolder, 'index'))).sort()).toEqual(['6', 'current']);
  });
});

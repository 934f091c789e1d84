/**
 * Times the feature index at 65,536 features: building, writing, opening, a page, a feature.
 *   npm run bench -- features [--quick] [--json] [--out=<folder>]
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TokenRow } from '../../native-worker/corpus/tokenRow.ts';
import { FeatureBrowser } from '../../native-worker/features/featureBrowser.ts';
import { type EncodedRows, FeatureIndexBuilder } from '../../native-worker/features/indexBuilder.ts';
import { Database } from '../../native-worker/features/store/database.ts';
import { writeFeatureIndex } from '../../native-worker/features/store/writeFeatureIndex.ts';
import { benchFlags } from './benchFlags.ts';
import { BenchReport } from './benchReport.ts';
import { machineFacts } from './machineFacts.ts';

const D_SAE = 65_536;
const D_IN = 576;
const flags = benchFlags([]);
const ROWS = flags.quick ? 200 : 2_000;
const CONTEXT = 256;
const ACTIVE_A_TOKEN = 200;
const BUDGET = { threads: 2, memoryMegabytes: 512 };

const report = new BenchReport('features', flags, await machineFacts());
const figures: Record<string, string> = {};
const record = (what: string, figure: string): void => {
  figures[what] = figure;
  report.row([what, figure]);
};
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Cheap draws: a linear congruential generator, uniform in [0, 1). */
let state = 12345;
const draw = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;

function syntheticRow(document: number): TokenRow {
  const tokens = Int32Array.from({ length: CONTEXT }, () => Math.floor(50_000 * draw() ** 3));
  return {
    document,
    split: 'train',
    tokens,
    starts: Int32Array.from(tokens, (_, i) => (i === 0 ? -1 : 4 * i)),
    ends: Int32Array.from(tokens, (_, i) => (i === 0 ? -1 : 4 * i + 4)),
  };
}

/** Features drawn with densities spread over three decades, ascending within a token. */
function syntheticBatch(row: TokenRow): EncodedRows {
  const codes = CONTEXT - 1;
  const features = new Uint32Array(codes * ACTIVE_A_TOKEN);
  for (let code = 0; code < codes; code++) {
    const own = features.subarray(code * ACTIVE_A_TOKEN, (code + 1) * ACTIVE_A_TOKEN);
    for (let i = 0; i < own.length; i++)
      own[i] = Math.min(D_SAE - 1, Math.floor(D_SAE * ((i + draw()) / ACTIVE_A_TOKEN) ** 2));
  }
  return {
    codes: {
      rows: codes,
      rowPointers: Uint32Array.from({ length: codes + 1 }, (_, i) => i * ACTIVE_A_TOKEN),
      features,
      values: Float32Array.from(features, () => 0.1 - 0.2 * Math.log(1 - draw())),
    },
    rows: new Uint32Array(codes).fill(row.document),
    positions: Uint16Array.from({ length: codes }, (_, i) => i + 1),
    tokenRow: () => row,
  };
}

function buildIndex() {
  const text = 'some'.repeat(CONTEXT);
  const builder = new FeatureIndexBuilder({
    dSae: D_SAE,
    thresholds: new Float32Array(D_SAE).fill(0.1),
    groupOf: Uint32Array.from({ length: D_SAE }, (_, i) => Math.floor((10 * i) / D_SAE)),
    targetFrequencies: Array.from({ length: 10 }, (_, k) => 0.1 * 0.6 ** k),
    clusterOf: null,
    corpus: {
      source: (document) => `src/file${document}.ts`,
      text: (_document, start, end) => text.slice(start, end),
    },
    documents: ROWS,
    seed: 1,
  });
  let milliseconds = 0;
  for (let row = 0; row < ROWS; row++) {
    const batch = syntheticBatch(syntheticRow(row));
    const start = performance.now();
    builder.add(batch);
    milliseconds += performance.now() - start;
  }
  const tokens = ROWS * (CONTEXT - 1);
  const pairs = tokens * ACTIVE_A_TOKEN;
  record(
    `build: ${tokens} tokens, ${ACTIVE_A_TOKEN} active features each`,
    `${(milliseconds / 1000).toFixed(1)} s`,
  );
  record('build: active pairs a second', `${(pairs / milliseconds / 1000).toFixed(1)} M`);
  record('build: memory of the process', `${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);
  return builder.finish();
}

async function timed(what: string, count: number, action: (i: number) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await action(i);
    times.push(performance.now() - start);
  }
  const [first = 0] = times;
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0).toFixed(1);
  record(what, `${at(0.5)} / ${at(0.95)} ms`);
  record(`${what}: first time`, `${first.toFixed(1)} ms`);
}

async function main(): Promise<void> {
  const runFolder = await mkdtemp(join(tmpdir(), 'monosema-bench-'));
  try {
    const index = buildIndex();
    let start = performance.now();
    const folder = await writeFeatureIndex(index, {
      runFolder,
      step: 1,
      corpusHash: null,
      tokenText: String,
      budget: BUDGET,
    });
    record('write', seconds(start));
    for (const name of await readdir(folder)) {
      record(`written: ${name}`, `${((await stat(join(folder, name))).size / 1e6).toFixed(1)} MB`);
    }
    const database = await Database.open({ ...BUDGET, temporaryFolder: join(runFolder, 'spill') });
    const weights = Float32Array.from({ length: D_SAE * D_IN }, () => draw() - 0.5);
    const browser = new FeatureBrowser({
      runFolder,
      database,
      readDecoder: () => Promise.resolve({ weights, dSae: D_SAE, dIn: D_IN }),
    });
    start = performance.now();
    await browser.reader();
    record('open (the feature table into memory)', seconds(start));
    const columns = ['density', 'maxActivation', 'meanActivation', 'group'] as const;
    await timed('page of 100, sorted (median / 95 %)', 40, (i) =>
      browser.page({
        query: '',
        sort: { key: columns[i % 4] ?? 'index', descending: true },
        offset: 500 * i,
        limit: 100,
      }),
    );
    await timed('page of 100, @density:>0.001 some -@group:3', 40, (i) =>
      browser.page({
        query: '@density:>0.001 some -@group:3',
        sort: { key: columns[i % 4] ?? 'index', descending: false },
        offset: 0,
        limit: 100,
      }),
    );
    const reader = await browser.reader();
    await timed('examples and histogram of a feature', 60, () => {
      const feature = Math.floor(D_SAE * draw());
      return Promise.all([reader.examples(feature), reader.histogram(feature)]);
    });
    await timed(`whole feature page, with neighbours in ${D_IN} dimensions`, 40, () =>
      browser.detail(Math.floor(D_SAE * draw())),
    );
    database.dispose();
  } finally {
    await rm(runFolder, { recursive: true, force: true });
  }
}

report.say(`Feature index, ${D_SAE} features\n`);
report.header(['what', 'figure']);
await main();
report.finish({ features: D_SAE, figures });

/**
 * Rows a second that a cache on disk writes and serves; a training step must not wait for them.
 *   npm run bench -- activationCache [--quick] [--json] [--out=<folder>]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ActivationCache } from '../../native-worker/activations/cache/activationCache.ts';
import { CachedSource } from '../../native-worker/activations/cache/cachedSource.ts';
import { CACHE_VERSION, cacheKey } from '../../native-worker/activations/cache/cacheIdentity.ts';
import { writeCache } from '../../native-worker/activations/cache/writeCache.ts';
import { fakeReader, numberedRows } from '../unit/activations/fakeReader.ts';
import { benchFlags } from './benchFlags.ts';
import { BenchReport } from './benchReport.ts';
import { machineFacts } from './machineFacts.ts';

const flags = benchFlags([]);
const report = new BenchReport('activationCache', flags, await machineFacts());
/** Rows a second. */
const results: { dIn: number; written: number; firstEpoch: number; laterEpochs: number }[] = [];
const root = mkdtempSync(path.join(tmpdir(), 'monosema-cache-'));
const identity = {
  ...({ version: CACHE_VERSION, modelHash: 'm', hookPoint: 'h', corpusHash: 'c' } as const),
  ...{ corpusSeed: 1, contextSize: 128, tokens: 1e6, mostHeldOut: 1000 },
  masks: { firstPosition: true, outlierFactor: 1e9 },
};
const rows = numberedRows(...new Array<number>(2100).fill(128));
const provenance = { modelName: 'fake', corpus: 'numbers', documents: 1, monosema: '0' };
const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

report.header(['width', 'written, rows/s', 'first epoch, with checksums', 'later epochs']);
for (const dIn of flags.quick ? [192] : [192, 768]) {
  const own = path.join(root, String(dIn));
  const split = { train: rows.slice(0, 2080), heldOut: rows.slice(2080) };
  const options = { root: own, identity, reader: fakeReader(dIn), rows: split, rowsPerBatch: 8, provenance };
  const writing = await seconds(() => writeCache(options));
  const cache = ActivationCache.open(path.join(own, cacheKey(identity)));
  if (cache === null) throw new Error('The cache was not written.');
  const source = new CachedSource(cache, 1);
  const epoch = async (number: number): Promise<void> => {
    await source.seek({ epoch: number, block: 0, offset: 0 });
    while ((await source.next(1024)) !== null);
  };
  const count = cache.rows('train');
  const first = await seconds(() => epoch(0));
  const later = await seconds(() => epoch(1));
  const speeds = [writing, first, later].map((time) => Math.round(count / time));
  report.row([dIn, ...speeds].map(String));
  const [written = 0, firstEpoch = 0, laterEpochs = 0] = speeds;
  results.push({ dIn, written, firstEpoch, laterEpochs });
}
report.finish({ results });
rmSync(root, { recursive: true, force: true });

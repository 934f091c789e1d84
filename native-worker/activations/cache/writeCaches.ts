/**
 * Runs the model over a corpus once and stores what it gives at several hook points, each in a cache of its own, training and held-out text
 * apart. What a cache holds is the same as if it were harvested alone, as long as the reader gives the same bits.
 */
import type { HookPoint } from '../../../protocol/model.ts';
import type { TokenRow } from '../../corpus/tokenRow.ts';
import type { SharedReader } from '../../llm/languageModel.ts';
import { freeBytes } from '../../files/atomicFile.ts';
import { median, rowNorm } from '../activationNorms.ts';
import { keepUnmasked, medianRows } from '../harvest.ts';
import { readBatches } from '../readBatches.ts';
import type { ReadOptions } from '../readBatches.ts';
import { cutBlocks } from '../shuffleBlocks.ts';
import { NotEnoughDiskError, NothingHarvestedError } from './cacheErrors.ts';
import type { CacheIdentity } from './cacheIdentity.ts';
import type { CacheManifest, CacheSplit } from './cacheManifest.ts';
import { CacheWriter } from './cacheWriter.ts';

export interface HarvestToCaches extends Pick<ReadOptions, 'signal' | 'whilePaused'> {
  /** `<storage>/activations`. */
  root: string;
  reader: SharedReader;
  /** What to store of each of the reader's hook points; null for one that is read but not stored. */
  identities: readonly (CacheIdentity | null)[];
  /** Token rows of each split, in any order: they are drawn by the identities' seed. */
  rows: Record<CacheSplit, readonly TokenRow[]>;
  rowsPerBatch: number;
  provenance: Pick<CacheManifest['provenance'], 'modelName' | 'corpus' | 'documents' | 'monosema'>;
  /** Activations a shard; 65,536 when left out, less where they would take over 128 MiB. */
  shardRows?: number;
  /** Unmasked tokens that a split needs. */
  least?: Record<CacheSplit, number>;
  onProgress?: (progress: { tokens: number; ofTokens: number }) => void;
}

const SHARD_ROWS = 65_536;
const MOST_SHARD_BYTES = 2 ** 27;
/** Headers, the manifest, and what the file system takes for itself. */
const DISK_MARGIN = 1.02;

/** Of the activations of `tokens` unmasked tokens: fp16, with an exponent each. */
export function cacheBytes(tokens: number, dIn: number): number {
  return Math.ceil(tokens * (2 * dIn + 2) * DISK_MARGIN);
}

/** A hook point that is stored. */
interface Target {
  hookPoint: HookPoint;
  identity: CacheIdentity;
  /** Among the reader's hook points. */
  place: number;
}

/** The caller holds the locks of the keys. @throws NotEnoughDiskError, DiskFullError, NothingHarvestedError, what harvesting throws */
export async function writeCaches(options: HarvestToCaches): Promise<void> {
  const { reader, rowsPerBatch, provenance } = options;
  const start = performance.now();
  const targets = reader.hookPoints.flatMap((hookPoint, place) => {
    const identity = options.identities[place] ?? null;
    return identity === null ? [] : [{ hookPoint, identity, place }];
  });
  const [first] = targets;
  if (first === undefined) return;
  checkDisk(options, targets);
  const shardRows = options.shardRows ?? mostShardRows(reader);
  const drawn = (split: CacheSplit): TokenRow[] =>
    drawnRows(options.rows[split], shardRows, first.identity.corpusSeed);
  const rows = { train: drawn('train'), heldOut: drawn('heldOut') };
  const norms = await medianNorms(options, rows.train);
  const writers: CacheWriter[] = [];
  try {
    for (const target of targets)
      writers.push(
        new CacheWriter({ ...options, ...target, shardRows, medianNorm: norms[target.place] ?? NaN }),
      );
    await writeSplits(options, targets, rows, writers);
    const hookPoints = reader.hookPoints.map(({ name }) => name);
    for (const writer of writers)
      writer.finish({
        ...provenance,
        device: reader.device.chosen,
        rowsPerBatch,
        createdAt: new Date().toISOString(),
        seconds: (performance.now() - start) / 1000,
        ...(hookPoints.length > 1 ? { together: hookPoints } : {}),
      });
  } finally {
    // Those that are finished have no partial folder any more.
    for (const writer of writers) writer.discard();
  }
}

function checkDisk({ root, rows }: HarvestToCaches, targets: readonly Target[]): void {
  const needed = targets.reduce((sum, { identity, hookPoint }) => {
    const held = Math.min(identity.mostHeldOut, tokensOf(rows.heldOut));
    return sum + cacheBytes(tokensOf(rows.train) + held, hookPoint.width);
  }, 0);
  const free = freeBytes(root);
  if (free !== null && free < needed) throw new NotEnoughDiskError(root, needed, free);
}

/** One number for all hook points, that of the widest: rows of tokens are drawn shard by shard, once for all. */
function mostShardRows({ hookPoints }: SharedReader): number {
  const widest = Math.max(...hookPoints.map(({ width }) => width));
  return Math.min(SHARD_ROWS, Math.floor(MOST_SHARD_BYTES / (2 * widest)));
}

/** Of the unmasked tokens of the first rows, at each of the reader's hook points. */
async function medianNorms(
  { reader, rowsPerBatch, signal, whilePaused }: HarvestToCaches,
  rows: readonly TokenRow[],
): Promise<number[]> {
  const norms = reader.hookPoints.map((): number[] => []);
  const sample = rows.slice(0, medianRows);
  for await (const read of readBatches(reader, sample, { rowsPerBatch, signal, whilePaused })) {
    for (const [place, hookPoint] of reader.hookPoints.entries()) {
      const { activations, count, dIn } = keepUnmasked(hookPoint, read, rawOf(read.raw, place), Infinity);
      for (let row = 0; row < count; row++) norms[place]?.push(rowNorm(activations, dIn, row));
    }
  }
  return norms.map((values) => median(Float64Array.from(values)));
}

/** The few held-out rows first: a corpus without them is refused at once. */
async function writeSplits(
  options: HarvestToCaches,
  targets: readonly Target[],
  rows: Record<CacheSplit, TokenRow[]>,
  writers: readonly CacheWriter[],
): Promise<void> {
  const mostHeldOut = Math.max(...targets.map(({ identity }) => identity.mostHeldOut));
  const ofTokens = tokensOf(rows.train) + Math.min(mostHeldOut, tokensOf(rows.heldOut));
  let tokens = 0;
  for (const split of ['heldOut', 'train'] as const) {
    for (const [i, writer] of writers.entries()) {
      const most = split === 'heldOut' ? (targets[i]?.identity.mostHeldOut ?? 0) : Infinity;
      writer.begin(split, tokensOf(rows[split]), most);
    }
    const read = await readSplit(options, targets, rows[split], writers, (count) => {
      tokens += count;
      options.onProgress?.({ tokens: Math.min(tokens, ofTokens), ofTokens });
    });
    const least = options.least?.[split] ?? 1;
    const fewest = Math.min(...read);
    if (fewest < least) throw new NothingHarvestedError(split, fewest, least);
  }
}

/** Rows that each writer got. */
async function readSplit(
  { reader, rowsPerBatch, signal, whilePaused }: HarvestToCaches,
  targets: readonly Target[],
  rows: readonly TokenRow[],
  writers: readonly CacheWriter[],
  onTokens: (count: number) => void,
): Promise<number[]> {
  for await (const read of readBatches(reader, rows, { rowsPerBatch, signal, whilePaused })) {
    for (const [i, writer] of writers.entries()) writer.take(read, rawOf(read.raw, targets[i]?.place ?? -1));
    onTokens(tokensOf(read.rows));
    if (!writers.some((writer) => writer.wantsMore)) break;
  }
  return writers.map((writer) => writer.end());
}

function rawOf(raw: readonly Float32Array[], place: number): Float32Array {
  const values = raw[place];
  if (values === undefined)
    throw new RangeError(`A pass gave ${raw.length} hook points; number ${place} is missing.`);
  return values;
}

/** Rows in the seed's order; within each shard's worth the longest first, so that batches pad little. */
function drawnRows(rows: readonly TokenRow[], shardRows: number, seed: number): TokenRow[] {
  return cutBlocks(rows, shardRows, seed).flat();
}

function tokensOf(rows: readonly TokenRow[]): number {
  return rows.reduce((sum, { tokens }) => sum + tokens.length, 0);
}

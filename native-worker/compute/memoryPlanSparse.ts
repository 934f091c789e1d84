/** The memory of the sparse CPU backend, all of it the host's: compute/sparse/memberMemory.ts and sharedBatch.ts, counted. */
import type { MemoryUse } from '../../protocol/training.ts';
import { neuronSumsStride } from '../kernels/structures.ts';
import type { BackendOptions } from './backend.ts';
import { chunkTokens, strideOf } from './sparse/sharedBatch.ts';
import { stretchValues } from './stateReader.ts';
import { planShards } from './sparse/shardPlan.ts';
import type { ShardPlan } from './sparse/shardPlan.ts';

const float = 4;
/** State and scratch with one value a feature: nine of the state, counts, peaks, positives, dead, three gradients, zeros and cuts. */
const valuesAFeature = 18;
/** Share of all pairs that the lists of active pairs have room for at the start (member.ts). */
const roomForPairs = 0.02;
/** A worker thread with its own onnxruntime session and compiled kernels, before any data. */
const workerBytes = 30e6;
/** The product of a block as onnxruntime makes it, and the one before until it is collected. */
const productCopies = 2;

/** @param threads workers; no more than there are shards do anything */
export function planSparse(options: BackendOptions, threads: number): MemoryUse[] {
  const plan = planShards(options);
  const workers = Math.min(threads, plan.shards);
  const largest = Math.max(...plan.blocks.map(({ rows }) => rows));
  const block = float * largest * options.batchTokens;
  const use = (what: string, bytes: number): MemoryUse => ({ what, where: 'host', bytes });
  return [
    ...planRows(options).map(([what, bytes]) => use(what, bytes)),
    use('lists of active pairs', pairBytes(options, workers)),
    use('batch and reconstruction, shared', sharedBytes(options, plan)),
    use(
      `scratch of ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
      workers * scratchBytes(options, plan, block),
    ),
    use('codes of dense blocks, should all be', denseBytes(options, plan, workers)),
    use('stretches of the state for checkpoints', stretchBytes(options)),
    use("onnxruntime's products", workers * productCopies * block),
    ...(workers > 1 ? [use('worker threads', workers * workerBytes)] : []),
  ];
}

/** What the fullest worker's kernels may hold: one WebAssembly memory has 4 GiB. */
export function fullestWorkerBytes(options: BackendOptions, threads: number): number {
  const plan = planShards(options);
  const workers = Math.min(threads, plan.shards);
  const block = float * Math.max(...plan.blocks.map(({ rows }) => rows)) * options.batchTokens;
  const rows = planRows(options).reduce((sum, [, bytes]) => sum + bytes, 0);
  const share = Math.ceil(plan.shards / workers) / plan.shards;
  const shared = rows + pairBytes(options, workers) + denseBytes(options, plan, workers);
  return share * shared + scratchBytes(options, plan, block);
}

function planRows({ dIn, dSae, tied }: BackendOptions): [string, number][] {
  const matrix = dSae * strideOf(dIn) * float * (tied ? 1 : 2);
  return [
    [tied ? 'weights' : 'weights of decoder and encoder', matrix],
    ["Adam's moments", 2 * matrix],
    ['biases, scales, counts and the like', valuesAFeature * dSae * float],
  ];
}

/** A few are waiting to be collected when the next is read. */
function stretchBytes({ dIn, dSae }: BackendOptions): number {
  return float * Math.min(4 * stretchValues, 3 * dSae * dIn);
}

/** Token and value of each pair, once more for the auxiliary loss; where the lists begin, for each feature. */
function pairBytes({ dSae, batchTokens, auxiliary }: BackendOptions, workers: number): number {
  const pairs = roomForPairs * dSae * batchTokens + workers * batchTokens;
  return (auxiliary ? 2 : 1) * (2 * float * pairs + float * (dSae + workers));
}

function sharedBytes(
  { dIn, batchTokens, auxiliary }: BackendOptions,
  { shards, segments }: ShardPlan,
): number {
  const row = float * strideOf(dIn);
  const residuals = (shards * segments + segments + (auxiliary ? 1 : 0)) * batchTokens * row;
  const squares = (auxiliary ? 2 : 1) * 8 * batchTokens;
  const sums = Math.ceil(batchTokens / chunkTokens) * 2 * 2 * row + shards * row;
  return float * batchTokens * dIn + residuals + squares + sums;
}

/** Centred batch, sums of a shard, and what is small. */
function scratchBytes(
  { dIn, batchTokens, auxiliary }: BackendOptions,
  { segments }: ShardPlan,
  block: number,
): number {
  const row = float * strideOf(dIn);
  const batches =
    batchTokens * row * (auxiliary ? 2 : 1) + segments * Math.max(batchTokens, chunkTokens) * row;
  return batches + block + chunkTokens * (row + 8) + 6 * row + 2 * float * batchTokens;
}

/** Codes that a dense block keeps for the second half of the step, and each worker's room for its gradients. */
function denseBytes(
  { dIn, dSae, batchTokens, selection }: BackendOptions,
  { blocks }: ShardPlan,
  workers: number,
): number {
  const row = float * strideOf(dIn);
  const largest = Math.max(...blocks.map(({ rows }) => rows));
  const room = 2 * largest * row + batchTokens * row + largest * neuronSumsStride;
  // Pairs chosen by rank are never dense.
  if ('k' in selection) return 0;
  return (selection.kind === 'learnedThreshold' ? 2 : 1) * float * dSae * batchTokens + workers * room;
}

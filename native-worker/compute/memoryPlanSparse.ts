/** The memory of the sparse CPU backend, all of it the host's: what its workers keep (memoryPlanMember.ts) and what they share. */
import type { Int8 } from '../../protocol/device.ts';
import type { MemoryUse } from '../../protocol/training.ts';
import type { BackendOptions } from './backend.ts';
import { planMember, type MemberBytes } from './memoryPlanMember.ts';
import { chunkTokens, strideOf } from './sparse/sharedBatch.ts';
import { stretchValues } from './stateReader.ts';
import { planShards } from './sparse/shardPlan.ts';
import type { ShardPlan } from './sparse/shardPlan.ts';

const float = 4;
/** A worker thread with its own onnxruntime session and compiled kernels, before any data. */
const workerBytes = 30e6;
/** The product of a block as onnxruntime makes it, and the one before until it is collected; int8 products take less. */
const productCopies = 2;

/**
 * @param threads workers; no more than there are shards do anything
 * @param int8 `auto` is planned as `on`
 */
export function planSparse(options: BackendOptions, threads: number, int8: Int8): MemoryUse[] {
  const plan = planShards(options);
  const members = planMembers(options, plan, threads, int8);
  const workers = members.length;
  const largest = Math.max(...plan.blocks.map(({ rows }) => rows));
  const use = (what: string, bytes: number): MemoryUse => ({ what, where: 'host', bytes });
  const total = (name: keyof MemberBytes): number => members.reduce((sum, own) => sum + own[name], 0);
  const uses = [
    use(options.tied ? 'weights' : 'weights of decoder and encoder', total('weights')),
    use("Adam's moments", total('moments')),
    use('biases, scales, counts and the like', total('values')),
    use('lists of active pairs', total('lists')),
    use('int8 copies of weights and batch', total('int8')),
    use('batch and reconstruction, shared', sharedBytes(options, plan)),
    use(`scratch of ${workers} ${workers === 1 ? 'worker' : 'workers'}`, total('scratch')),
    use('codes of dense blocks, should all be', total('dense')),
    use('codes read off between steps', total('codes')),
    use('stretches of the state for checkpoints', stretchBytes(options)),
    use("onnxruntime's products", workers * productCopies * float * largest * options.batchTokens),
    use('worker threads', workers > 1 ? workers * workerBytes : 0),
  ];
  return uses.filter(({ bytes }) => bytes > 0);
}

/** What the fullest worker's kernels may hold: one WebAssembly memory has 4 GiB. */
export function fullestWorkerBytes(options: BackendOptions, threads: number, int8: Int8): number {
  const members = planMembers(options, planShards(options), threads, int8);
  const bytesOf = (own: MemberBytes): number =>
    Object.values(own as Record<keyof MemberBytes, number>).reduce((sum, bytes) => sum + bytes, 0);
  return Math.max(...members.map(bytesOf));
}

function planMembers(options: BackendOptions, plan: ShardPlan, threads: number, int8: Int8): MemberBytes[] {
  const members = Math.min(threads, plan.shards);
  // Only thresholds known beforehand can be screened: chooseInt8.ts.
  const screens = int8 !== 'off' && options.selection.kind === 'threshold';
  return Array.from({ length: members }, (_, member) =>
    planMember(options, plan, { member, members }, screens),
  );
}

/** A few are waiting to be collected when the next is read. */
function stretchBytes({ dIn, dSae }: BackendOptions): number {
  return float * Math.min(4 * stretchValues, 3 * dSae * dIn);
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

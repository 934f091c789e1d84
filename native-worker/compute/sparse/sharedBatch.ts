/** What all workers of a step see: the batch, what each shard adds to the reconstruction, and the residual made of it. */
import type { BackendOptions } from '../backend.ts';
import type { ShardPlan } from './shardPlan.ts';

/** Tokens whose sums are taken together; fixed, so that the order of summation does not depend on how many workers share them. */
export const chunkTokens = 64;

export interface SharedBatch {
  /** x, shape [batchTokens, dIn]. */
  x: Float32Array<SharedArrayBuffer>;
  /** Shape [shards, segments, batchTokens, stride]. */
  partials: Float32Array<SharedArrayBuffer>;
  /** Per segment the sum of xhat - x over the prefixes that hold it; shape [segments, batchTokens, stride]. */
  residuals: Float32Array<SharedArrayBuffer>;
  /** ehat - e of the auxiliary loss, shape [batchTokens, stride]; empty where there is none. */
  auxiliaryResidual: Float32Array<SharedArrayBuffer>;
  /** ||xhat - x||^2 of each row at full width, and ||ehat - e||^2; shape [batchTokens]. */
  squares: Float64Array<SharedArrayBuffer>;
  auxiliarySquares: Float64Array<SharedArrayBuffer>;
  /** Column sums of the residuals of segment 0 where b_pre learns, and of xhat - x at full width where there is an auxiliary loss; shape [chunks, 2, stride]. */
  columnSums: Float64Array<SharedArrayBuffer>;
  /** What the encoder's side adds to dL/dbPre, shape [shards, stride]. */
  preBiasGradients: Float32Array<SharedArrayBuffer>;
}

/** Floats of a row in kernels: whole cache lines. */
export function strideOf(dIn: number): number {
  return Math.ceil(dIn / 16) * 16;
}

export function shareBatch(
  { dIn, batchTokens, auxiliary }: Pick<BackendOptions, 'dIn' | 'batchTokens' | 'auxiliary'>,
  { shards, segments }: ShardPlan,
): SharedBatch {
  const stride = strideOf(dIn);
  const floats = (count: number) => new Float32Array(new SharedArrayBuffer(4 * count));
  const doubles = (count: number) => new Float64Array(new SharedArrayBuffer(8 * count));
  return {
    x: floats(batchTokens * dIn),
    partials: floats(shards * segments * batchTokens * stride),
    residuals: floats(segments * batchTokens * stride),
    auxiliaryResidual: floats(auxiliary ? batchTokens * stride : 0),
    squares: doubles(batchTokens),
    auxiliarySquares: doubles(auxiliary ? batchTokens : 0),
    columnSums: doubles(Math.ceil(batchTokens / chunkTokens) * 2 * stride),
    preBiasGradients: floats(shards * stride),
  };
}

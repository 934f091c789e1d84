/**
 * How neurons are dealt out. A block is what one matrix product encodes; blocks go round the shards, so that each has its mix of groups. What
 * a shard adds to the reconstruction is summed apart, and shards are summed in their order: the result is the same bits whoever owns them.
 */
import type { BackendOptions } from '../backend.ts';

export interface Block {
  /** First neuron, and how many. */
  from: number;
  rows: number;
  shard: number;
  /** Which of the nested prefixes is the narrowest that holds it: no block lies in two. */
  segment: number;
}

export interface ShardPlan {
  blocks: readonly Block[];
  shards: number;
  segments: number;
}

/** Neurons of a block: 512 to 1,024 were fastest, and small SAEs should still feed several threads. */
function blockRows(dSae: number): number {
  return dSae >= 8192 ? 1024 : dSae >= 2048 ? 512 : 256;
}

/** What a shard adds has to be cleared, shared and summed in every step, as much as B rows: two blocks a shard halve that for small SAEs. */
const mostShards = 8;
const leastBlocks = 2;

export function planShards({ dSae, prefixes }: Pick<BackendOptions, 'dSae' | 'prefixes'>): ShardPlan {
  const rows = blockRows(dSae);
  const places: { from: number; rows: number; segment: number }[] = [];
  prefixes.forEach((width, segment) => {
    for (let from = prefixes[segment - 1] ?? 0; from < width; from += rows) {
      places.push({ from, rows: Math.min(rows, width - from), segment });
    }
  });
  const shards = Math.min(mostShards, Math.ceil(places.length / leastBlocks));
  return {
    blocks: places.map((place, i) => ({ ...place, shard: i % shards })),
    shards,
    segments: prefixes.length,
  };
}

/** The shards that one of `members` workers owns. */
export function shardsOf(member: number, members: number, { shards }: ShardPlan): number[] {
  return Array.from({ length: shards }, (_, shard) => shard).filter((shard) => shard % members === member);
}

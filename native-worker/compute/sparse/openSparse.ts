/** Opens the sparse backend on a team of workers. */
import type { BackendOptions } from '../backend.ts';
import { InlineTeam } from './inlineTeam.ts';
import { ThreadTeam } from './threadTeam.ts';
import { shareBatch } from './sharedBatch.ts';
import { planShards } from './shardPlan.ts';
import { SparseBackend } from './sparseBackend.ts';

export interface SparseOptions {
  /** Workers, no more than there are shards; they make no difference to the results. */
  members: number;
  /** All of them in the calling thread, one after the other: for tests, and where there is only one. */
  inline?: boolean;
  /** Whether blocks may be screened by int8 products; false when left out. */
  int8?: boolean;
}

export async function openSparse(
  options: BackendOptions,
  { members, inline = members === 1, int8 = false }: SparseOptions,
): Promise<SparseBackend> {
  const plan = planShards(options);
  const shared = shareBatch(options, plan);
  const setup = { options, plan, shared, members: Math.min(members, plan.shards), int8 };
  const team = inline ? await InlineTeam.open(setup) : await ThreadTeam.open(setup);
  const device = {
    requested: 'cpu' as const,
    chosen: 'cpu' as const,
    reason: 'It was asked for.',
    rejected: [],
  };
  return new SparseBackend(options, { plan, shared, team, device });
}

/** Opens the sparse backend on a team of workers. */
import type { Int8 } from '../../../protocol/device.ts';
import type { BackendOptions } from '../backend.ts';
import { chooseInt8 } from './chooseInt8.ts';
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
  /** Whether blocks are screened by int8 products; off when left out. */
  int8?: Int8;
}

/** @throws Int8UnavailableError when int8 was asked for by name and cannot be used */
export async function openSparse(
  options: BackendOptions,
  { members, inline = members === 1, int8 = 'off' }: SparseOptions,
): Promise<SparseBackend> {
  const plan = planShards(options);
  const shared = shareBatch(options, plan);
  const { on, reason } = await chooseInt8(int8, options, plan);
  const setup = { options, plan, shared, members: Math.min(members, plan.shards), int8: on };
  const team = inline ? await InlineTeam.open(setup) : await ThreadTeam.open(setup);
  const device = {
    requested: 'cpu' as const,
    chosen: 'cpu' as const,
    reason: int8 === 'off' ? 'It was asked for.' : `It was asked for; ${reason}`,
    rejected: [],
    int8: on,
  };
  return new SparseBackend(options, { plan, shared, team, device });
}

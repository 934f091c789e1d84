/** Opens the sparse backend on a team of workers. */
import type { BackendOptions } from '../backend.ts';
import { InlineTeam } from './inlineTeam.ts';
import { shareBatch } from './sharedBatch.ts';
import { planShards } from './shardPlan.ts';
import { SparseBackend } from './sparseBackend.ts';

export async function openSparse(options: BackendOptions, members = 1): Promise<SparseBackend> {
  const plan = planShards(options);
  const shared = shareBatch(options, plan);
  const team = await InlineTeam.open({ options, plan, shared, members });
  const device = {
    requested: 'cpu',
    chosen: 'cpu',
    reason: 'It was asked for.',
    rejected: [],
  } as const;
  return new SparseBackend(options, { plan, shared, team, device: { ...device, rejected: [] } });
}

/** Opens the sparse backend on a team of workers. */
import type { DeviceReport, Int8 } from '../../../protocol/device.ts';
import type { BackendOptions } from '../backend.ts';
import { chooseInt8 } from './chooseInt8.ts';
import { freeCores } from './freeCores.ts';
import { InlineTeam } from './inlineTeam.ts';
import { shareBatch } from './sharedBatch.ts';
import { planShards, type ShardPlan } from './shardPlan.ts';
import { SparseBackend } from './sparseBackend.ts';
import { ThreadTeam } from './threadTeam.ts';

export interface SparseOptions {
  /** Workers, no more than there are shards; they make no difference to the results. */
  members: number;
  /** All of them in the calling thread, one after the other: for tests, and where there is only one. */
  inline?: boolean;
  /** Whether blocks are screened by int8 products; off when left out. */
  int8?: Int8;
  /** What the report says besides. */
  device?: Pick<DeviceReport, 'requested' | 'rejected'> & { reason: string };
}

const asked: NonNullable<SparseOptions['device']> = {
  requested: 'cpu',
  rejected: [],
  reason: 'It was asked for.',
};

/** @throws Int8UnavailableError when int8 was asked for by name and cannot be used */
export async function openSparse(
  options: BackendOptions,
  { members, inline = members === 1, int8 = 'off', device = asked }: SparseOptions,
): Promise<SparseBackend> {
  const plan = planShards(options);
  const shared = shareBatch(options, plan);
  const screening = await chooseInt8(int8, options, plan);
  const setup = { options, plan, shared, members: Math.min(members, plan.shards), int8: screening.on };
  const team = inline ? await InlineTeam.open(setup) : await ThreadTeam.open(setup);
  const reason = int8 === 'off' ? device.reason : `${device.reason} ${screening.reason}`;
  const report = { ...device, chosen: 'cpu' as const, reason, int8: screening.on };
  return new SparseBackend(options, { plan, shared, team, device: report });
}

/** As many workers as are worth having now, with a report that says so. @param threads the most */
export async function openSparseOnFreeCores(
  options: BackendOptions,
  threads: number,
  int8: Int8 = 'off',
  device = asked,
): Promise<SparseBackend> {
  const { members, words } = await teamSize(planShards(options), threads);
  return openSparse(options, { members, int8, device: { ...device, reason: `${device.reason} ${words}` } });
}

async function teamSize({ shards }: ShardPlan, threads: number): Promise<{ members: number; words: string }> {
  const most = Math.min(threads, shards);
  if (most === 1) return { members: 1, words: 'On 1 thread.' };
  const free = await freeCores();
  const members = free === null ? most : Math.max(1, Math.min(most, Math.round(free)));
  const plural = members === 1 ? 'thread' : 'threads';
  if (members === most || free === null) return { members, words: `On ${members} ${plural}.` };
  return { members, words: `On ${members} ${plural} of ${most}: ${free.toFixed(1)} cores were free.` };
}

/** Refuses what cannot fit before anything is allocated, and says what would. */
import type { Int8 } from '../../protocol/device.ts';
import type { MemoryUse } from '../../protocol/training.ts';
import type { NamedDevice } from '../onnx/deviceOrder.ts';
import type { BackendOptions } from './backend.ts';
import type { FreeMemory } from './freeMemory.ts';
import { planBackend, plannedBytes } from './memoryPlan.ts';
import { fullestWorkerBytes } from './memoryPlanSparse.ts';

/** Of one WebAssembly memory. */
const mostWorkerBytes = 2 ** 32;

const readable = (bytes: number): string =>
  bytes < 1e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

export class MemoryPlanError extends Error {
  readonly code = 'invalidRequest';
  readonly plan: readonly MemoryUse[];
  /** The reason without the advice. */
  readonly reason: string;

  constructor(plan: readonly MemoryUse[], reason: string, advice: string) {
    super(`${reason} ${advice}`);
    this.name = 'MemoryPlanError';
    this.plan = plan;
    this.reason = reason;
  }
}

export interface MemoryCheck {
  options: BackendOptions;
  device: NamedDevice;
  threads: number;
  /** Of the CPU; off when left out. */
  int8?: Int8;
  host: FreeMemory;
  /** Null for the CPU. */
  gpu: FreeMemory | null;
}

/**
 * The plan, when it fits or nothing is known against it.
 * @throws MemoryPlanError
 */
export function checkMemory(check: MemoryCheck): MemoryUse[] {
  const { options, device, threads, int8 } = check;
  const plan = planBackend(options, device, threads, int8);
  const problem = problemOf(plan, check);
  if (problem === null) return plan;
  const largest = plan.toSorted((p, q) => q.bytes - p.bytes)[0];
  const most = largest ? ` Most of it: ${largest.what}, ${readable(largest.bytes)}.` : '';
  const reason = `The SAE of ${options.dSae} features with ${options.batchTokens} tokens a step needs ${problem}.${most}`;
  throw new MemoryPlanError(plan, reason, adviceFor(check));
}

/** Null where it fits. */
function problemOf(plan: readonly MemoryUse[], check: MemoryCheck): string | null {
  const { options, device, threads, int8 = 'off', host, gpu } = check;
  const places = shortage(plan, 'device', gpu) ?? shortage(plan, 'host', host);
  if (places !== null || device !== 'cpu') return places;
  const worker = fullestWorkerBytes(options, threads, int8);
  if (worker <= mostWorkerBytes) return null;
  return `${readable(worker)} on one of ${threads} threads, but each can have ${readable(mostWorkerBytes)}; more threads share it`;
}

/** Why a place is too small; null when it is not, or nobody knows. */
function shortage(
  plan: readonly MemoryUse[],
  where: MemoryUse['where'],
  free: FreeMemory | null,
): string | null {
  const needed = plannedBytes(plan, where);
  if (free === null || free.bytes === null || needed <= free.bytes) return null;
  return `${readable(needed)}, but there are ${readable(free.bytes)} (${free.source})`;
}

/** Half the features, half the batch, or both, as often as it takes; and the other device. */
function adviceFor(check: MemoryCheck): string {
  const { options, device, threads, int8 = 'off' } = check;
  const { dSae, batchTokens } = options;
  const shares = Array.from({ length: 24 }, (_, i) => 2 ** -(i + 1));
  const fitting = (features: (share: number) => number, batch: (share: number) => number): string | null => {
    const fits = (share: number): boolean => {
      const shrunk = features(share) / dSae;
      const prefixes = options.prefixes.map((width) => Math.max(1, Math.floor(width * shrunk)));
      const sizes = { dSae: features(share), batchTokens: batch(share), prefixes };
      const plan = planBackend({ ...options, ...sizes }, device, threads, int8);
      return problemOf(plan, { ...check, options: { ...options, ...sizes } }) === null;
    };
    const share = shares.find(fits);
    if (share === undefined) return null;
    const named = [
      ...(features(share) === dSae ? [] : [`${features(share)} features`]),
      ...(batch(share) === batchTokens ? [] : [`${batch(share)} tokens a step`]),
    ];
    return named.join(' and ');
  };
  const smaller = (from: number) => (share: number) => Math.max(1, Math.floor(from * share));
  const same = (from: number) => () => from;
  const alone = [fitting(smaller(dSae), same(batchTokens)), fitting(same(dSae), smaller(batchTokens))].filter(
    (way) => way !== null,
  );
  const ways = alone.length > 0 ? alone : [fitting(smaller(dSae), smaller(batchTokens))];
  const withoutInt8 =
    int8 !== 'off' && problemOf(planBackend(options, device, threads), { ...check, int8: 'off' }) === null;
  const elsewhere =
    device === 'cpu' ? 'free some memory' : "the device 'cpu', which keeps no matrix of all pairs";
  const all = [
    ...(withoutInt8 ? ['no int8 screening'] : []),
    ...ways.filter((way) => way !== null),
    elsewhere,
  ];
  return `Use ${all.join(', or ')}.`.replace('Use free', 'Free');
}

/**
 * What lives where, in bytes, before anything is allocated: weights with their moments, the batch, what a step makes in between. Counted from
 * the arrays that the backends allocate; tests hold it against what they do.
 */
import type { Int8 } from '../../protocol/device.ts';
import type { MemoryUse } from '../../protocol/training.ts';
import type { NamedDevice } from '../onnx/deviceOrder.ts';
import type { BackendOptions } from './backend.ts';
import { planDense } from './memoryPlanDense.ts';
import { planSparse } from './memoryPlanSparse.ts';

/** @param threads workers on the CPU. @param int8 whether these may screen by int8 products; `auto` is planned as `on` */
export function planBackend(
  options: BackendOptions,
  device: NamedDevice,
  threads: number,
  int8: Int8 = 'off',
): MemoryUse[] {
  return device === 'cpu' ? planSparse(options, threads, int8) : planDense(options, device);
}

/** Bytes of a place. */
export function plannedBytes(uses: readonly MemoryUse[], where: MemoryUse['where']): number {
  return uses.reduce((sum, use) => sum + (use.where === where ? use.bytes : 0), 0);
}

/** The weights with their two moments: most of what training needs. */
export function weightBytes({ dIn, dSae, tied }: Pick<BackendOptions, 'dIn' | 'dSae' | 'tied'>): number {
  return 4 * 3 * (tied ? 1 : 2) * dSae * dIn;
}

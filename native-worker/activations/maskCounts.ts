/** Positions kept and masked, by reason; kept in run.json. */
import type { MaskReason } from './activationBatch.ts';

export type MaskCounts = Record<MaskReason | 'kept', number>;

export function noMasks(): MaskCounts {
  return { kept: 0, 'first position': 0, padding: 0, 'outlier norm': 0 };
}

export function addMasks(total: MaskCounts, more: MaskCounts): MaskCounts {
  return {
    kept: total.kept + more.kept,
    'first position': total['first position'] + more['first position'],
    padding: total.padding + more.padding,
    'outlier norm': total['outlier norm'] + more['outlier norm'],
  };
}

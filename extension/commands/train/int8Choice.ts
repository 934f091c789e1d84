/** Screening by int8 products: what may be chosen, and for which runs there is a choice. Free of vscode. */
import * as l10n from '@vscode/l10n';
import { INT8 } from '../../../protocol/device.ts';
import type { Int8 } from '../../../protocol/device.ts';
import type { PresetAlgorithm, TrainRequest } from '../../../protocol/training.ts';

export interface Int8Choice {
  int8: Int8;
  label: string;
  detail: string;
}

export function int8Choices(): Int8Choice[] {
  return INT8.map((int8) => ({ int8, label: int8Label(int8), detail: int8Detail(int8) }));
}

export function int8Label(int8: Int8): string {
  switch (int8) {
    case 'auto':
      return l10n.t('Automatic');
    case 'on':
      return l10n.t('On');
    case 'off':
      return l10n.t('Off');
    default:
      return int8 satisfies never;
  }
}

function int8Detail(int8: Int8): string {
  switch (int8) {
    case 'auto':
      return l10n.t('Where this CPU gains by it, measured at the start; nothing is lost');
    case 'on':
      return l10n.t('On the CPU in any case; refused where its 8-bit products are not exact');
    case 'off':
      return l10n.t('Find active features by 32-bit products alone');
    default:
      return int8 satisfies never;
  }
}

/** Algorithms whose thresholds are known before a step. */
const fixedThresholds: readonly PresetAlgorithm[] = ['gba', 'ba', 'l1'];

/** It is the CPU's, and needs such thresholds: selections by rank and learned thresholds look at every value. */
export function offersInt8(saeDevice: TrainRequest['saeDevice'], algorithm: PresetAlgorithm): boolean {
  return (saeDevice === 'auto' || saeDevice === 'cpu') && fixedThresholds.includes(algorithm);
}

/** The request with this choice, or without any where it offers none: a setting for all runs must not stop those. */
export function withInt8(request: TrainRequest, int8: Int8): TrainRequest {
  const without = { ...request };
  delete without.int8;
  return offersInt8(request.saeDevice, request.sae.algorithm.algorithm) ? { ...without, int8 } : without;
}

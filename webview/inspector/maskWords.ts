/** Why a token is masked, in words for the user. */
import type { InspectedToken } from '../../protocol/inspection.ts';
import { t } from '../lib/localise.ts';

export function maskWords(reason: InspectedToken['maskReason']): string {
  switch (reason) {
    case 'first position':
      return t('Masked: first position of the context, where activations are outliers');
    case 'padding':
      return t('Masked: padding');
    case 'outlier norm':
      return t('Masked: its norm is more than 10 times the median');
    case null:
      return t('Masked');
    default:
      return reason satisfies never;
  }
}

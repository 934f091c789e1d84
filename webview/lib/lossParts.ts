/** What one line of metrics tells of an algorithm without groups: each figure with its name and meaning. */
import type { MetricsLine } from '../../protocol/run.ts';
import { formatNumber, formatShare } from './format.ts';
import { t } from './localise.ts';

export interface LossPart {
  name: string;
  value: string;
  help: string;
}

/** Figures that the algorithm does not have are left out. */
export function lossParts(line: MetricsLine): LossPart[] {
  const { positive, dead, threshold, penalty, penaltyWeight, auxiliary } = line;
  const part = (name: string, value: string | null, help: string): LossPart[] =>
    value === null ? [] : [{ name, value, help }];
  const number = (value: number | undefined): string | null =>
    value === undefined ? null : formatNumber(value);
  return [
    ...part(t('Error'), number(line.nmse), t('nmse: mean of ||x̂ - x||² / ||x||² on the batch')),
    ...part(t('Penalty'), number(penalty), t('Mean penalty on a token, before its weight')),
    ...part(
      t('Weight of the penalty'),
      number(penaltyWeight),
      t('λ at this step: it rises to its value over the warm-up'),
    ),
    ...part(
      t('Auxiliary loss'),
      number(auxiliary),
      t('What dead features leave over of the residual, with its coefficient'),
    ),
    ...part(t('L0'), number(line.l0), t('Mean number of active features on a token')),
    ...part(
      t('Before the selection'),
      number(positive),
      t('Mean number of features on a token with a positive pre-activation, of which the largest are kept'),
    ),
    ...part(
      t('Threshold'),
      number(threshold),
      t('At inference a feature is active above it: the running mean of each batch’s smallest active value'),
    ),
    ...part(
      t('Dead'),
      dead === undefined ? null : formatShare(dead),
      t('Share of features that have not fired within the window of the auxiliary loss'),
    ),
    ...part(t('Not seen'), number(line.notSeen), t('Features not seen active in the last window')),
  ];
}

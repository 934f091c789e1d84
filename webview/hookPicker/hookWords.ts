/** What a cell of the map tells those who cannot see it, and the line below the map those who can. */
import type { HookPoint } from '../../protocol/model.ts';
import { costText, kindName } from '../lib/hookGrid.ts';
import { t } from '../lib/localise.ts';

export interface HookFacts {
  /** Names of the runs that are there already. */
  runs: readonly string[];
  isRecommended: boolean;
}

/** `Layer 13, mlp_out, 54 % of the forward pass, recommended, trained: compiler`. */
export function hookWords(
  { layer, kind, cost }: Pick<HookPoint, 'layer' | 'kind' | 'cost'>,
  facts: HookFacts,
): string {
  return [
    t('Layer {0}', layer ?? 0),
    kindName(kind),
    t('{0} of the forward pass', costText(cost)),
    ...(facts.isRecommended ? [t('recommended')] : []),
    ...(facts.runs.length > 0 ? [t('trained: {0}', facts.runs.join(', '))] : []),
  ].join(', ');
}

/** `[batch, position, 576]`. */
export function shapeText(shape: readonly (number | string)[]): string {
  return `[${shape.join(', ')}]`;
}

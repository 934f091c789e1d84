/** What can be asked for in the query box, as its help shows it; the engine's parser knows the same columns. */
import { t } from '../lib/localise.ts';

export interface QueryColumn {
  name: string;
  /** A condition that finds something in most runs. */
  condition: string;
  meaning: string;
}

export function queryColumns(): QueryColumn[] {
  return [
    { name: 'density', condition: '0.1%..1%', meaning: t('share of tokens on which it is active') },
    { name: 'max', condition: '>0.5', meaning: t('largest activation') },
    { name: 'mean', condition: '>0.3', meaning: t('mean activation where active') },
    { name: 'group', condition: '3,4', meaning: t('group of neurons; 0 is the densest') },
    { name: 'target', condition: '<=0.1%', meaning: t('target frequency of its group') },
    { name: 'threshold', condition: '<0.2', meaning: t('where it begins to be active') },
    { name: 'cluster', condition: '>1', meaning: t('features in its cluster of twins (cosine above 0.9)') },
    { name: 'purity', condition: '>0.8', meaning: t('share of its active tokens on which its rule holds') },
    { name: 'index', condition: '0..99', meaning: t('its number') },
    { name: 'token', condition: 'import', meaning: t('text of its top token') },
    { name: 'rule', condition: 'import', meaning: t('words of the rule it fires on') },
    { name: 'label', condition: '"for each"', meaning: t('words of its label') },
    { name: 'labelled', condition: 'yes', meaning: t('has a label') },
    { name: 'monosemantic', condition: 'yes', meaning: t('purity of at least 80 %, 50 % where it is weak') },
    {
      name: 'contextual',
      condition: 'yes',
      meaning: t('besides, its token alone does not tell when it fires'),
    },
    { name: 'pinned', condition: 'yes', meaning: t('is pinned') },
  ];
}

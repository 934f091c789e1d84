/** What can be asked for in the query box, as its help shows it. */
import { t } from '../lib/localise.ts';

export interface QueryColumn {
  name: string;
  example: string;
  meaning: string;
}

export function queryColumns(): QueryColumn[] {
  return [
    { name: 'density', example: '@density:>0.01', meaning: t('share of tokens on which it is active') },
    { name: 'max', example: '@max:>=2', meaning: t('largest activation') },
    { name: 'mean', example: '@mean:<1', meaning: t('mean activation where active') },
    { name: 'group', example: '@group:3', meaning: t('group of neurons, 0 is the densest') },
    {
      name: 'cluster',
      example: '@cluster:>1',
      meaning: t('features in its cluster of twins (cosine above 0.9)'),
    },
    { name: 'index', example: '@index:1200', meaning: t('its number') },
    { name: 'label', example: '@label:import', meaning: t('words of its label') },
    { name: 'pinned', example: '@pinned:true', meaning: t('pinned or not') },
  ];
}

/** Columns of the feature table, most telling last to go as the table narrows. */
import type { FeatureSortKey } from '../../protocol/feature.ts';
import type { Column } from '../lib/columns.ts';
import { t } from '../lib/localise.ts';

export type FeatureColumnKey = FeatureSortKey | 'pinned' | 'label' | 'topTokens';

export function tableColumns(): Column<FeatureColumnKey>[] {
  const number = { align: 'end', sortable: true } as const;
  const words = { align: 'start', sortable: false } as const;
  return [
    { ...words, key: 'pinned', title: '', help: t('Pinned'), track: '16px', minTableWidth: 300 },
    {
      ...number,
      key: 'index',
      title: t('Index'),
      help: t('Number of the feature'),
      track: '46px',
      minTableWidth: 0,
    },
    {
      ...number,
      key: 'density',
      title: t('Density'),
      help: t('Share of tokens on which the feature is active'),
      track: '58px',
      minTableWidth: 0,
    },
    {
      ...number,
      key: 'maxActivation',
      title: t('Max'),
      help: t('Largest activation on the indexed corpus'),
      track: '46px',
      minTableWidth: 360,
    },
    {
      ...number,
      key: 'group',
      title: t('Group'),
      help: t('Group of neurons with one target frequency; 0 is the densest'),
      track: '42px',
      minTableWidth: 500,
    },
    {
      ...number,
      key: 'clusterSize',
      title: t('Twins'),
      help: t('Size of its cluster of features with cosine above 0.9, itself included'),
      track: '38px',
      minTableWidth: 540,
    },
    {
      ...words,
      key: 'label',
      title: t('Label'),
      help: t('Your label'),
      track: 'minmax(0, 1.4fr)',
      minTableWidth: 440,
    },
    {
      ...words,
      key: 'topTokens',
      title: t('Top tokens'),
      help: t('Tokens on which the feature is most active'),
      track: 'minmax(0, 2fr)',
      minTableWidth: 0,
    },
  ];
}

/** Columns a query may name, and what kind of value each takes. */
import type { FeatureTable } from '../featureTable.ts';

export type NumberColumn =
  'index' | 'group' | 'density' | 'max' | 'mean' | 'threshold' | 'target' | 'cluster' | 'purity';
export type TextColumn = 'label' | 'token' | 'rule';
export type FlagColumn = 'pinned' | 'labelled' | 'monosemantic' | 'contextual';
export type QueryColumn = NumberColumn | TextColumn | FlagColumn;

const NUMBER_COLUMNS: readonly NumberColumn[] = [
  'index',
  'group',
  'density',
  'max',
  'mean',
  'threshold',
  'target',
  'cluster',
  'purity',
];
const TEXT_COLUMNS: readonly TextColumn[] = ['label', 'token', 'rule'];
const FLAG_COLUMNS: readonly FlagColumn[] = ['pinned', 'labelled', 'monosemantic', 'contextual'];

/** All names, as messages list them. */
export const QUERY_COLUMNS: readonly QueryColumn[] = [...NUMBER_COLUMNS, ...TEXT_COLUMNS, ...FLAG_COLUMNS];

const among = <T extends string>(names: readonly T[], name: string): T | undefined =>
  names.find((candidate) => candidate === name.toLowerCase());

export const numberColumn = (name: string): NumberColumn | undefined => among(NUMBER_COLUMNS, name);
export const textColumn = (name: string): TextColumn | undefined => among(TEXT_COLUMNS, name);
export const flagColumn = (name: string): FlagColumn | undefined => among(FLAG_COLUMNS, name);

/** Values of a numeric column; null stands for the feature's own index. */
export function columnValues(table: FeatureTable, column: NumberColumn): ArrayLike<number> | null {
  const { columns } = table;
  switch (column) {
    case 'index':
      return null;
    case 'group':
      return columns.group;
    case 'density':
      return columns.density;
    case 'max':
      return columns.maxActivation;
    case 'mean':
      return columns.meanActivation;
    case 'threshold':
      return columns.threshold;
    case 'target':
      return columns.targetFrequency;
    case 'cluster':
      return columns.clusterSize;
    case 'purity':
      return table.purity();
    default:
      return column satisfies never;
  }
}

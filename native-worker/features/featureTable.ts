/**
 * The scalars of all features in memory, column by column, so that sorting and filtering 66,000 features takes milliseconds.
 * Labels and pins are not here: they change while an index does not.
 */
import type { FeaturePurity, FeatureRow, FeatureSortKey } from '../../protocol/feature.ts';

export interface FeatureTableColumns {
  group: Uint32Array;
  targetFrequency: Float64Array;
  density: Float64Array;
  maxActivation: Float32Array;
  meanActivation: Float64Array;
  threshold: Float32Array;
  clusterSize: Uint32Array;
  /** Id of the most activating token; -1 for a feature never active. */
  topToken: Int32Array;
  /** The most activating token with text before and after it: three strings, or none for a feature never active. */
  topTokens: readonly (readonly string[])[];
  /** What each feature fires on; null, or left out, where the index does not say. */
  purities?: readonly (FeaturePurity | null)[] | null;
}

export class FeatureTable {
  readonly size: number;
  readonly columns: FeatureTableColumns;
  private searchTexts: readonly string[] | null = null;
  private purityValues: Float64Array | null = null;
  private readonly orders = new Map<FeatureSortKey, Uint32Array>();

  constructor(columns: FeatureTableColumns) {
    this.columns = columns;
    this.size = columns.density.length;
  }

  row(index: number, note: { label: string | null; pinned: boolean }): FeatureRow {
    const { columns } = this;
    return {
      index,
      group: columns.group[index] ?? 0,
      density: columns.density[index] ?? 0,
      targetFrequency: columns.targetFrequency[index] ?? 0,
      maxActivation: columns.maxActivation[index] ?? 0,
      meanActivation: columns.meanActivation[index] ?? 0,
      threshold: columns.threshold[index] ?? 0,
      clusterSize: columns.clusterSize[index] ?? 1,
      topTokens: [...(columns.topTokens[index] ?? [])],
      ...note,
      ...(columns.purities == null ? {} : { purity: columns.purities[index] ?? null }),
    };
  }

  /** The most activating token and the text around it, in lower case, for free words of a query. */
  searchText(index: number): string {
    this.searchTexts ??= this.columns.topTokens.map((texts) => texts.join('').toLowerCase());
    return this.searchTexts[index] ?? '';
  }

  /** Purity of each feature, NaN where it is not known: no comparison holds of it. */
  purity(): Float64Array {
    this.purityValues ??= Float64Array.from(
      this.columns.density,
      (_, i) => this.columns.purities?.[i]?.purity ?? NaN,
    );
    return this.purityValues;
  }

  /** All features in order of a column, equal ones by index; kept after the first time. */
  order(key: FeatureSortKey, descending: boolean): Uint32Array {
    let ascending = this.orders.get(key);
    if (!ascending) {
      ascending = Uint32Array.from({ length: this.size }, (_, i) => i);
      if (key !== 'index') {
        const column = this.columns[key];
        ascending.sort((a, b) => (column[a] ?? 0) - (column[b] ?? 0) || a - b);
      }
      this.orders.set(key, ascending);
    }
    return descending
      ? reversedKeepingTies(ascending, key === 'index' ? null : this.columns[key])
      : ascending;
  }
}

/** Descending by the column while equal features stay in order of index. */
function reversedKeepingTies(ascending: Uint32Array, column: ArrayLike<number> | null): Uint32Array {
  const reversed = ascending.slice().reverse();
  if (!column) return reversed;
  let start = 0;
  while (start < reversed.length) {
    let end = start + 1;
    while (end < reversed.length && column[reversed[end] ?? 0] === column[reversed[start] ?? 0]) end++;
    reversed.subarray(start, end).reverse();
    start = end;
  }
  return reversed;
}

/** A small feature table for tests of queries and pages. */
import type { FeaturePurity } from '../../../protocol/feature.ts';
import { FeatureTable } from '../../../native-worker/features/featureTable.ts';

export interface TableRow {
  group?: number;
  density?: number;
  max?: number;
  mean?: number;
  threshold?: number;
  cluster?: number;
  top?: [string, string, string];
  purity?: FeaturePurity;
}

export function featureTableOf(rows: TableRow[]): FeatureTable {
  return new FeatureTable({
    group: Uint32Array.from(rows, (row) => row.group ?? 0),
    targetFrequency: Float64Array.from(rows, (row) => 0.1 / (1 + (row.group ?? 0))),
    density: Float64Array.from(rows, (row) => row.density ?? 0),
    maxActivation: Float32Array.from(rows, (row) => row.max ?? 0),
    meanActivation: Float64Array.from(rows, (row) => row.mean ?? 0),
    threshold: Float32Array.from(rows, (row) => row.threshold ?? 0),
    clusterSize: Uint32Array.from(rows, (row) => row.cluster ?? 1),
    topToken: Int32Array.from(rows, (row, i) => (row.top ? i : -1)),
    topTokens: rows.map((row) => row.top ?? []),
    purities: rows.some(({ purity }) => purity) ? rows.map(({ purity }) => purity ?? null) : null,
  });
}

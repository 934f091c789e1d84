/** How many features there really are: no table of MCS, dead features or densities is read without these. */
import { findTwins } from '../twins.ts';
import { directionsOf } from './directions.ts';
import { NoRowsError } from './errors.ts';

export interface Diversity {
  /** dSae. */
  features: number;
  /** Features taken in index order that have no cosine above the threshold with one taken before: the greedy count. */
  distinct: number;
  distinctShare: number;
  /** Features with at least one other above the threshold. */
  twins: number;
  twinShare: number;
  /** Clusters of two and more around a distinct feature. */
  twinClusters: number;
  /** Features of the largest cluster, 1 without twins. */
  largestCluster: number;
  /** Features whose row is all zeros: counted in `features`, neither distinct nor twins. */
  zeroRows: number;
  /** Cosine above which two features are twins. */
  threshold: number;
}

/**
 * @param rows the decoder's rows, of any length, shape [dSae, dIn]
 * @throws NoRowsError
 */
export async function diversity(rows: Float32Array, dIn: number, threshold = 0.9): Promise<Diversity> {
  const { unit, places, total } = directionsOf(rows, dIn);
  if (total === 0) throw new NoRowsError('Diversity');
  const zeroRows = total - places.length;
  const base = { features: total, zeroRows, threshold };
  if (places.length === 0) {
    return {
      ...base,
      distinct: 0,
      distinctShare: 0,
      twins: 0,
      twinShare: 0,
      twinClusters: 0,
      largestCluster: 0,
    };
  }
  const { representative, clusterSize, twinned, distinct } = await findTwins(unit, dIn, threshold);
  const leaders = clusterSize.filter((_, m) => representative[m] === m);
  return {
    ...base,
    distinct,
    distinctShare: distinct / total,
    twins: twinned,
    twinShare: twinned / total,
    twinClusters: leaders.filter((size) => size > 1).length,
    largestCluster: leaders.reduce((largest, size) => Math.max(largest, size), 0),
  };
}

/** Twins: features with another of cosine above 0.9. No table of densities, dead features or consistency is read without them. */
import { cosineBlocks } from './cosines.ts';

export interface Twins {
  /**
   * Cluster of each feature, named by its representative, shape [dSae]: features are taken in index order, each joins the first
   * representative within the threshold or becomes one.
   */
  representative: Uint32Array;
  /** Features in each feature's cluster, itself included, shape [dSae]. */
  clusterSize: Uint32Array;
  /** Features with at least one other above the threshold. */
  twinned: number;
  /** Clusters: the greedy count of features below the threshold to one another. */
  distinct: number;
}

/**
 * @param weights the decoder's rows, of any length, shape [dSae, dIn]
 * @param check awaited now and then: pending while paused, rejecting to end. 65,536 rows of 1,536 take a minute or two
 */
export async function findTwins(
  weights: Float32Array,
  dIn: number,
  threshold = 0.9,
  check?: () => Promise<void>,
): Promise<Twins> {
  const dSae = weights.length / dIn;
  const representative = new Uint32Array(dSae);
  const isRepresentative = new Uint8Array(dSae);
  const isTwin = new Uint8Array(dSae);
  const visit = (m: number, cosines: Float32Array): void => {
    let joined = -1;
    for (let n = 0; n < m; n++) {
      if ((cosines[n] ?? 0) <= threshold) continue;
      isTwin[m] = 1;
      isTwin[n] = 1;
      if (joined < 0 && isRepresentative[n] === 1) joined = n;
    }
    representative[m] = joined < 0 ? m : joined;
    if (joined < 0) isRepresentative[m] = 1;
  };
  await cosineBlocks(weights, dIn, visit, check);
  const sizes = new Uint32Array(dSae);
  for (const leader of representative) sizes[leader] = (sizes[leader] ?? 0) + 1;
  return {
    representative,
    clusterSize: representative.map((leader) => sizes[leader] ?? 0),
    twinned: isTwin.reduce((count, flag) => count + flag, 0),
    distinct: isRepresentative.reduce((count, flag) => count + flag, 0),
  };
}

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

/** @param weights the decoder's rows, of any length, shape [dSae, dIn] */
export async function findTwins(weights: Float32Array, dIn: number, threshold = 0.9): Promise<Twins> {
  const dSae = weights.length / dIn;
  const representative = new Uint32Array(dSae);
  const isRepresentative = new Uint8Array(dSae);
  let twinned = 0;
  await cosineBlocks(weights, dIn, (m, cosines) => {
    let joined = -1;
    let others = 0;
    for (let n = 0; n < dSae; n++) {
      if (n === m || (cosines[n] ?? 0) <= threshold) continue;
      others++;
      if (joined < 0 && n < m && isRepresentative[n] === 1) joined = n;
    }
    if (others > 0) twinned++;
    representative[m] = joined < 0 ? m : joined;
    if (joined < 0) isRepresentative[m] = 1;
  });
  const sizes = new Uint32Array(dSae);
  for (const leader of representative) sizes[leader] = (sizes[leader] ?? 0) + 1;
  return {
    representative,
    clusterSize: representative.map((leader) => sizes[leader] ?? 0),
    twinned,
    distinct: isRepresentative.reduce((count, flag) => count + flag, 0),
  };
}

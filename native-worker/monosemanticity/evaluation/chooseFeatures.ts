/** Draws the features to test: by density on A, one of each cluster of twins. */
import type { SaelensWeights } from '../../sae/formats/saelensFold.ts';
import type { Random } from '../../sae/random.ts';
import { findTwins } from '../../sae/twins.ts';
import { CRITERIA } from '../measure/criteria.ts';

export interface EligibleFeatures {
  /** The first feature in range of each cluster, in order of index. */
  features: number[];
  /** Features in the range of density, twins included. */
  inRange: number;
  /** Features that are active on no token of A. */
  silent: number;
}

/**
 * @param counts active tokens of each feature on A, shape [dSae]
 * @param tokens of A
 */
export async function eligibleFeatures(
  { decoder, dIn }: Pick<SaelensWeights, 'decoder' | 'dIn'>,
  counts: Uint32Array,
  tokens: number,
): Promise<EligibleFeatures> {
  const { representative } = await findTwins(decoder, dIn);
  const ofCluster = new Map<number, number>();
  let inRange = 0;
  for (const [feature, count] of counts.entries()) {
    const density = count / tokens;
    if (density < CRITERIA.leastDensity || density > CRITERIA.mostDensity) continue;
    inRange++;
    const cluster = representative[feature] ?? feature;
    if (!ofCluster.has(cluster)) ofCluster.set(cluster, feature);
  }
  const silent = counts.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0);
  return { features: [...ofCluster.values()], inRange, silent };
}

/** `wanted` of them at random, all where there are fewer, in order of index. */
export function drawFeatures({ features }: EligibleFeatures, wanted: number, random: Random): number[] {
  const drawn = random.sample(Math.min(wanted, features.length), features.length);
  return drawn.map((place) => features[place] ?? 0).sort((a, b) => a - b);
}

/** For each density the feature not yet taken whose density is nearest in ratio; fewer where there are not enough. */
export function nearestInDensity(
  { features }: EligibleFeatures,
  counts: Uint32Array,
  tokens: number,
  densities: readonly number[],
): number[] {
  const left = new Set(features);
  const logDensity = (feature: number): number => Math.log((counts[feature] ?? 0) / tokens);
  return densities.flatMap((density) => {
    let best: number | null = null;
    let distance = Infinity;
    for (const feature of left) {
      const here = Math.abs(logDensity(feature) - Math.log(density));
      if (here < distance) [best, distance] = [feature, here];
    }
    if (best === null) return [];
    left.delete(best);
    return [best];
  });
}

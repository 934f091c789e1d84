/** Draws the SAE's share of the sheet: features of a middling density, one of each cluster of twins. */
import { findTwins } from '../../native-worker/sae/twins.ts';
import type { Random } from '../../native-worker/sae/random.ts';
import type { SaelensWeights } from '../../native-worker/sae/formats/saelensFold.ts';
import { UnfitRunError } from './finishedRun.ts';
import type { Survey } from './surveyCorpus.ts';

/** Share of tokens: rarer ones have too few examples, commoner ones are seldom about one thing. */
const DENSITY = { least: 0.0005, most: 0.02 };

export interface ChosenFeature {
  feature: number;
  clusterSize: number;
  activeTokens: number;
  density: number;
}

export interface ChosenFeatures {
  features: ChosenFeature[];
  /** Clusters with a feature of such a density. */
  eligible: number;
  twins: { dSae: number; twinned: number; distinct: number; dead: number };
}

/** @throws UnfitRunError when there are too few such features. */
export async function chooseFeatures(
  weights: SaelensWeights,
  { counts, tokens }: Survey,
  wanted: number,
  random: Random,
): Promise<ChosenFeatures> {
  const { dIn, dSae } = weights;
  const { representative, clusterSize, twinned, distinct } = await findTwins(unitRows(weights), dIn);
  const ofCluster = new Map<number, ChosenFeature>();
  for (let feature = 0; feature < dSae; feature++) {
    const activeTokens = counts[feature] ?? 0;
    const density = activeTokens / tokens;
    const cluster = representative[feature] ?? feature;
    if (density < DENSITY.least || density > DENSITY.most || ofCluster.has(cluster)) continue;
    ofCluster.set(cluster, { feature, clusterSize: clusterSize[feature] ?? 1, activeTokens, density });
  }
  const eligible = [...ofCluster.values()];
  if (eligible.length < wanted) {
    throw new UnfitRunError(
      `Only ${eligible.length} clusters of features have a density of ${DENSITY.least} to ${DENSITY.most}. Ask for fewer by --features.`,
    );
  }
  const features = random.sample(wanted, eligible.length).flatMap((index) => eligible[index] ?? []);
  const dead = counts.reduce((sum, count) => sum + (count === 0 ? 1 : 0), 0);
  return { features, eligible: eligible.length, twins: { dSae, twinned, distinct, dead } };
}

/** The encoder's columns as unit rows, shape [dSae, dIn]. */
function unitRows({ dIn, dSae, encoder }: SaelensWeights): Float32Array {
  const rows = new Float32Array(dSae * dIn);
  for (let m = 0; m < dSae; m++) {
    const row = rows.subarray(m * dIn, (m + 1) * dIn);
    for (let i = 0; i < dIn; i++) row[i] = encoder[i * dSae + m] ?? 0;
    const norm = Math.hypot(...row);
    for (let i = 0; i < dIn && norm > 0; i++) row[i] = (row[i] ?? 0) / norm;
  }
  return rows;
}

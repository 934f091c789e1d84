/**
 * Merges twins (features with another of cosine above a threshold): a feature for each cluster, which reads along the mean of its members'
 * encoder rows, writes along the mean of their directions, and fires as often as their median member did; then the scales and the offset
 * are fitted again by least squares. The SAE that went in is left as it was. The size of a cluster is a mark of confidence: on synthetic
 * data nearly all that several neurons found were true features, of those that one found few were.
 */
import { encodeDeployed, withDeployed } from './evaluate.ts';
import { Largest } from './largest.ts';
import { densities } from './metrics/activity.ts';
import { normalise, rowNorms } from './normalisation.ts';
import { refit } from './refit.ts';
import type { SaeParameters } from './saeParameters.ts';
import { findTwins } from './twins.ts';

export interface MergedSae {
  parameters: SaeParameters;
  /** Of each merged feature: the features it was made of, ascending. A cluster of one is that feature, but for its scale. */
  clusters: number[][];
  /** Share of the sample's rows on which each merged feature is active, shape [clusters]. */
  frequencies: Float32Array;
  /** Mean number of active features a row of the sample, before and after. */
  l0: { before: number; after: number };
}

/**
 * @param raw a sample of activations, shape [rows, dIn]; sixteen rows a feature do
 * @param cosine features whose decoder rows have a larger one are merged
 */
export async function mergeTwins(
  parameters: SaeParameters,
  raw: Float32Array,
  cosine = 0.9,
): Promise<MergedSae> {
  const { dIn, dSae } = parameters;
  const before = await encodeDeployed(parameters, raw);
  const clusters = await clustersOf(parameters, cosine);
  const rates = densities(before, dSae);
  const counts = clusters.map((members) =>
    Math.round(before.rows * median(members.map((m) => rates[m] ?? 0))),
  );
  const mean = meanParameters(parameters, clusters);
  const requantiled = parameters.k === null ? await requantile(mean, clusters, counts, raw) : mean;
  const codes = await encodeDeployed(requantiled, raw);
  const { x } = normalise(raw, dIn, parameters.normaliser);
  const { scales, offset } = await refit(x, codes, requantiled.weights, requantiled.scales);
  return {
    parameters: { ...requantiled, scales, offset },
    clusters,
    frequencies: densities(codes, clusters.length),
    l0: { before: before.values.length / before.rows, after: codes.values.length / codes.rows },
  };
}

/** Clusters whose mean directions may be twins again are merged in turn, until none are. */
async function clustersOf({ weights, dIn, dSae }: SaeParameters, cosine: number): Promise<number[][]> {
  let clusters = Array.from({ length: dSae }, (_, m) => [m]);
  for (;;) {
    const directions = meanRows(weights, new Float32Array(dSae), dIn, clusters).rows;
    const { representative, twinned } = await findTwins(directions, dIn, cosine);
    if (twinned === 0) return clusters;
    const joined = new Map<number, number[]>();
    clusters.forEach((members, c) => {
      const leader = representative[c] ?? c;
      joined.set(leader, [...(joined.get(leader) ?? []), ...members]);
    });
    clusters = [...joined.values()].map((members) => members.sort((a, b) => a - b));
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/** Encoder and decoder rows, scales and thresholds averaged over each cluster. */
function meanParameters(sae: SaeParameters, clusters: readonly number[][]): SaeParameters {
  const { dIn, weights, encoder } = sae;
  const mean = (values: Float32Array): Float32Array =>
    Float32Array.from(
      clusters,
      (members) => members.reduce((sum, m) => sum + (values[m] ?? 0), 0) / members.length,
    );
  const readers = meanRows(encoder ?? weights, sae.biases, dIn, clusters);
  return {
    ...sae,
    dSae: clusters.length,
    weights: encoder === null ? readers.rows : meanRows(weights, sae.biases, dIn, clusters).rows,
    encoder: encoder === null ? null : readers.rows,
    biases: readers.biases,
    scales: mean(sae.scales),
    cuts: mean(sae.cuts),
  };
}

/**
 * The mean of unit rows, at the mean length of the rows: a unit row where all are, and the row itself where it is alone. A bias is
 * averaged as one more entry of its row, so that it stays what the row makes of the mean input.
 */
function meanRows(
  rows: Float32Array,
  biases: Float32Array,
  dIn: number,
  clusters: readonly number[][],
): { rows: Float32Array; biases: Float32Array } {
  const lengths = rowNorms(rows, dIn);
  const means = new Float32Array(clusters.length * dIn);
  const meanBiases = new Float32Array(clusters.length);
  clusters.forEach((members, c) => {
    const sum = new Float64Array(dIn);
    let bias = 0;
    let length = 0;
    for (const m of members) {
      const own = lengths[m] ?? 0;
      length += own / members.length;
      if (own === 0) continue;
      bias += (biases[m] ?? 0) / own;
      for (let i = 0; i < dIn; i++) sum[i] = (sum[i] ?? 0) + (rows[m * dIn + i] ?? 0) / own;
    }
    const [only = 0] = members;
    const alone = members.length === 1;
    const factor = length / Math.max(Math.hypot(...sum), 1e-30);
    meanBiases[c] = alone ? (biases[only] ?? 0) : bias * factor;
    means.set(
      alone ? rows.subarray(only * dIn, (only + 1) * dIn) : sum.map((value) => value * factor),
      c * dIn,
    );
  });
  return { rows: means, biases: meanBiases };
}

/**
 * Each merged feature fires on `counts` rows of the sample: its cut moves where the SAE has thresholds apart from its biases, else its
 * bias does. No threshold goes below 0. Features that were not merged keep theirs.
 */
async function requantile(
  parameters: SaeParameters,
  clusters: readonly number[][],
  counts: readonly number[],
  raw: Float32Array,
): Promise<SaeParameters> {
  const thresholds = await thresholdsFor(parameters, clusters, counts, raw);
  const { activation } = parameters;
  const biases = parameters.biases.slice();
  const cuts = parameters.cuts.slice();
  const hasCuts = cuts.some((cut) => cut > 0);
  for (const [c, threshold] of thresholds) {
    if (activation === 'jumprelu') {
      biases[c] = (cuts[c] ?? 0) - Math.max(0, threshold);
    } else if (hasCuts) cuts[c] = Math.max(0, threshold);
    else biases[c] = (biases[c] ?? 0) - threshold;
  }
  return { ...parameters, biases, cuts };
}

/** What `counts` rows of the sample lie above, by merged feature of more than one member. */
async function thresholdsFor(
  parameters: SaeParameters,
  clusters: readonly number[][],
  counts: readonly number[],
  raw: Float32Array,
): Promise<Map<number, number>> {
  const rows = raw.length / parameters.dIn;
  const largest = new Map<number, Largest>();
  clusters.forEach((members, c) => {
    if (members.length > 1) largest.set(c, new Largest(Math.min(rows, (counts[c] ?? 0) + 1)));
  });
  await withDeployed(parameters, undefined, (sae) =>
    sae.preActivations(raw, (pre) => {
      for (const [c, kept] of largest) {
        for (let at = c; at < pre.length; at += clusters.length) kept.add(pre[at] ?? 0);
      }
    }),
  );
  return new Map(Array.from(largest, ([c, kept]) => [c, kept.threshold]));
}

/** What a learned dictionary found of the true one. Finite numbers only: scores cross process boundaries. */
import { diversity } from '../sae/metrics/diversity.ts';
import { affordableMethod, oneToOne } from '../sae/metrics/oneToOne.ts';
import type { MatchingMethod } from '../sae/metrics/oneToOne.ts';
import { recovery } from '../sae/metrics/recovery.ts';
import { shareAbove } from '../sae/metrics/summaries.ts';

/** Cosines at which recovery is told. */
export const thresholds = [0.8, 0.9, 0.95] as const;

export interface DictionaryScore {
  /** FRR: share of true features with a neuron of cosine above each of `thresholds`. */
  recovered: number[];
  meanMaxCosine: number;
  /** Share of true features with a neuron of their own of cosine above 0.9. */
  matched: number;
  matching: MatchingMethod;
  /** Share of neurons with cosine above 0.9 to some true feature. */
  monosemantic: number;
  /** Neurons that are no twin of one before (cosine 0.9), and the share of neurons with a twin. */
  distinct: number;
  twinShare: number;
}

/**
 * @param truth V, shape [n, dIn]
 * @param neurons the decoder's rows, of any length, shape [dSae, dIn]
 */
export async function scoreDictionary(
  truth: Float32Array,
  neurons: Float32Array,
  dIn: number,
): Promise<DictionaryScore> {
  const found = await recovery(truth, neurons, dIn);
  const matching = affordableMethod(truth.length / dIn, neurons.length / dIn);
  const matched = await oneToOne(truth, neurons, dIn, matching);
  const { distinct, twinShare } = await diversity(neurons, dIn);
  return {
    recovered: thresholds.map((tau) => shareAbove(found.truth.cosines, tau)),
    meanMaxCosine: found.meanMaxCosine,
    matched: shareAbove(matched.cosines, 0.9),
    matching,
    monosemantic: shareAbove(found.neurons.cosines, 0.9),
    distinct,
    twinShare,
  };
}

/**
 * How much of a known dictionary V was found (synthetic data). FRR, the paper's feature recovery rate: share of true features v_i with some
 * neuron of cosine above tau (arXiv 2506.14002). It does not see twins or neurons that match nothing, so both sides are returned, and the
 * one-to-one figure.
 */
import { bestMatches } from './bestMatches.ts';
import type { Matches } from './bestMatches.ts';
import { affordableMethod, oneToOne } from './oneToOne.ts';
import type { MatchingMethod } from './oneToOne.ts';
import { meanOf } from './summaries.ts';

export interface Recovery {
  /** Of each true feature: the closest neuron, shape [n]. `shareAbove(truth.cosines, tau)` is the FRR at tau. */
  truth: Matches;
  /** Of each neuron: the closest true feature, shape [dSae]. Its share above tau is the share of neurons that stand for one feature. */
  neurons: Matches;
  /** Mean over true features of the greatest cosine. */
  meanMaxCosine: number;
}

/**
 * @param truth rows v_i, shape [n, dIn]
 * @param neurons the decoder's rows, shape [dSae, dIn]; both of any length
 */
export async function recovery(truth: Float32Array, neurons: Float32Array, dIn: number): Promise<Recovery> {
  const { forward, backward } = await bestMatches(truth, neurons, dIn);
  return { truth: forward, neurons: backward, meanMaxCosine: meanOf(forward.cosines) };
}

/** Each true feature with a neuron of its own; a feature without one has cosine 0. The method used is returned beside it. */
export async function oneToOneRecovery(
  truth: Float32Array,
  neurons: Float32Array,
  dIn: number,
  method: MatchingMethod = affordableMethod(truth.length / dIn, neurons.length / dIn),
): Promise<Matches & { method: MatchingMethod }> {
  return { ...(await oneToOne(truth, neurons, dIn, method)), method };
}

/** The paper's selections: the top alpha of a run's features by max activation or by Z (arXiv 2506.14002). */

/**
 * Indices of the features with the largest scores, best first; equal ones by index. At least one.
 * @param scores shape [dSae]
 * @param share alpha, of dSae, rounded to whole features
 */
export function topFeatures(scores: Float32Array, share: number): number[] {
  const count = Math.min(scores.length, Math.max(1, Math.round(share * scores.length)));
  const order = [...scores.keys()].sort((p, q) => (scores[q] ?? 0) - (scores[p] ?? 0) || p - q);
  return order.slice(0, count);
}

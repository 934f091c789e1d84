/** How often each feature is active. */
import type { Sparsity, SyntheticSpec } from './syntheticSpec.ts';

/** No feature is on in more than half of the rows under Bernoulli: it would be a constant with gaps. Exact sampling allows all rows. */
function mostFrequent(kind: Sparsity['kind']): number {
  return kind === 'bernoulli' ? 0.5 : 1;
}

/**
 * Probability of each feature in a row of `active` features on average, shape [n]: proportional to i^-alpha but for a cap, what the capped ones
 * lose going to the others, so that the sum stays `active`.
 */
export function inclusion(
  { features, zipfExponent, sparsity }: Pick<SyntheticSpec, 'features' | 'zipfExponent' | 'sparsity'>,
  active: number,
): Float64Array {
  const cap = mostFrequent(sparsity.kind);
  const weights = Float64Array.from({ length: features }, (_, i) => (i + 1) ** -zipfExponent);
  // Weights fall with the index, so the capped features are the first ones.
  let total = weights.reduce((sum, weight) => sum + weight, 0);
  let capped = 0;
  while (capped < features && ((active - cap * capped) * (weights[capped] ?? 0)) / total > cap) {
    total -= weights[capped] ?? 0;
    capped++;
  }
  return weights.map((weight, i) => (i < capped ? cap : ((active - cap * capped) * weight) / total));
}

/** f_i over all rows, shape [n]. */
export function frequencies(spec: SyntheticSpec): Float64Array {
  const { sparsity } = spec;
  if (sparsity.kind !== 'mixture') return inclusion(spec, sparsity.active);
  const sum = new Float64Array(spec.features);
  for (const { share, active } of sparsity.parts) {
    inclusion(spec, active).forEach((value, i) => {
      sum[i] = (sum[i] ?? 0) + share * value;
    });
  }
  return sum;
}

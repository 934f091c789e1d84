/** Features of an inspected text, strongest first: by their largest z over the selection relative to their largest on the corpus. */
import type { FeatureRow } from '../../protocol/feature.ts';
import type { InspectedFeature } from '../../protocol/inspection.ts';
import type { TokenCodes } from './inspectTokens.ts';

/** What ranking needs of a run's feature table. */
export interface FeatureLookup {
  /** Largest z on the indexed corpus; 0 for a feature never active there. */
  maxActivation(feature: number): number;
  row(feature: number): FeatureRow;
}

const DEFAULT_LIMIT = 50;

/**
 * A feature never active on its corpus has nothing to be compared with: it counts as at its maximum.
 * @param tokens tokens of the inspected text
 */
export function rankFeatures(
  codes: TokenCodes,
  tokens: number,
  lookup: FeatureLookup,
  limit = DEFAULT_LIMIT,
): { features: InspectedFeature[]; activeFeatures: number } {
  const ranked = [...largestByFeature(codes)].map(([feature, max]) => {
    const corpusMax = lookup.maxActivation(feature);
    return { feature, max, relative: corpusMax > 0 ? max / corpusMax : 1 };
  });
  ranked.sort((a, b) => b.relative - a.relative || b.max - a.max || a.feature - b.feature);
  const chosen = ranked.slice(0, Math.max(0, limit));
  const activations = activationsOf(codes, tokens, new Set(chosen.map(({ feature }) => feature)));
  return {
    activeFeatures: ranked.length,
    features: chosen.map(({ feature, max }) => ({
      row: lookup.row(feature),
      max,
      activations: activations.get(feature) ?? [],
    })),
  };
}

function largestByFeature({ features, values }: TokenCodes): Map<number, number> {
  const largest = new Map<number, number>();
  features.forEach((feature, i) => {
    largest.set(feature, Math.max(largest.get(feature) ?? -Infinity, values[i] ?? 0));
  });
  return largest;
}

/** z on each token, 0 where inactive or masked. */
function activationsOf(
  codes: TokenCodes,
  tokens: number,
  wanted: ReadonlySet<number>,
): Map<number, number[]> {
  const found = new Map([...wanted].map((feature) => [feature, new Array<number>(tokens).fill(0)]));
  for (let row = 0; row < codes.rows; row++) {
    for (let i = codes.rowPointers[row] ?? 0; i < (codes.rowPointers[row + 1] ?? 0); i++) {
      const activations = found.get(codes.features[i] ?? -1);
      if (activations) activations[codes.tokens[row] ?? 0] = codes.values[i] ?? 0;
    }
  }
  return found;
}

/** One feature's direct logit effects as the feature page shows them. */
import type { Histogram } from '../../../protocol/feature.ts';
import type { LogitEffects, TokenEffect } from '../../../protocol/logitEffects.ts';
import { LOGIT_BINS, type LogitSummaries } from './logitSummary.ts';

export function shownLogits(
  { kept, tokens, values, floors, widths, counts, vocabularySize }: LogitSummaries,
  feature: number,
  { perNorm, tokenText }: { perNorm: boolean; tokenText: (id: number) => string },
): Extract<LogitEffects, { kind: 'effects' }> {
  const end = (place: number): TokenEffect[] =>
    Array.from({ length: kept }, (_, i) => {
      const token = tokens[place * kept + i] ?? 0;
      return { token, text: tokenText(token), effect: values[place * kept + i] ?? 0 };
    });
  return {
    kind: 'effects',
    raised: end(2 * feature),
    lowered: end(2 * feature + 1),
    histogram: logitHistogram(
      floors[feature] ?? 0,
      widths[feature] ?? 0,
      counts.subarray(feature * LOGIT_BINS, (feature + 1) * LOGIT_BINS),
    ),
    vocabularySize,
    perNorm,
  };
}

export function logitHistogram(floor: number, width: number, counts: Uint32Array): Histogram {
  const edges = Array.from({ length: counts.length + 1 }, (_, i) => floor + i * width);
  return { edges, counts: Array.from(counts) };
}

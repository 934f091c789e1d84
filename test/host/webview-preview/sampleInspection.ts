/** A made-up inspection of a small selection, with an SAE or without. */
import type { InspectedToken, InspectResult } from '../../../protocol/inspection.ts';
import { kindOf, type SampleFeatures } from './sampleFeatures.ts';
import { CONTEXTS, KINDS } from './sampleText.ts';

export function sampleInspection(features: SampleFeatures | null): InspectResult {
  const context = CONTEXTS[2] ?? { tokens: [], ranges: [], source: '' };
  const tokens = context.tokens
    .slice(0, 64)
    .map((text, i): InspectedToken => tokenOf(text, i, context.ranges[i] ?? null));
  const found = features
    ? KINDS.flatMap((kind, k) => {
        const row = features.rows.find(({ index }) => index > k * 90 && kindOf(index) === kind);
        if (!row) return [];
        const activations = tokens.map((token, i) =>
          !token.masked && kind.matches(token.text)
            ? row.threshold +
              (row.maxActivation - row.threshold) * (0.2 + 0.7 * Math.abs(Math.sin(i * 3 + k)))
            : 0,
        );
        const max = Math.max(...activations);
        return max > 0 ? [{ row, max, activations }] : [];
      })
    : [];
  found.sort((a, b) => b.max / b.row.maxActivation - a.max / a.row.maxActivation);
  return {
    modelName: 'SmolLM2-135M',
    hookPoint: 'blocks.13.hook_mlp_out',
    runId: features ? 'compiler-mlp13' : null,
    tokens,
    features: found,
    activeFeatures: features ? 143 : 0,
    contextTokens: 96,
    warnings: features
      ? []
      : ['2 characters could not be aligned with tokens: a lone surrogate at offset 118.'],
  };
}

function tokenOf(text: string, i: number, range: InspectedToken['range']): InspectedToken {
  return {
    text,
    id: 300 + i,
    range,
    masked: i === 0 || i === 23,
    maskReason: i === 0 ? 'first position' : i === 23 ? 'outlier norm' : null,
    norm: 40 + 12 * Math.sin(i) + (i === 23 ? 600 : 0),
    loss: i === 0 ? null : 2.2 + 2 * Math.sin(i * 1.3),
    predictions: [
      { text: ' const', id: 1, probability: 0.42 },
      { text: '\n', id: 2, probability: 0.21 },
      { text: ' {', id: 3, probability: 0.08 },
    ],
    dimensions: [
      { index: 138, value: 21.4 - i * 0.1 },
      { index: 12, value: -8.2 },
      { index: 407, value: 5.1 },
    ],
  };
}

/** A made-up answer to which features raised a token. */
import type { AttributionResult, AttributionScope } from '../../../protocol/attribution.ts';
import type { SampleFeatures } from './sampleFeatures.ts';

export function sampleAttribution(features: SampleFeatures, scope: AttributionScope): AttributionResult {
  const rows = features.rows.slice(300, scope === 'position' ? 312 : 340);
  return {
    modelName: 'SmolLM2-135M',
    hookPoint: 'blocks.13.hook_mlp_out',
    runId: 'compiler-mlp13',
    scope,
    target: { id: 321, text: ' const' },
    after: { id: 320, text: '(', range: { start: 40, end: 41 } },
    logit: 14.2,
    logProbability: Math.log(0.42),
    features: rows.map((row, i) => ({
      row,
      activation: row.maxActivation * 0.6,
      logitDrop: 1.8 - (2.4 * i) / rows.length,
      logProbabilityDrop: 0.4 - (0.5 * i) / rows.length,
    })),
    activeFeatures: scope === 'position' ? 12 : 143,
    contextTokens: 97,
    warnings: [],
  };
}

/** Each algorithm's own recipe, as the trainer's presets have it, and TopK in GBA's tied form. The knob stands anywhere: `withKnob` sets it. */
import type { TopKConfig } from '../../protocol/training.ts';
import { recommendedGba } from '../sae/algorithms/gbaPresets.ts';
import type { SaeSizes } from '../sae/algorithms/gbaPresets.ts';
import { topkPreset } from '../sae/algorithms/presets.ts';

/** TopK in the paper's tied form: GBA's small fixed scale, b_pre and refit, with k in place of adapted biases. */
export function tiedTopK(sizes: SaeSizes & { batchTokens: number }): TopKConfig {
  const { outputScale, finalOutputScale, preBias, refit } = recommendedGba();
  return {
    ...topkPreset(sizes),
    ...{ tied: true, auxCoefficient: 0, gradientClip: 0, warmUpSteps: 0 },
    ...{ outputScale, finalOutputScale, preBias, refit },
  };
}

/**
 * What a feature does to the next-token logits by itself: its direct logit effects W_U diag(gamma) a w, w centred over the model's dimensions
 * where the final norm centres, minus their mean over the vocabulary. No division by the final norm's root mean square, so it is not what a
 * logit changes by, but says which tokens a feature raises beside others, as far as no later layer has a say.
 */
import type { Histogram } from './feature.ts';

export interface TokenEffect {
  token: number;
  text: string;
  effect: number;
}

/**
 * Why there are none: `width`: the hook is not as wide as the residual stream; `elsewhere`: its tensor is not written into the stream, as far as
 * the graph tells; `head`: the model's head or its final norm is of a form that is not understood.
 */
export type NoLogitEffects = 'width' | 'elsewhere' | 'head';

export type LogitEffects =
  | {
      kind: 'effects';
      /** Largest effect first. */
      raised: TokenEffect[];
      /** Smallest effect first. */
      lowered: TokenEffect[];
      /** Effects over the whole vocabulary. */
      histogram: Histogram;
      vocabularySize: number;
      /** Per-token normalisation: they are those of activation 1 on a token of norm 1, and grow with both. Else of activation 1. */
      perNorm: boolean;
    }
  | { kind: 'none'; reason: NoLogitEffects }
  /** The index was made before they were measured: `features/logitEffects` computes them for one feature. */
  | { kind: 'notIndexed' };

/** From an inspected feature to the ranges of text to colour. Offsets are UTF-16, half open. */
import type { InspectedFeature, InspectedToken } from '../../protocol/inspection.ts';
import { activationStep } from './activationSteps.ts';

export interface ActivationSpan {
  start: number;
  end: number;
  /** 1..ACTIVATION_STEPS, the strongest of its tokens. */
  step: number;
  /** Byte-level tokens may share the characters they are part of. */
  tokens: { text: string; value: number }[];
}

/** Spans in text order. Masked tokens, tokens without a place in the text and inactive ones have none. */
export function activationSpans(
  tokens: readonly InspectedToken[],
  feature: Pick<InspectedFeature, 'activations' | 'row'>,
): ActivationSpan[] {
  const spans = new Map<string, ActivationSpan>();
  for (const [position, token] of tokens.entries()) {
    const value = feature.activations[position] ?? 0;
    const step = activationStep(value, feature.row.threshold, feature.row.maxActivation);
    if (step === 0 || token.masked || !token.range || token.range.end <= token.range.start) continue;
    const key = `${token.range.start}-${token.range.end}`;
    const span = spans.get(key) ?? { ...token.range, step: 0, tokens: [] };
    span.step = Math.max(span.step, step);
    span.tokens.push({ text: token.text, value });
    spans.set(key, span);
  }
  return [...spans.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationSpans } from '../../../extension/editor/activationSpans.ts';
import { ACTIVATION_STEPS, activationStep } from '../../../extension/editor/activationSteps.ts';
import { exampleRow, exampleToken } from './examples.ts';

describe('activationStep', () => {
  it.each([
    ['an inactive token', 0, 0],
    ['the threshold itself', 2, 1],
    ['less than the threshold, as relu gives', 0.5, 1],
    ['just under the second step', 2.999, 1],
    ['the second step', 3, 2],
    ['the middle', 6, 5],
    ['just under the max', 9.999, 8],
    ['the max', 10, 8],
    ['more than the corpus ever showed', 25, 8],
  ])('gives %s its step', (_, value, step) => {
    expect(activationStep(value, 2, 10)).toBe(step);
  });

  it('gives the last step where threshold and max are the same', () => {
    expect(activationStep(3, 3, 3)).toBe(ACTIVATION_STEPS);
  });

  it('takes no number for inactive', () => {
    expect(activationStep(Number.NaN, 2, 10)).toBe(0);
  });

  it('never falls when the activation grows', () => {
    const positive = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, positive, (a, b, threshold, width) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const max = threshold + width;
        expect(activationStep(low, threshold, max)).toBeLessThanOrEqual(activationStep(high, threshold, max));
      }),
    );
  });
});

describe('activationSpans', () => {
  const row = exampleRow({ threshold: 2, maxActivation: 10 });

  it('gives active tokens their ranges in text order', () => {
    const tokens = [
      exampleToken('b', { start: 4, end: 6 }),
      exampleToken('quiet', { start: 6, end: 9 }),
      exampleToken('a', { start: 0, end: 4 }),
    ];
    expect(activationSpans(tokens, { row, activations: [10, 0, 2] })).toEqual([
      { start: 0, end: 4, step: 1, tokens: [{ text: 'a', value: 2 }] },
      { start: 4, end: 6, step: 8, tokens: [{ text: 'b', value: 10 }] },
    ]);
  });

  it('joins the byte tokens of one character and takes the strongest', () => {
    const family = { start: 3, end: 5 };
    const tokens = ['�', '�', '�'].map((text) => exampleToken(text, family));
    const spans = activationSpans(tokens, { row, activations: [2, 6, 0] });
    expect(spans).toEqual([
      {
        ...family,
        step: 5,
        tokens: [
          { text: '�', value: 2 },
          { text: '�', value: 6 },
        ],
      },
    ]);
  });

  it('leaves out masked tokens and those without a place in the text', () => {
    const tokens = [
      exampleToken('<s>', null),
      exampleToken('first', { start: 0, end: 5 }, { masked: true, maskReason: 'first position' }),
      exampleToken('', { start: 5, end: 5 }),
    ];
    expect(activationSpans(tokens, { row, activations: [9, 9, 9] })).toEqual([]);
  });
});

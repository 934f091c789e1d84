import { describe, expect, test } from 'vitest';
import {
  gumbel,
  NonFiniteLogitsError,
  sampleToken,
} from '../../../../native-worker/llm/generate/sampleToken.ts';
import type { SamplingRule } from '../../../../native-worker/llm/generate/sampleToken.ts';

const plain: SamplingRule = { temperature: 1, topP: 1, topK: null, seed: 3 };
const logits = Float32Array.of(2, 0.5, -1, 1.5, 0, -30);
const count = logits.length;

/** How often each id came over many positions. */
function frequencies(rule: SamplingRule, draws = 20_000): number[] {
  const seen = new Array<number>(count).fill(0);
  for (let position = 0; position < draws; position++) {
    const id = sampleToken(logits, count, rule, position);
    seen[id] = (seen[id] ?? 0) + 1 / draws;
  }
  return seen;
}

/** Softmax over `kept`, the definition. */
function probabilities(temperature: number, kept: readonly number[]): number[] {
  const weights = [...logits].map((value, id) => (kept.includes(id) ? Math.exp(value / temperature) : 0));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

describe('sampling', () => {
  test('temperature 0 takes the first of the likeliest, whatever the seed', () => {
    for (const seed of [0, 1, 2])
      expect(sampleToken(Float32Array.of(1, 4, 4, 0), 4, { ...plain, temperature: 0, seed }, 9)).toBe(1);
  });

  // Probabilities at temperature 1: 0.486, 0.108, 0.024, 0.295, 0.066, 0.
  test.each([
    ['all tokens', plain, [0, 1, 2, 3, 4, 5]],
    ['a higher temperature', { ...plain, temperature: 2 }, [0, 1, 2, 3, 4, 5]],
    ['the two likeliest', { ...plain, topK: 2 }, [0, 3]],
    ['more than there are', { ...plain, topK: 99 }, [0, 1, 2, 3, 4, 5]],
    ['the fewest with 0.8 of the probability', { ...plain, topP: 0.8 }, [0, 1, 3]],
    ['the fewest with 0.48', { ...plain, topP: 0.48 }, [0]],
    ['top-p of what top-k left', { ...plain, topK: 3, topP: 0.87 }, [0, 3]],
    ['nearly all of the probability', { ...plain, topP: 0.9999999 }, [0, 1, 2, 3, 4]],
  ])('%s: as often as softmax says', (_, rule, kept) => {
    const expected = probabilities(rule.temperature, kept);
    for (const [id, share] of frequencies(rule).entries()) {
      if (!kept.includes(id)) expect(share).toBe(0);
      // Four standard deviations of 20,000 draws.
      expect(Math.abs(share - (expected[id] ?? 0))).toBeLessThan(0.0142);
    }
  });

  test('the same seed draws the same, another one not', () => {
    const drawn = (seed: number): number[] =>
      Array.from({ length: 40 }, (_, position) => sampleToken(logits, count, { ...plain, seed }, position));
    expect(drawn(5)).toEqual(drawn(5));
    expect(drawn(5)).not.toEqual(drawn(6));
  });

  test('a small change of the logits seldom changes the draw, so that steered and unsteered texts part for a reason', () => {
    const changed = logits.map((value, id) => value + 0.01 * (id % 2));
    let same = 0;
    for (let position = 0; position < 1000; position++) {
      const pair = [logits, changed].map((values) => sampleToken(values, count, plain, position));
      if (pair[0] === pair[1]) same += 1;
    }
    expect(same).toBeGreaterThan(980);
  });

  test('noise has the mean and the variance of a Gumbel variable', () => {
    const draws = Array.from({ length: 50_000 }, (_, i) => gumbel(7, Math.floor(i / 500), i % 500));
    const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
    const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
    expect(mean).toBeCloseTo(0.5772, 1);
    expect(variance).toBeCloseTo(Math.PI ** 2 / 6, 1);
  });

  test('padding behind the vocabulary is never chosen', () => {
    expect(sampleToken(Float32Array.of(0, 1, 99, NaN), 2, { ...plain, temperature: 0 }, 0)).toBe(1);
  });

  test.each([NaN, Infinity])('a logit of %d is refused with its place', (value) => {
    const broken = Float32Array.of(0, value, 1);
    expect(() => sampleToken(broken, 3, plain, 12)).toThrow(NonFiniteLogitsError);
    expect(() => sampleToken(broken, 3, plain, 12)).toThrow(/after position 12 .* for token 1\)/);
  });

  test('tokens that the model rules out are never drawn, and where all are, that is an error', () => {
    const some = Float32Array.of(-Infinity, 0, -Infinity, 0.1);
    for (const rule of [plain, { ...plain, topP: 0.99 }, { ...plain, topK: 3 }]) {
      for (let position = 0; position < 200; position++)
        expect([1, 3]).toContain(sampleToken(some, 4, rule, position));
    }
    expect(() => sampleToken(new Float32Array(3).fill(-Infinity), 3, plain, 0)).toThrow(NonFiniteLogitsError);
  });
});

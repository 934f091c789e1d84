import { expect, test } from 'vitest';
import { LOGIT_BINS, LogitSummaries } from '../../../native-worker/features/build/logitSummary.ts';
import { shownLogits } from '../../../native-worker/features/build/shownLogits.ts';

const vocabulary = 1000;
/** Values with ties, a mean far from zero and both ends in the middle of the vocabulary. */
const values = Float32Array.from({ length: vocabulary }, (_, i) => 5 + Math.round(64 * Math.sin(i * i)) / 64);
const tokenText = (id: number): string => `<${id}>`;

/** The plain twin: sorts all. */
function plain(all: Float32Array) {
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const effects = Array.from(all, (value, token) => ({
    token,
    text: tokenText(token),
    effect: value - mean,
  }));
  const order = (sign: number) =>
    effects.toSorted((a, b) => sign * (b.effect - a.effect) || a.token - b.token).slice(0, 10);
  return { effects, raised: order(1), lowered: order(-1) };
}

test('the tokens raised and lowered most are those that sorting all effects gives', () => {
  const summaries = new LogitSummaries(3, vocabulary);
  summaries.setAll(1, Float32Array.of(...values, ...values.map((value) => -value)));
  for (const [feature, all] of [
    [1, values],
    [2, values.map((value) => -value)],
  ] as const) {
    const shown = shownLogits(summaries, feature, { perNorm: false, tokenText });
    const twin = plain(all);
    for (const end of ['raised', 'lowered'] as const) {
      expect(shown[end].map(({ token, text }) => ({ token, text }))).toEqual(
        twin[end].map(({ token, text }) => ({ token, text })),
      );
      shown[end].forEach(({ effect }, i) => {
        expect(effect).toBeCloseTo(twin[end][i]?.effect ?? NaN, 5);
      });
    }
  }
});

test('the histogram counts every token once, in the bin its effect lies in', () => {
  const summaries = new LogitSummaries(1, vocabulary);
  summaries.set(0, values);
  const { histogram } = shownLogits(summaries, 0, { perNorm: false, tokenText });
  const { effects } = plain(values);
  expect(histogram.counts).toHaveLength(LOGIT_BINS);
  expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(vocabulary);
  expect(histogram.edges[0]).toBeCloseTo(Math.min(...effects.map(({ effect }) => effect)), 5);
  expect(histogram.edges.at(-1)).toBeCloseTo(Math.max(...effects.map(({ effect }) => effect)), 5);
  const middle = histogram.edges[20] ?? NaN;
  const below = histogram.counts.slice(0, 20).reduce((sum, count) => sum + count, 0);
  expect(Math.abs(below - effects.filter(({ effect }) => effect < middle).length)).toBeLessThanOrEqual(8);
});

test('a feature that writes nothing has no effect on any token', () => {
  const summaries = new LogitSummaries(1, 6);
  summaries.set(0, new Float32Array(6));
  const { raised, lowered, histogram } = shownLogits(summaries, 0, { perNorm: false, tokenText });
  expect(raised.map(({ token }) => token)).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...raised, ...lowered].every(({ effect }) => Math.abs(effect) === 0)).toBe(true);
  expect(histogram.counts[0]).toBe(6);
});

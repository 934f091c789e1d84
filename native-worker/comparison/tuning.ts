/**
 * Learning rates by short runs at a seed that no reported run has: the same number of runs for every recipe, chosen by explained
 * variance at matched L0. For penalties the runs also tell which coefficient gives which L0.
 */
import { valueAtL0 } from '../sae/metrics/frontier.ts';
import type { FrontierPoint } from '../sae/metrics/frontier.ts';
import type { Arm } from './arm.ts';
import { logSpaced, TUNING_SEED } from './compareSettings.ts';
import type { CompareSettings } from './compareSettings.ts';
import { armOf } from './recipes.ts';
import type { Recipe } from './recipes.ts';
import type { FinishedArm } from './runArms.ts';
import { coefficientForL0, knobName } from './sparsityKnob.ts';

export interface TunedRate {
  learningRate: number;
  /** L0 of its runs, ascending. */
  l0: number[];
  /** Mean explained variance over `matchedL0`; null for a rate that did not come to all of them. */
  score: number | null;
  chosen: boolean;
}

export interface Tuning {
  label: string;
  runs: number;
  /** The L0 that scores are means over. */
  matchedL0: number[];
  rates: TunedRate[];
  learningRate: number;
  /** What to know of the choice; null where there is nothing. */
  note: string | null;
}

export function tuningArms(recipe: Recipe, settings: CompareSettings): Arm[] {
  const tokens = settings.tuningTokens;
  return recipe.rates.flatMap((learningRate) =>
    recipe.knobs.map((knob, point) =>
      armOf(recipe, { purpose: 'tuning', knob, point, learningRate, tokens, seed: TUNING_SEED }, settings),
    ),
  );
}

/** L0 that the rates of a recipe are read at. */
const READINGS = 3;

export function chooseRate(
  recipe: Recipe,
  finished: readonly FinishedArm[],
  range: Pick<CompareSettings, 'lowestL0' | 'highestL0'>,
): Tuning {
  const byRate = recipe.rates.map((learningRate) => ({
    learningRate,
    points: finished
      .filter(({ arm }) => arm.label === recipe.label && arm.sae.learningRate === learningRate)
      .map(({ result: { measured } }) => ({ l0: measured.l0, value: measured.explainedVariance })),
  }));
  const shared = sharedRange(
    byRate.map(({ points }) => spanOf(points)),
    [range.lowestL0, range.highestL0],
  );
  const matchedL0 = shared === null ? [] : logSpaced(shared[0], shared[1], READINGS);
  const rates = byRate.map(({ learningRate, points }) => ({
    learningRate,
    l0: points.map(({ l0 }) => l0).sort((a, b) => a - b),
    score: meanAt(points, matchedL0),
  }));
  const best = bestOf(rates);
  const learningRate = best?.learningRate ?? recipe.rates[Math.floor(recipe.rates.length / 2)] ?? 0;
  return {
    label: recipe.label,
    runs: finished.filter(({ arm }) => arm.label === recipe.label).length,
    matchedL0,
    rates: rates.map((rate) => ({ ...rate, chosen: rate.learningRate === learningRate })),
    learningRate,
    note: noteOf(recipe, learningRate, rates),
  };
}

type Span = readonly [number, number];

/** From the least to the greatest L0 above 0; null where a rate has no two of them. */
function spanOf(points: readonly FrontierPoint[]): Span | null {
  const l0 = points.map((point) => point.l0).filter((value) => value > 0);
  const [low, high] = [Math.min(...l0), Math.max(...l0)];
  return low < high ? [low, high] : null;
}

/**
 * What the spans have in common. Those that share most with the range wanted come first; one that has nothing in common with those before
 * it (a rate at which training collapsed) is left out and gets no score, instead of leaving all without.
 */
export function sharedRange(spans: readonly (Span | null)[], wanted: Span): Span | null {
  const meet = (a: Span, b: Span): Span => [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
  const length = ([low, high]: Span): number => Math.log(high / low);
  const known = spans.filter((span) => span !== null);
  const sorted = [...known].sort((a, b) => length(meet(b, wanted)) - length(meet(a, wanted)));
  let shared: Span | null = null;
  for (const span of sorted) {
    const next: Span = shared === null ? span : meet(shared, span);
    if (next[0] < next[1]) shared = next;
  }
  return shared;
}

/** Null where some of the L0 are outside of the points. */
function meanAt(points: readonly FrontierPoint[], at: readonly number[]): number | null {
  const values = at.map((l0) => valueAtL0(points, clamped(l0, points))).filter((value) => value !== null);
  const complete = values.length === at.length && at.length > 0;
  return complete ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/** The ends of the shared range are points of some rate, up to rounding in their logarithm. */
function clamped(l0: number, points: readonly FrontierPoint[]): number {
  const end = points.find((point) => Math.abs(Math.log(point.l0 / l0)) < 1e-9);
  return end?.l0 ?? l0;
}

/** The greatest score, the first of equal ones; null where there is none. */
export function bestOf<T extends { score: number | null }>(rates: readonly T[]): T | null {
  return rates.reduce<T | null>(
    (best, rate) => (rate.score !== null && rate.score > (best?.score ?? -Infinity) ? rate : best),
    null,
  );
}

function noteOf(
  { label, rates }: Recipe,
  learningRate: number,
  scored: readonly { learningRate: number; score: number | null }[],
): string | null {
  const unscored = scored.filter(({ score }) => score === null);
  const notes = [
    ...(unscored.length === scored.length
      ? ['no L0 was reached at two learning rates, so the default was taken: its figures are untuned']
      : []),
    ...(unscored.length > 0 && unscored.length < scored.length
      ? [
          `no score for ${unscored.map((one) => round(one.learningRate)).join(', ')}: no L0 in common with the others`,
        ]
      : []),
    ...(unscored.length < scored.length && (learningRate === rates[0] || learningRate === rates.at(-1))
      ? ['the best learning rate is at the edge of those tried; a better one may lie beyond']
      : []),
  ];
  return notes.length === 0 ? null : `${label}: ${notes.join('; ')}.`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Where the knob has to stand for an L0: the L0 itself, or a coefficient read off the tuning runs at the chosen rate. */
export function knobForL0(
  recipe: Recipe,
  { learningRate }: Tuning,
  finished: readonly FinishedArm[],
  targetL0: number,
): number {
  if (knobName(recipe.config(1)) === 'L0') return targetL0;
  const readings = finished
    .filter(({ arm }) => arm.label === recipe.label && arm.sae.learningRate === learningRate)
    .map(({ arm, result }) => ({ value: arm.knob.value, l0: result.measured.l0 }));
  return coefficientForL0(readings, targetL0);
}

/**
 * Learning rates by short runs at a seed that no reported run has: the same number of runs for every recipe, chosen by explained
 * variance at matched L0. For penalties the runs also tell which coefficient gives which L0.
 */
import { valueAtL0 } from '../sae/metrics/frontier.ts';
import type { Arm } from './arm.ts';
import { TUNING_SEED } from './compareSettings.ts';
import type { CompareSettings } from './compareSettings.ts';
import { armOf } from './recipes.ts';
import type { Recipe } from './recipes.ts';
import type { FinishedArm } from './runArms.ts';
import { coefficientForL0, knobName } from './sparsityKnob.ts';

export interface TunedRate {
  learningRate: number;
  /** L0 of its runs, ascending. */
  l0: number[];
  /** Mean explained variance over the L0 at which all rates were measured; null where there is no such L0. */
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

/** @param wanted L0 at which rates are compared where all of them were measured */
export function chooseRate(
  recipe: Recipe,
  finished: readonly FinishedArm[],
  wanted: readonly number[],
): Tuning {
  const byRate = recipe.rates.map((learningRate) => ({
    learningRate,
    points: finished
      .filter(({ arm }) => arm.label === recipe.label && arm.sae.learningRate === learningRate)
      .map(({ result: { measured } }) => ({ l0: measured.l0, value: measured.explainedVariance })),
  }));
  const matchedL0 = wanted.filter((l0) => byRate.every(({ points }) => valueAtL0(points, l0) !== null));
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
    note: noteOf(recipe, learningRate, best !== null),
  };
}

function meanAt(points: readonly { l0: number; value: number }[], at: readonly number[]): number | null {
  const values = at.map((l0) => valueAtL0(points, l0)).filter((value) => value !== null);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function bestOf<T extends { score: number | null }>(rates: readonly T[]): T | null {
  return rates.reduce<T | null>(
    (best, rate) => (rate.score !== null && rate.score > (best?.score ?? -Infinity) ? rate : best),
    null,
  );
}

function noteOf({ label, rates }: Recipe, learningRate: number, matched: boolean): string | null {
  if (!matched)
    return `${label}: no L0 was reached at all learning rates, so its default was taken: its figures are untuned.`;
  const edge = learningRate === rates[0] || learningRate === rates.at(-1);
  return edge
    ? `${label}: the best learning rate is at the edge of those tried; a better one may lie beyond.`
    : null;
}

/** Where the knob has to stand for an L0: the L0 itself, or a coefficient read off the tuning runs at the chosen rate. */
export function knobForL0(
  recipe: Recipe,
  { learningRate }: Tuning,
  finished: readonly FinishedArm[],
  targetL0: number,
): number {
  if (knobName(recipe.config(1, 1)) === 'L0') return targetL0;
  const readings = finished
    .filter(({ arm }) => arm.label === recipe.label && arm.sae.learningRate === learningRate)
    .map(({ arm, result }) => ({ value: arm.knob.value, l0: result.measured.l0 }));
  return coefficientForL0(readings, targetL0);
}

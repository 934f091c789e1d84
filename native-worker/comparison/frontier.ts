/** Algorithms over L0: tuning runs, then the points of every algorithm and seed at its tuned learning rate, read at matched L0. */
import { valueAtL0 } from '../sae/metrics/frontier.ts';
import type { Arm } from './arm.ts';
import { logSpaced } from './compareSettings.ts';
import type { CompareSettings } from './compareSettings.ts';
import { armOf } from './recipes.ts';
import type { Recipe } from './recipes.ts';
import { runArms } from './runArms.ts';
import type { ArmContext, FinishedArm } from './runArms.ts';
import { chooseRate, knobForL0, tuningArms } from './tuning.ts';
import type { Tuning } from './tuning.ts';

export interface Frontier {
  tuning: Tuning[];
  tuned: FinishedArm[];
  points: FinishedArm[];
  matched: MatchedLine[];
}

/** One run of an algorithm over L0, read at given L0. */
export interface MatchedLine {
  label: string;
  seed: number;
  /** Null where the run's points do not enclose that L0: nothing is extrapolated. */
  at: { l0: number; explainedVariance: number | null; nmse: number | null }[];
}

/** Round L0 within the range at which algorithms are compared. */
export function matchedL0s({
  lowestL0,
  highestL0,
}: Pick<CompareSettings, 'lowestL0' | 'highestL0'>): number[] {
  const decades = [0.01, 0.1, 1, 10, 100, 1_000, 10_000, 100_000];
  const round = decades.flatMap((decade) => [1, 2, 5].map((digit) => digit * decade));
  const inside = round.filter((l0) => l0 > 1.05 * lowestL0 && l0 < 0.95 * highestL0);
  return inside.length > 0 ? inside : [Math.sqrt(lowestL0 * highestL0)];
}

export async function runFrontier(
  recipes: readonly Recipe[],
  settings: CompareSettings,
  context: ArmContext,
): Promise<Frontier> {
  const { tuning, tuned } = await tuneAll(recipes, settings, context);
  const arms = recipes.flatMap((recipe, i) => pointArms(recipe, tuning[i], tuned, settings));
  const points = await runArms('points', arms, context);
  return { tuning, tuned, points, matched: matchedLines(points, matchedL0s(settings)) };
}

/** Runs the tuning of all recipes together, so that no process waits for the last run of one of them. */
export async function tuneAll(
  recipes: readonly Recipe[],
  settings: CompareSettings,
  context: ArmContext,
): Promise<{ tuning: Tuning[]; tuned: FinishedArm[] }> {
  const tuned = await runArms(
    'tuning',
    recipes.flatMap((recipe) => tuningArms(recipe, settings)),
    context,
  );
  return { tuning: recipes.map((recipe) => chooseRate(recipe, tuned, settings)), tuned };
}

function pointArms(
  recipe: Recipe,
  tuning: Tuning | undefined,
  tuned: readonly FinishedArm[],
  settings: CompareSettings,
): Arm[] {
  if (tuning === undefined) throw new RangeError(`${recipe.label} was not tuned.`);
  const { lowestL0, highestL0, points, seeds, trainingTokens: tokens } = settings;
  const { learningRate } = tuning;
  return logSpaced(lowestL0, highestL0, points).flatMap((targetL0, point) => {
    const knob = knobForL0(recipe, tuning, tuned, targetL0);
    return seedsFrom1(seeds).map((seed) =>
      armOf(recipe, { purpose: 'point', knob, point, learningRate, tokens, seed }, settings),
    );
  });
}

export function seedsFrom1(seeds: number): number[] {
  return Array.from({ length: seeds }, (_, i) => i + 1);
}

export function matchedLines(points: readonly FinishedArm[], at: readonly number[]): MatchedLine[] {
  const lines = new Map<string, FinishedArm[]>();
  for (const point of points) {
    const name = JSON.stringify([point.arm.label, point.arm.sae.seed]);
    lines.set(name, [...(lines.get(name) ?? []), point]);
  }
  return [...lines.values()].flatMap((line) => {
    const [first] = line;
    if (first === undefined) return [];
    const read = (value: 'explainedVariance' | 'nmse', l0: number): number | null =>
      valueAtL0(
        line.map(({ result: { measured } }) => ({ l0: measured.l0, value: measured[value] })),
        l0,
      );
    const { label, sae } = first.arm;
    const values = at.map((l0) => ({
      l0,
      explainedVariance: read('explainedVariance', l0),
      nmse: read('nmse', l0),
    }));
    return [{ label, seed: sae.seed, at: values }];
  });
}

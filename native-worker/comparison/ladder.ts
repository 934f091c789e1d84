/**
 * Trains the ladder. Each rung is compared with GBA at the L0 that the rung came out at, read off GBA's own line over L0: no rung wins or
 * loses by being denser.
 */
import { recommendedGba } from '../sae/algorithms/gbaPresets.ts';
import { valueAtL0 } from '../sae/metrics/frontier.ts';
import type { FrontierPoint } from '../sae/metrics/frontier.ts';
import type { Arm } from './arm.ts';
import { TUNING_SEED } from './compareSettings.ts';
import type { CompareSettings } from './compareSettings.ts';
import { seedsFrom1 } from './frontier.ts';
import { BASE, BASE_POINT } from './ladderRungs.ts';
import type { Rung } from './ladderRungs.ts';
import { armOf, RATES } from './recipes.ts';
import type { Recipe } from './recipes.ts';
import { runArms } from './runArms.ts';
import type { ArmContext, FinishedArm } from './runArms.ts';
import { gbaAtL0, UnreachableSparsityError } from './sparsityKnob.ts';
import { bestOf } from './tuning.ts';
import type { Tuning } from './tuning.ts';

export interface Ladder {
  tuning: Tuning[];
  tuned: FinishedArm[];
  /** GBA over L0, and every rung at the target. */
  arms: FinishedArm[];
}

/** Points of GBA's line, times the target L0; the second is the base rung, `BASE_POINT`. */
const LINE = [0.5, 1, 2, 4, 8];

export async function runLadder(
  rungs: readonly Rung[],
  settings: CompareSettings,
  context: ArmContext,
): Promise<Ladder> {
  const tuned = await runArms('tuning', tuningArms(rungs, settings), context);
  const line = lineOf(rungs, tuned);
  const tuning = rungs.map((rung) => chooseByLine(rung, tuned, line));
  const arms = rungs.flatMap((rung, i) => rungArms(rung, tuning[i]?.learningRate ?? 0, settings));
  return { tuning, tuned, arms: await runArms('rungs', arms, context) };
}

/** All arms of the ladder with the rates as they stand before tuning: what it will take. */
export function ladderArms(rungs: readonly Rung[], settings: CompareSettings): Arm[] {
  return [
    ...tuningArms(rungs, settings),
    ...rungs.flatMap((rung) => rungArms(rung, defaultRate(rung), settings)),
  ];
}

/** Every rung at every rate, and GBA's line at its default rate as the yardstick. */
function tuningArms(rungs: readonly Rung[], settings: CompareSettings): Arm[] {
  const { tuningTokens: tokens, targetL0 } = settings;
  const common = { purpose: 'tuning', tokens, seed: TUNING_SEED } as const;
  const own = rungs.flatMap((rung) =>
    rung.rates.map((learningRate) =>
      armOf(rung, { ...common, learningRate, knob: targetL0, point: BASE_POINT }, settings),
    ),
  );
  const [base] = rungs;
  const learningRate = base === undefined ? 0 : defaultRate(base);
  const line = base === undefined ? [] : linePoints(settings);
  return [
    ...own,
    ...line.flatMap(({ knob, point }) =>
      base === undefined || point === BASE_POINT
        ? []
        : [armOf(base, { ...common, learningRate, knob, point }, settings)],
    ),
  ];
}

/** The points of GBA's line that its targets can reach. */
function linePoints({ targetL0, dSae }: CompareSettings): { knob: number; point: number }[] {
  return LINE.map((factor, point) => ({ knob: factor * targetL0, point })).filter(({ knob }) => {
    try {
      gbaAtL0(recommendedGba(), knob, dSae);
      return true;
    } catch (error) {
      if (error instanceof UnreachableSparsityError) return false;
      throw error;
    }
  });
}

function rungArms(rung: Rung, learningRate: number, settings: CompareSettings): Arm[] {
  const { seeds, targetL0 } = settings;
  const points = rung.label === BASE ? linePoints(settings) : [{ knob: targetL0, point: BASE_POINT }];
  return points.flatMap(({ knob, point }) =>
    seedsFrom1(seeds).map((seed) =>
      armOf(rung, { purpose: 'ladder', knob, point, learningRate, tokens: rung.tokens, seed }, settings),
    ),
  );
}

function defaultRate({ rates }: Recipe): number {
  return rates[RATES.indexOf(1)] ?? rates[0] ?? 0;
}

/** GBA's line of short runs, at its default rate. */
function lineOf(rungs: readonly Rung[], tuned: readonly FinishedArm[]): FrontierPoint[] {
  const base = rungs.find(({ label }) => label === BASE);
  if (base === undefined) return [];
  const rate = defaultRate(base);
  return pointsOf(tuned.filter(({ arm }) => arm.label === BASE && arm.sae.learningRate === rate));
}

/** The rate with the most explained variance above GBA's line at the L0 that it came out at. */
function chooseByLine(rung: Rung, tuned: readonly FinishedArm[], line: readonly FrontierPoint[]): Tuning {
  const own = tuned.filter(({ arm }) => arm.label === rung.label);
  const runs = rung.rates.map((learningRate) => {
    const run = own.find(({ arm }) => arm.sae.learningRate === learningRate && arm.point === BASE_POINT);
    const { l0 = 0, explainedVariance = 0 } = run?.result.measured ?? {};
    return { learningRate, l0, explainedVariance };
  });
  const matched = allAlike(runs.map(({ l0 }) => l0));
  const rates = runs.map(({ learningRate, l0, explainedVariance }) => {
    const yardstick = matched ? 0 : valueAtL0(line, l0);
    return { learningRate, l0: [l0], score: yardstick === null ? null : explainedVariance - yardstick };
  });
  const best = bestOf(rates);
  const learningRate = best?.learningRate ?? defaultRate(rung);
  return {
    label: rung.label,
    runs: own.length,
    matchedL0: [],
    rates: rates.map((rate) => ({ ...rate, chosen: rate.learningRate === learningRate })),
    learningRate,
    note: noteOf(rung, learningRate, best !== null, matched),
  };
}

/** Whether runs came to one L0, as those with k do: they can then be compared as they are. */
function allAlike(l0: readonly number[]): boolean {
  return Math.max(...l0) <= 1.01 * Math.min(...l0);
}

function noteOf(
  { label, rates }: Rung,
  learningRate: number,
  scored: boolean,
  matched: boolean,
): string | null {
  const notes = [
    ...(scored
      ? []
      : ["no run lies within GBA's line over L0, so the default was taken: the rung is untuned"]),
    ...(matched ? ['scores are explained variance itself, for all its runs have one L0'] : []),
    ...(scored && (learningRate === rates[0] || learningRate === rates.at(-1))
      ? ['the best learning rate is at the edge of those tried; a better one may lie beyond']
      : []),
  ];
  return notes.length === 0 ? null : `${label}: ${notes.join('; ')}.`;
}

export function pointsOf(finished: readonly FinishedArm[]): FrontierPoint[] {
  return finished.map(({ result: { measured } }) => ({ l0: measured.l0, value: measured.explainedVariance }));
}

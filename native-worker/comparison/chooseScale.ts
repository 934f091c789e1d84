/**
 * The output scale without ground truth: short runs over a grid, each at two sparsities so that they can be read at one L0. Too large a
 * scale blurs features into mixtures and leaves no twins; too small a one lets neurons pile onto the same features and loses coverage.
 */
import { defaultLearningRate, recommendedGba } from '../sae/algorithms/gbaPresets.ts';
import { valueAtL0 } from '../sae/metrics/frontier.ts';
import { spreadOf } from '../sae/metrics/summaries.ts';
import type { Measured } from './armResult.ts';
import type { Arm } from './arm.ts';
import type { CompareSettings } from './compareSettings.ts';
import { seedsFrom1 } from './frontier.ts';
import { armOf } from './recipes.ts';
import type { FinishedArm } from './runArms.ts';

export const SCALES = [0.05, 0.1, 0.2, 0.3, 0.45, 0.7, 1] as const;
/** Sparsities of each scale, times the target: realised L0 depends on the scale, and lies between. */
const SPARSITIES = [1 / 3, 1, 3];
/** A scale is a candidate while its error at matched L0 is within this share of the least. */
export const WITHIN = 0.1;
/** Fewer twins than this share of features count as none. */
export const FEWEST_TWINS = 0.005;

export const SCALE_RULE =
  `Candidates are the scales whose nmse after the refit, at the matched L0, is within ${100 * WITHIN} % of the least. Of these the largest is taken ` +
  `that still has twins (at least ${100 * FEWEST_TWINS} % of features); where none of them has, the smallest of them.`;

export interface ScaleFigures {
  scale: number;
  /** Of each seed, at the matched L0; null where a seed's runs do not enclose it. */
  nmse: (number | null)[];
  explainedVariance: (number | null)[];
  twinShare: (number | null)[];
  distinct: (number | null)[];
  candidate: boolean;
  picked: boolean;
}

export function scaleArms(settings: CompareSettings, dIn: number): Arm[] {
  const { targetL0, trainingTokens: tokens, seeds } = settings;
  const learningRate = defaultLearningRate('recommended', dIn);
  return SCALES.flatMap((scale) => {
    const recipe = {
      label: `a ${scale}`,
      config: () => recommendedGba({ outputScale: scale, finalOutputScale: scale }),
      rates: [learningRate],
      knobs: [],
    };
    return SPARSITIES.flatMap((factor, point) =>
      seedsFrom1(seeds).map((seed) =>
        armOf(
          recipe,
          { purpose: 'scale', knob: factor * targetL0, point, learningRate, tokens, seed },
          settings,
        ),
      ),
    );
  });
}

/** What each scale gives at the L0, and which one the rule picks; none where fewer than half can be read there. */
export function chooseScale(
  finished: readonly FinishedArm[],
  targetL0: number,
  seeds: number,
): ScaleFigures[] {
  const figures = SCALES.map((scale) => {
    const own = finished.filter(({ arm }) => arm.label === `a ${scale}`);
    const read = (of: (measured: Measured) => number): (number | null)[] =>
      seedsFrom1(seeds).map((seed) =>
        valueAtL0(
          own
            .filter(({ arm }) => arm.sae.seed === seed)
            .map(({ result: { measured } }) => ({ l0: measured.l0, value: of(measured) })),
          targetL0,
        ),
      );
    return {
      scale,
      nmse: read(({ nmse }) => nmse),
      explainedVariance: read(({ explainedVariance }) => explainedVariance),
      twinShare: read(({ firing }) => firing?.twinShare ?? 0),
      distinct: read(({ firing }) => firing?.distinct ?? 0),
    };
  });
  return applyRule(figures);
}

export function applyRule(figures: readonly Omit<ScaleFigures, 'candidate' | 'picked'>[]): ScaleFigures[] {
  const errors = figures.map(({ nmse }) => meanOrNull(nmse));
  const least = Math.min(...errors.filter((error) => error !== null));
  // The best of a few that happen to be sparse enough is no choice.
  const read = errors.filter((error) => error !== null).length;
  if (read < 2 || read < figures.length / 2)
    return figures.map((one) => ({ ...one, candidate: false, picked: false }));
  const candidates = figures.filter((_, i) => (errors[i] ?? Infinity) <= (1 + WITHIN) * least);
  const twinned = candidates.filter(({ twinShare }) => (meanOrNull(twinShare) ?? 0) >= FEWEST_TWINS);
  const picked = twinned.at(-1) ?? candidates[0];
  return figures.map((one) => ({
    ...one,
    candidate: candidates.includes(one),
    picked: one === picked,
  }));
}

/** Scales that the rule could not judge. */
export function unreadScales(figures: readonly ScaleFigures[]): number[] {
  return figures.filter(({ nmse }) => meanOrNull(nmse) === null).map(({ scale }) => scale);
}

/** Null when a seed is missing. */
export function meanOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length < values.length || known.length === 0 ? null : spreadOf(known).mean;
}

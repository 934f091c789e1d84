/**
 * The recipe of each line of a comparison: a configuration but for its knob and learning rate, the rates and knob values that tuning
 * tries, and what depends on the length of a run. Every line is tuned with the same number of runs.
 */
import type { AlgorithmConfig, AlgorithmName, SaeConfig } from '../../protocol/training.ts';
import { algorithmPreset } from '../sae/algorithms/presets.ts';
import type { Arm } from './arm.ts';
import { logSpaced } from './compareSettings.ts';
import type { CompareSettings } from './compareSettings.ts';
import { knobName, withKnob } from './sparsityKnob.ts';

export interface Recipe {
  label: string;
  /** The configuration for a run of so many tokens. */
  config: (tokens: number) => AlgorithmConfig;
  /** Learning rates that tuning tries, ascending. */
  rates: number[];
  /** Values of the knob that tuning tries, from sparse to dense. */
  knobs: number[];
  /** How its knob is turned; `withKnob` when left out. */
  turn?: (config: AlgorithmConfig, value: number, dSae: number) => AlgorithmConfig;
}

/** Learning rates tried a recipe, factors of its default: half a decade apart. */
export const RATES = [-1, -0.5, 0, 0.5].map((exponent) => 10 ** exponent);
/** Knob values tried with each of them. */
const KNOBS = 3;
/** Coefficients of penalties that tuning tries, from sparse to dense; what L0 they give depends on the data. */
const COEFFICIENTS: Readonly<Partial<Record<AlgorithmName, readonly number[]>>> = {
  l1: [0.5, 0.1, 0.02],
  jumprelu: [0.01, 0.002, 0.0004],
};

/** Tuning runs of each recipe. */
export const TUNING_RUNS = RATES.length * KNOBS;

export function recipeOf(algorithm: AlgorithmName, settings: CompareSettings, dIn: number): Recipe {
  const { lowestL0, highestL0, dSae, batchTokens, trainingTokens } = settings;
  const preset = (tokens: number): SaeConfig =>
    algorithmPreset(algorithm, { dIn, dSae, batchTokens, trainingTokens: tokens });
  const rate = preset(trainingTokens).learningRate;
  return {
    label: algorithm,
    config: (tokens) => preset(tokens).algorithm,
    rates: RATES.map((factor) => rate * factor),
    knobs: [...(COEFFICIENTS[algorithm] ?? logSpaced(lowestL0, highestL0, KNOBS))],
  };
}

export interface ArmPlan {
  purpose: Arm['purpose'];
  knob: number;
  point: number;
  learningRate: number;
  tokens: number;
  seed: number;
}

/** One arm of a recipe. @throws UnreachableSparsityError */
export function armOf(recipe: Recipe, plan: ArmPlan, settings: CompareSettings): Arm {
  const { dSae, batchTokens } = settings;
  const sizes = { dSae, batchTokens, trainingTokens: plan.tokens };
  const config = recipe.config(plan.tokens);
  const sae: SaeConfig = {
    ...sizes,
    learningRate: plan.learningRate,
    finalLearningRateShare: 0.01,
    seed: plan.seed,
    algorithm: (recipe.turn ?? withKnob)(config, plan.knob, dSae),
  };
  const knob = { name: knobName(config), value: plan.knob };
  return { purpose: plan.purpose, label: recipe.label, knob, point: plan.point, sae };
}

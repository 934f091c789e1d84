/** The golden files that tools/reference/algorithms writes with PyTorch, and how far numbers may lie from them. */
import { readFileSync } from 'node:fs';
import type { BackendOptions, StepSettings, StepStats } from '../../../native-worker/compute/backend.ts';
import type { ParameterGradients } from '../../../native-worker/compute/reference/parameterGradients.ts';
import { stateArrayLength, stateArrays } from '../../../native-worker/compute/saeState.ts';
import type { FloatArray, SaeState, StateArray } from '../../../native-worker/compute/saeState.ts';
import type { GbaConfig } from '../../../protocol/training.ts';

/** Dead features are listed as numbers in JSON. */
type GoldenSettings = Omit<StepSettings, 'dead'> & { dead?: number[] };

interface GoldenStart {
  options: BackendOptions;
  /** x of each step, shape [batchTokens, dIn]. */
  batches: number[][];
  /** The parameters at the start; moments are zero, and so is the step. */
  state: Record<keyof ParameterGradients, number[]>;
  /** Before each step's update. */
  steps: (StepStats & { loss: number })[];
}

/** Two optimiser steps of one algorithm. */
export interface GoldenSteps extends GoldenStart {
  settings: GoldenSettings[];
  /** Of the first step, before projection and clipping; parameters that the loss does not depend on are left out. */
  gradients: Partial<Record<keyof ParameterGradients, number[]>>;
  /** Over both steps. */
  firing: { counts: number[]; peaks: number[] };
  /** After both steps. */
  after: Record<StateArray, number[]>;
}

/** Many steps of GBA with adaptation. */
export interface GoldenAdaptation extends GoldenStart {
  settings: GoldenSettings;
  adaptation: Pick<
    GbaConfig,
    | 'groups'
    | 'highestTargetFrequency'
    | 'lowestTargetFrequency'
    | 'adaptEverySteps'
    | 'biasStepDown'
    | 'biasStepUp'
  > & { lowest: number };
  /** After each adaptation point. */
  biases: number[][];
  after: { weights: number[] };
}

export const goldenSteps = [
  'gba-jumprelu',
  'gba-relu',
  'gba-relu-trained',
  'gba-decoder-prebias',
  'ba',
  'encoder-polish',
  'topk',
  'topk-tied',
  'batchtopk',
  'matryoshka',
  'l1',
  'jumprelu-l0',
  'jumprelu-tanh',
] as const;

export const goldenAdaptations = ['gba-adaptation', 'ba-adaptation'] as const;

export function readGoldenSteps(name: (typeof goldenSteps)[number]): GoldenSteps {
  return read(name) as GoldenSteps;
}

export function readGoldenAdaptation(name: (typeof goldenAdaptations)[number]): GoldenAdaptation {
  return read(name) as GoldenAdaptation;
}

function read(name: string): unknown {
  const path = new URL(`../../fixtures/algorithms/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Numbers in the precision of a backend. */
export type ToArray<A extends FloatArray> = (values: readonly number[]) => A;

export function startingState<A extends FloatArray>(golden: GoldenStart, array: ToArray<A>): SaeState<A> {
  const { dIn, dSae } = golden.options;
  const given: Partial<Record<StateArray, number[]>> = golden.state;
  const values = (name: StateArray): number[] =>
    given[name] ?? new Array<number>(stateArrayLength(name, golden.options)).fill(0);
  const arrays = Object.fromEntries(stateArrays.map((name) => [name, array(values(name))]));
  return { dIn, dSae, step: 0, ...(arrays as Record<StateArray, A>) };
}

export function stepSettings({ dead, ...settings }: GoldenSettings): StepSettings {
  return dead ? { ...settings, dead: Float32Array.from(dead) } : settings;
}

/** ||got - expected|| / ||expected||; against zeros, ||got||. */
export function relativeDistance(got: ArrayLike<number>, expected: readonly number[]): number {
  if (got.length !== expected.length) return Infinity;
  const distance = Math.hypot(...expected.map((value, i) => (got[i] ?? NaN) - value));
  const length = Math.hypot(...expected);
  return length === 0 ? distance : distance / length;
}

/** What every synthetic experiment can be asked for; each has defaults of its own, and nothing else enters its result. */
import type { ExperimentReport } from '../../protocol/experiment.ts';
import type { PoolOptions } from '../experiments/runTasks.ts';
import { checkSpec, SyntheticSpecError, toyData } from './syntheticSpec.ts';
import type { SyntheticSpec } from './syntheticSpec.ts';

export interface SyntheticSettings {
  /** The first seed; seed, seed + 1, ... each draw V, rows and the start. */
  seed: number;
  seeds: number;
  data: Omit<SyntheticSpec, 'seed'>;
  /** M, the SAE's features. */
  dSae: number;
  /** Optimiser steps of every arm, but where an experiment says otherwise. */
  steps: number;
  batchTokens: number;
  heldOutRows: number;
  /** Peak learning rate of GBA's arms and of the tied TopK. */
  learningRate: number;
}

/** How to run: none of it changes a figure. */
export interface RunOptions extends Pick<PoolOptions, 'jobs' | 'signal' | 'onProgress'> {
  /** The command line that gives the report again. */
  command: string;
}

export type SyntheticReport = ExperimentReport;

/** The toy's recipe found its learning rate at d = 42; a step on the sphere is about lr sqrt(d) long. */
export function learningRateFor(dIn: number): number {
  return Number((3e-2 * Math.sqrt(42 / dIn)).toPrecision(3));
}

/** Of the experiments on the ICLR toy. Seeds from 100 on were used for nothing before. */
export function toyDefaults(): SyntheticSettings {
  return {
    seed: 100,
    seeds: 5,
    data: toyData,
    dSae: 4 * toyData.features,
    steps: 400,
    batchTokens: 512,
    heldOutRows: 4096,
    learningRate: learningRateFor(toyData.dIn),
  };
}

export function seedsOf({ seed, seeds }: Pick<SyntheticSettings, 'seed' | 'seeds'>): number[] {
  return Array.from({ length: seeds }, (_, i) => seed + i);
}

/** `1 seed`, `5 seeds`. */
export function countedSeeds({ seeds }: Pick<SyntheticSettings, 'seeds'>): string {
  return seeds === 1 ? '1 seed' : `${seeds} seeds`;
}

/** @throws SyntheticSpecError saying which figure cannot be and what can */
export function checkSettings(settings: SyntheticSettings): void {
  const { seed, seeds, data, dSae, steps, batchTokens, heldOutRows, learningRate } = settings;
  checkSpec({ ...data, seed });
  const whole = (name: string, value: number, least: number, most: number): void => {
    if (!Number.isSafeInteger(value) || value < least || value > most)
      throw new SyntheticSpecError(
        `${name} is ${value}; it has to be a whole number from ${least} to ${most}.`,
      );
  };
  whole('The number of seeds', seeds, 1, 1000);
  whole("The SAE's number of features M", dSae, 2, 1_000_000);
  whole('The number of steps', steps, 1, 1_000_000);
  whole('The batch', batchTokens, 1, 65_536);
  whole('The number of held-out rows', heldOutRows, 16, 1_000_000);
  if (!(learningRate > 0 && learningRate <= 1))
    throw new SyntheticSpecError(`The learning rate is ${learningRate}; it has to lie above 0 and up to 1.`);
}

/** As reports list them. */
export function listedSettings(settings: SyntheticSettings): Record<string, string | number> {
  const { data } = settings;
  const { sparsity } = data;
  const active =
    sparsity.kind === 'mixture'
      ? sparsity.parts.map(({ share, active: s }) => `${s} (share ${share})`).join(', ')
      : `${sparsity.active} (${sparsity.kind})`;
  return {
    seeds: `${settings.seed} to ${settings.seed + settings.seeds - 1}`,
    'true features n': data.features,
    'width d': data.dIn,
    'active a row s': active,
    magnitudes: data.magnitudes,
    'Zipf exponent': data.zipfExponent,
    'dictionary V': data.dictionary,
    noise: data.noise,
    'SAE features M': settings.dSae,
    steps: settings.steps,
    'rows a step': settings.batchTokens,
    'held-out rows': settings.heldOutRows,
    'learning rate': settings.learningRate,
  };
}

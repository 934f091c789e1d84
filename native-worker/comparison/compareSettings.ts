/** What a comparison is asked to do; every default is said at its field and printed in the report. */
import { z } from 'zod';
import type { CorpusSpec } from '../../protocol/corpus.ts';
import type { Device } from '../../protocol/device.ts';
import type { AlgorithmName } from '../../protocol/training.ts';

export const ALGORITHMS = [
  'gba',
  'topk',
  'batchtopk',
  'l1',
  'jumprelu',
  'matryoshka',
] as const satisfies readonly AlgorithmName[];

/** `frontier`: algorithms over L0. `ladder`: GBA with its parts taken away. `scale`: output scales without ground truth. */
export const comparisonKinds = ['frontier', 'ladder', 'scale'] as const;
export type ComparisonKind = (typeof comparisonKinds)[number];

export interface CompareSettings {
  kind: ComparisonKind;
  modelFolder: string;
  hookPoint: string;
  corpus: CorpusSpec;
  /** Tokens a row, BOS included. */
  contextSize: number;
  algorithms: AlgorithmName[];
  /** Runs of each point; 1 to this many. Tuning has a seed of its own. */
  seeds: number;
  /** Points of each algorithm over L0. */
  points: number;
  /** The points' L0 lie between these, even in log L0. */
  lowestL0: number;
  highestL0: number;
  /** L0 of the ladder and of the choice of scale. */
  targetL0: number;
  dSae: number;
  batchTokens: number;
  /** Tokens that a point is trained on. */
  trainingTokens: number;
  /** Tokens of a tuning run. */
  tuningTokens: number;
  /** Tokens of the ladder's rung with the paper's trained scale. */
  longTokens: number;
  /** Unmasked held-out tokens that everything is measured on, at most. */
  mostHeldOut: number;
  llmDevice: Device;
  saeDevice: Device | 'reference';
}

/** Runs of the tuning, besides those that are reported: no seed of a reported run. */
export const TUNING_SEED = 1_000;
/** Decides which documents are read, how they are shuffled to disk, and the random dictionaries. */
export const CORPUS_SEED = 1;

export function defaultL0Range(dSae: number): { lowestL0: number; highestL0: number } {
  const highestL0 = Math.min(200, dSae / 10);
  return { lowestL0: Math.min(10, highestL0 / 4), highestL0 };
}

/** `count` values from `low` to `high`, even in their logarithm. */
export function logSpaced(low: number, high: number, count: number): number[] {
  if (count === 1) return [Math.sqrt(low * high)];
  return Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)));
}

const positive = z.number().gt(0);

const ranges = z.object({
  algorithms: z.array(z.enum(ALGORITHMS)).min(1),
  seeds: z.int().min(1).max(100),
  points: z.int().min(2).max(20),
  lowestL0: positive,
  highestL0: positive,
  targetL0: positive,
  dSae: z.int().min(4).max(1_048_576),
  batchTokens: z.int().min(1).max(1_048_576),
  trainingTokens: z.int().min(1),
  tuningTokens: z.int().min(1),
  longTokens: z.int().min(1),
  contextSize: z.int().min(3).max(65_535),
  mostHeldOut: z.int().min(1),
});

/** Settings by the flag that sets them. */
const FLAGS: Readonly<Partial<Record<keyof CompareSettings, string>>> = {
  contextSize: '--context',
  lowestL0: '--l0',
  highestL0: '--l0',
  targetL0: '--target-l0',
  dSae: '--features',
  batchTokens: '--batch',
  trainingTokens: '--tokens',
  tuningTokens: '--tuning-tokens',
  longTokens: '--long-tokens',
  mostHeldOut: '--held-out',
};

export class InvalidComparisonError extends Error {
  override readonly name = 'InvalidComparisonError';
  readonly code = 'invalidRequest';
}

/** @throws InvalidComparisonError with a line for each setting that is wrong */
export function checkSettings(settings: CompareSettings): void {
  const parsed = ranges.safeParse(settings);
  const lines = (parsed.error?.issues ?? []).map(({ path, message }) => {
    const field = String(path[0]) as keyof CompareSettings;
    return `${FLAGS[field] ?? `--${field}`} ${JSON.stringify(settings[field])}: ${message}.`;
  });
  const { lowestL0, highestL0, targetL0, dSae, batchTokens } = settings;
  if (lowestL0 >= highestL0)
    lines.push(`--l0 ${lowestL0}:${highestL0}: the first must be the smaller. Try --l0 10:200.`);
  if (highestL0 > dSae / 2 || targetL0 > dSae / 2)
    lines.push(
      `--l0 and --target-l0: half of the ${dSae} features can be active at most. Ask for more features.`,
    );
  for (const [flag, tokens] of [
    ['--tokens', settings.trainingTokens],
    ['--tuning-tokens', settings.tuningTokens],
    ['--long-tokens', settings.longTokens],
  ] as const) {
    if (tokens < batchTokens) lines.push(`${flag} ${tokens}: must be at least one batch of ${batchTokens}.`);
  }
  if (lines.length > 0) throw new InvalidComparisonError(lines.join('\n'));
}

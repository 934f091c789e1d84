/**
 * What sets how sparse an algorithm's codes are. TopK and its kin take L0 itself; GBA's target frequencies are scaled together so that
 * they sum to it; L1 and JumpReLU have a coefficient, whose L0 is known only after a run and is read off the tuning runs.
 */
import type { AlgorithmConfig, GbaConfig } from '../../protocol/training.ts';
import { targetFrequencies } from '../sae/algorithms/gba.ts';

/** A frequency at or above 1 is no target: every token would be one. */
const HIGHEST_FREQUENCY = 0.95;

export class UnreachableSparsityError extends RangeError {
  override readonly name = 'UnreachableSparsityError';
  readonly code = 'invalidRequest';
  constructor(targetL0: number, dSae: number, frequency: number) {
    super(
      `An L0 of ${targetL0} with ${dSae} features needs a highest target frequency of ${frequency.toFixed(2)}, and ${HIGHEST_FREQUENCY} is the most. ` +
        'Ask for a lower L0 (--l0, --target-l0) or more features (--features).',
    );
  }
}

/** What a token would activate if every neuron fired just as often as its target says. */
export function summedTargets(config: GbaConfig, dSae: number): number {
  const targets = targetFrequencies(config);
  return (dSae * targets.reduce((sum, target) => sum + target, 0)) / targets.length;
}

/** All p_k scaled by one factor, so that they sum to `targetL0` over the neurons. @throws UnreachableSparsityError */
export function gbaAtL0(config: GbaConfig, targetL0: number, dSae: number): GbaConfig {
  const factor = targetL0 / summedTargets(config, dSae);
  const highestTargetFrequency = factor * config.highestTargetFrequency;
  if (highestTargetFrequency > HIGHEST_FREQUENCY)
    throw new UnreachableSparsityError(targetL0, dSae, highestTargetFrequency);
  return { ...config, highestTargetFrequency, lowestTargetFrequency: factor * config.lowestTargetFrequency };
}

export type KnobName = 'L0' | 'l1Coefficient' | 'sparsityCoefficient';

export function knobName({ algorithm }: AlgorithmConfig): KnobName {
  switch (algorithm) {
    case 'gba':
    case 'topk':
    case 'batchtopk':
    case 'matryoshka':
      return 'L0';
    case 'l1':
      return 'l1Coefficient';
    case 'jumprelu':
      return 'sparsityCoefficient';
    default:
      return algorithm satisfies never;
  }
}

/** The configuration with its knob at a value. @throws UnreachableSparsityError */
export function withKnob(config: AlgorithmConfig, value: number, dSae: number): AlgorithmConfig {
  switch (config.algorithm) {
    case 'gba':
      return gbaAtL0(config, value, dSae);
    case 'topk':
    case 'batchtopk':
    case 'matryoshka':
      return { ...config, k: Math.max(1, Math.round(value)) };
    case 'l1':
      return { ...config, l1Coefficient: value };
    case 'jumprelu':
      return { ...config, sparsityCoefficient: value };
    default:
      return config satisfies never;
  }
}

/** A knob's value and the L0 that came of it. */
export interface KnobReading {
  value: number;
  l0: number;
}

/**
 * The coefficient for an L0, from readings: linear in both logarithms between the nearest two, and on with the slope of the last two
 * outside of them, at most by a factor of `reach`. Readings that do not fall with the coefficient are passed over.
 */
export function coefficientForL0(readings: readonly KnobReading[], targetL0: number, reach = 30): number {
  const falling = fallingReadings(readings);
  const [first, last] = [falling[0], falling.at(-1)];
  if (first === undefined || last === undefined)
    throw new RangeError(`No reading with an L0 above 0 among ${readings.length}.`);
  if (falling.length === 1) return first.value;
  const at = falling.findIndex(({ l0 }) => l0 <= targetL0);
  const right = Math.min(falling.length - 1, Math.max(1, at < 0 ? falling.length - 1 : at));
  const [p, q] = [falling[right - 1] ?? first, falling[right] ?? last];
  const share = Math.log(targetL0 / p.l0) / Math.log(q.l0 / p.l0);
  const value = p.value * (q.value / p.value) ** share;
  return Math.min(last.value * reach, Math.max(first.value / reach, value));
}

/** Ascending in the coefficient, strictly falling in L0. */
function fallingReadings(readings: readonly KnobReading[]): KnobReading[] {
  const kept: KnobReading[] = [];
  for (const reading of [...readings].sort((a, b) => a.value - b.value)) {
    if (reading.l0 > 0 && reading.l0 < (kept.at(-1)?.l0 ?? Infinity)) kept.push(reading);
  }
  return kept;
}

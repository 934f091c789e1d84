/** GBA's sparsity as one number: its target frequencies scaled together until they sum to an L0. */
import type { GbaConfig } from '../../../protocol/training.ts';
import { targetFrequencies } from './gba.ts';

/** A neuron that fires on nearly every token marks nothing. */
export const highestFrequency = 0.95;

export class UnreachableSparsityError extends RangeError {
  constructor(targetL0: number, dSae: number, mostL0: number) {
    super(
      `An L0 of ${targetL0} cannot be reached: ${dSae} features with these target frequencies sum to between 0 and ${mostL0.toPrecision(3)}, ` +
        `where the highest of them is ${highestFrequency}. Ask for a lower L0, more features, or a smaller ratio of the highest to the lowest.`,
    );
    this.name = 'UnreachableSparsityError';
  }
}

/** Active features a token if every neuron fired just as often as its target says. */
export function targetL0(config: GbaConfig, dSae: number): number {
  const targets = targetFrequencies(config);
  return (dSae * targets.reduce((sum, target) => sum + target, 0)) / targets.length;
}

/** All p_k by one factor. @throws UnreachableSparsityError */
export function withTargetL0(config: GbaConfig, wanted: number, dSae: number): GbaConfig {
  const factor = wanted / targetL0(config, dSae);
  const most = highestFrequency / config.highestTargetFrequency;
  if (!(factor > 0) || factor > most) {
    throw new UnreachableSparsityError(wanted, dSae, most * targetL0(config, dSae));
  }
  return {
    ...config,
    highestTargetFrequency: factor * config.highestTargetFrequency,
    lowestTargetFrequency: factor * config.lowestTargetFrequency,
  };
}

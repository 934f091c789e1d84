/**
 * Target against realised activation frequency. A target is a ceiling (arXiv 2506.14002, algorithm 2), so target, realised frequency and the
 * share still above the cap are always shown together; a large share above says that the biases have not arrived.
 */
import { ShapeError } from '../../compute/errors.ts';
import { NoRowsError, UnknownGroupError } from './errors.ts';
import { meanOf } from './summaries.ts';

export interface TargetMetrics {
  /** Mean target over features. */
  target: number;
  /** Mean density over features. */
  realised: number;
  /** Share of features with density > target. */
  aboveCap: number;
  /**
   * Share of features whose density exceeds the target by more than two standard deviations of a binomial of so many rows: a feature held
   * exactly at its target is above it half of the time, but clearly above 2 % of the time.
   */
  clearlyAboveCap: number;
}

export interface GroupTargets extends TargetMetrics {
  features: number;
}

export interface TargetReport {
  all: TargetMetrics;
  /** In the order of the targets; null for a group without features. */
  groups: (GroupTargets | null)[];
}

/**
 * @param densities measured on `rows` unmasked tokens, shape [dSae]
 * @param targets p_k of each group
 * @param groups group of each feature, shape [dSae]
 * @throws ShapeError, NoRowsError, UnknownGroupError
 */
export function targetReport(
  densities: Float32Array,
  rows: number,
  targets: readonly number[],
  groups: ArrayLike<number>,
): TargetReport {
  if (groups.length !== densities.length) throw new ShapeError('Groups', densities.length, groups.length);
  if (rows === 0 || densities.length === 0) throw new NoRowsError('Realised frequency');
  const targetOf = (m: number): number => {
    const target = targets[groups[m] ?? -1];
    if (target === undefined) throw new UnknownGroupError(m, groups[m] ?? -1, targets.length);
    return target;
  };
  const metrics = (features: readonly number[]): TargetMetrics => ({
    target: meanOf(features.map(targetOf)),
    realised: meanOf(features.map((m) => densities[m] ?? 0)),
    aboveCap: meanOf(features.map((m) => ((densities[m] ?? 0) > targetOf(m) ? 1 : 0))),
    clearlyAboveCap: meanOf(features.map((m) => ((densities[m] ?? 0) > clearly(targetOf(m), rows) ? 1 : 0))),
  });
  const features = [...densities.keys()];
  return {
    all: metrics(features),
    groups: targets.map((_, group) => {
      const members = features.filter((m) => groups[m] === group);
      return members.length === 0 ? null : { features: members.length, ...metrics(members) };
    }),
  };
}

function clearly(target: number, rows: number): number {
  return target + 2 * Math.sqrt((target * (1 - target)) / rows);
}

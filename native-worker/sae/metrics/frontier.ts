/** Reading a sparsity frontier at a given L0, so that algorithms are compared at equal sparsity and not at matched defaults. */

export interface FrontierPoint {
  l0: number;
  value: number;
}

/** A point that no frontier can hold. */
export class FrontierPointError extends Error {
  constructor({ l0, value }: FrontierPoint) {
    super(
      `A frontier point needs an L0 of 0 or more and a finite value, not (${l0}, ${value}). Drop failed runs first.`,
    );
    this.name = 'FrontierPointError';
  }
}

/**
 * The value at this L0, linear in log L0 between the two measured points around it; null outside what was measured: nothing is extrapolated.
 * Points of equal L0 count with their mean; a point of L0 0 (nothing fires) has no place on a log axis and bounds nothing.
 * @throws FrontierPointError
 */
export function valueAtL0(points: readonly FrontierPoint[], l0: number): number | null {
  const known = sortedPoints(points);
  const above = known.findIndex((point) => point.l0 >= l0);
  const [right, left] = [known[above], known[above - 1]];
  if (!right) return null;
  if (right.l0 === l0) return right.value;
  if (!left) return null;
  const share = Math.log(l0 / left.l0) / Math.log(right.l0 / left.l0);
  return left.value + share * (right.value - left.value);
}

/** Ascending in L0, equal ones merged. */
function sortedPoints(points: readonly FrontierPoint[]): FrontierPoint[] {
  const values = new Map<number, number[]>();
  for (const point of points) {
    if (!(point.l0 >= 0) || !Number.isFinite(point.l0 + point.value)) throw new FrontierPointError(point);
    if (point.l0 > 0) values.set(point.l0, [...(values.get(point.l0) ?? []), point.value]);
  }
  return [...values]
    .map(([l0, all]) => ({ l0, value: all.reduce((sum, value) => sum + value, 0) / all.length }))
    .sort((p, q) => p.l0 - q.l0);
}

/** Means, shares and spreads in which metrics are reported. */
import { NoRowsError } from './errors.ts';

/** Over seeds, pairs of seeds, documents: whatever is said beside it. */
export interface Spread {
  mean: number;
  least: number;
  most: number;
}

/**
 * Share of values above tau (strictly).
 * @throws NoRowsError
 */
export function shareAbove(values: Float32Array, tau: number): number {
  if (values.length === 0) throw new NoRowsError('A share');
  return values.reduce((count, value) => count + (value > tau ? 1 : 0), 0) / values.length;
}

/** @throws NoRowsError */
export function meanOf(values: ArrayLike<number>): number {
  if (values.length === 0) throw new NoRowsError('A mean');
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum / values.length;
}

/** @throws NoRowsError */
export function spreadOf(values: readonly number[]): Spread {
  return { mean: meanOf(values), least: Math.min(...values), most: Math.max(...values) };
}

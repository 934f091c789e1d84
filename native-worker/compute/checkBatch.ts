/** Guards at the door of every backend: shapes, and no NaN or infinity. */
import { NonFiniteActivationError, ShapeError } from './errors.ts';
import { stateArrayLength, stateArrays } from './saeState.ts';
import type { FloatArray, SaeState, StateSizes } from './saeState.ts';

/**
 * Sum of squares of x, in float64; it is finite only if every entry is, so the check costs nothing more.
 * @throws ShapeError, NonFiniteActivationError
 */
export function checkedSquaredNorm(x: FloatArray, rows: number, dIn: number): number {
  if (x.length !== rows * dIn) throw new ShapeError(`A batch of ${rows} rows`, rows * dIn, x.length);
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const value = x[i] ?? 0;
    sum += value * value;
  }
  if (Number.isFinite(sum)) return sum;
  const at = x.findIndex((value) => !Number.isFinite(value));
  throw new NonFiniteActivationError(Math.floor(at / dIn), at % dIn, x[at] ?? NaN);
}

/** @throws ShapeError when x is not a whole number of rows. */
export function wholeRows(x: FloatArray, dIn: number): number {
  const rows = Math.floor(x.length / dIn);
  if (rows * dIn !== x.length) throw new ShapeError(`${rows} rows of width ${dIn}`, rows * dIn, x.length);
  return rows;
}

/** @throws ShapeError when a state of these sizes is none for those. */
export function checkSizes(state: StateSizes, { dIn, dSae, tied }: StateSizes): void {
  if (state.dIn !== dIn) throw new ShapeError("A row of the state's weights", dIn, state.dIn);
  if (state.dSae !== dSae) throw new ShapeError("The state's biases", dSae, state.dSae);
  const encoder = stateArrayLength('encoder', { dIn, dSae, tied });
  if (state.tied !== tied) throw new ShapeError('state.encoder', encoder, stateArrayLength('encoder', state));
}

/** @throws ShapeError when an array of the state does not fit these sizes. */
export function checkState(state: SaeState<FloatArray>, sizes: StateSizes): void {
  for (const name of stateArrays) {
    const expected = stateArrayLength(name, sizes);
    if (state[name].length !== expected) throw new ShapeError(`state.${name}`, expected, state[name].length);
  }
}

/** Solves A x = b for a symmetric positive definite A given as a function; preconditioned by a diagonal (Hestenes and Stiefel 1952). */

export interface SolverOptions {
  start: Float64Array;
  /** Positive diagonal that approximates A. */
  preconditioner: Float64Array;
  /** Stops when the residual is below this share of ||b||. */
  tolerance: number;
  iterations: number;
}

/** @param apply the product A x, which may take its time */
export async function conjugateGradients(
  apply: (vector: Float64Array) => Promise<Float64Array>,
  target: Float64Array,
  { start, preconditioner, tolerance, iterations }: SolverOptions,
): Promise<Float64Array> {
  const solution = start.slice();
  const residual = (await apply(solution)).map((value, i) => (target[i] ?? 0) - value);
  const condition = (vector: Float64Array): Float64Array =>
    vector.map((value, i) => value / (preconditioner[i] ?? 1));
  const goal = tolerance * Math.sqrt(inner(target, target));
  let direction = condition(residual);
  let slope = inner(residual, direction);
  for (let i = 0; i < iterations && Math.sqrt(inner(residual, residual)) > goal; i++) {
    const image = await apply(direction);
    const length = slope / inner(direction, image);
    addScaled(solution, direction, length);
    addScaled(residual, image, -length);
    const conditioned = condition(residual);
    const nextSlope = inner(residual, conditioned);
    const kept = nextSlope / slope;
    direction = conditioned.map((value, j) => value + kept * (direction[j] ?? 0));
    slope = nextSlope;
  }
  return solution;
}

function inner(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function addScaled(vector: Float64Array, direction: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) + factor * (direction[i] ?? 0);
}

/**
 * From raw activations to the units in which an SAE trains, and back.
 * `token`: every row to unit norm (its norm is kept beside it); `dataset`: one factor for all, so that the mean norm is 1.
 */

export type Normaliser = { kind: 'token' } | { kind: 'dataset'; factor: number };

export interface NormalisedRows {
  /** Shape [rows, dIn]. */
  x: Float32Array;
  /** What each row was multiplied by, shape [rows]; 0 for a zero row, which stays zero. */
  factors: Float32Array;
}

/** ||x|| of each row, shape [rows]. */
export function rowNorms(x: Float32Array, dIn: number): Float32Array {
  const norms = new Float32Array(x.length / dIn);
  for (let row = 0; row < norms.length; row++) {
    let squared = 0;
    for (let i = row * dIn; i < (row + 1) * dIn; i++) squared += (x[i] ?? 0) ** 2;
    norms[row] = Math.sqrt(squared);
  }
  return norms;
}

/** The normaliser that a sample of raw rows calls for. */
export function fitNormaliser(kind: Normaliser['kind'], sample: Float32Array, dIn: number): Normaliser {
  if (kind === 'token') return { kind };
  const norms = rowNorms(sample, dIn);
  const mean = norms.reduce((sum, norm) => sum + norm, 0) / Math.max(1, norms.length);
  return { kind, factor: mean > 0 ? 1 / mean : 1 };
}

/** A normalised copy of raw rows, shape [rows, dIn]. */
export function normalise(raw: Float32Array, dIn: number, normaliser: Normaliser): NormalisedRows {
  const x = raw.slice();
  return { x, factors: normaliseInPlace(x, dIn, normaliser) };
}

/** Normalises raw rows where they lie, shape [rows, dIn]. Returns what each was multiplied by, shape [rows]. */
export function normaliseInPlace(x: Float32Array, dIn: number, normaliser: Normaliser): Float32Array {
  const factors =
    normaliser.kind === 'token'
      ? rowNorms(x, dIn).map((norm) => (norm > 0 ? 1 / norm : 0))
      : new Float32Array(x.length / dIn).fill(normaliser.factor);
  for (let row = 0; row < factors.length; row++) {
    const factor = factors[row] ?? 0;
    for (let i = row * dIn; i < (row + 1) * dIn; i++) x[i] = (x[i] ?? 0) * factor;
  }
  return factors;
}

/** Brings rows of normalised units back to raw units, in place. */
export function denormalise(x: Float32Array, dIn: number, factors: Float32Array): Float32Array {
  for (let row = 0; row < factors.length; row++) {
    const factor = factors[row] ?? 0;
    const inverse = factor > 0 ? 1 / factor : 0;
    for (let i = row * dIn; i < (row + 1) * dIn; i++) x[i] = (x[i] ?? 0) * inverse;
  }
  return x;
}

/** Mean row, shape [dIn], summed in float64. */
export function meanRow(x: Float32Array, dIn: number): Float32Array {
  const sum = new Float64Array(dIn);
  for (let start = 0; start < x.length; start += dIn) {
    for (let i = 0; i < dIn; i++) sum[i] = (sum[i] ?? 0) + (x[start + i] ?? 0);
  }
  const rows = Math.max(1, x.length / dIn);
  return Float32Array.from(sum, (value) => value / rows);
}

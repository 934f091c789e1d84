/**
 * The paper's statistical model X = H V (arXiv 2506.14002, section 5): n features in d dimensions (rows of V, unit length), each row of X a
 * sum of the few features that are active in it, weighted by H >= 0. A specification is plain JSON and gives the same data everywhere.
 */

export type Sparsity =
  /** Exactly s features in every row. */
  | { kind: 'exact'; active: number }
  /** Each feature by its own coin; s on average. A row may have none, and is then a row of zeros (plus noise). */
  | { kind: 'bernoulli'; active: number }
  /** Each row is of one part, drawn by its share, and has exactly that many features. Shares sum to 1. */
  | { kind: 'mixture'; parts: { share: number; active: number }[] };

export interface SyntheticSpec {
  /** n. */
  features: number;
  /** d. */
  dIn: number;
  sparsity: Sparsity;
  /** Nonzeros of H, mean 1: all 1, uniform on [0.5, 1.5], or exponential. */
  magnitudes: 'constant' | 'uniform' | 'exponential';
  /** alpha of the profile i^-alpha of feature frequencies (Zipf); 0 for equal frequencies. */
  zipfExponent: number;
  /** V: i.i.d. Gaussian rows brought to unit length, or these spread out until their cosines are small (dictionary.ts). */
  dictionary: 'gaussian' | 'low-coherence';
  /** Isotropic Gaussian noise: its root mean square norm as a share of that of H V (independent features assumed). */
  noise: number;
  /** V and all rows are drawn from it. */
  seed: number;
}

export class SyntheticSpecError extends RangeError {
  readonly code = 'invalidRequest';
  constructor(message: string) {
    super(message);
    this.name = 'SyntheticSpecError';
  }
}

/** The ICLR toy: 128 features in 42 dimensions; half the rows have 3 of them, half 20. */
export const toyData: Omit<SyntheticSpec, 'seed'> = {
  features: 128,
  dIn: 42,
  sparsity: {
    kind: 'mixture',
    parts: [
      { share: 0.5, active: 3 },
      { share: 0.5, active: 20 },
    ],
  },
  magnitudes: 'constant',
  zipfExponent: 0,
  dictionary: 'gaussian',
  noise: 0,
};

/** s on average over rows. */
export function meanActive(sparsity: Sparsity): number {
  if (sparsity.kind !== 'mixture') return sparsity.active;
  return sparsity.parts.reduce((sum, { share, active }) => sum + share * active, 0);
}

/** @throws SyntheticSpecError saying which figure cannot be and what can */
export function checkSpec(spec: SyntheticSpec): void {
  const { features, dIn, sparsity, zipfExponent, noise, seed } = spec;
  const whole = (name: string, value: number, least: number): void => {
    if (!Number.isSafeInteger(value) || value < least)
      throw new SyntheticSpecError(`${name} is ${value}; it has to be a whole number from ${least} up.`);
  };
  whole('The number of features n', features, 2);
  whole('The width d', dIn, 2);
  whole('The seed', seed, 0);
  if (!(zipfExponent >= 0 && zipfExponent <= 5))
    throw new SyntheticSpecError(
      `The Zipf exponent is ${zipfExponent}; it has to lie in 0..5 (0: equal frequencies).`,
    );
  if (!(noise >= 0 && noise <= 10))
    throw new SyntheticSpecError(
      `The noise is ${noise}; it has to lie in 0..10, a share of the signal's norm.`,
    );
  const parts = sparsity.kind === 'mixture' ? sparsity.parts : [{ share: 1, active: sparsity.active }];
  const shares = parts.reduce((sum, { share }) => sum + share, 0);
  if (parts.length === 0 || Math.abs(shares - 1) > 1e-9 || parts.some(({ share }) => !(share > 0)))
    throw new SyntheticSpecError(`The shares of a mixture have to be above 0 and sum to 1, not ${shares}.`);
  for (const { active } of parts) {
    if (sparsity.kind !== 'bernoulli') whole('The active features a row s', active, 1);
    const most = sparsity.kind === 'bernoulli' ? features / 2 : features;
    if (!(active > 0 && active <= most))
      throw new SyntheticSpecError(
        `${active} active features a row out of n = ${features} cannot be drawn; s has to lie above 0 and up to ${most}.`,
      );
  }
}

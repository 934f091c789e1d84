/**
 * The paper's sufficient conditions for identifiability (arXiv 2506.14002, definition 5.2), measured on a sample of H and on V. They are
 * asymptotic, so no finite sample makes one true or false: each measured figure is set against the scale that the condition compares it with,
 * and the verdict reads off the ratio: met up to a third, strained up to 1, violated above. docs/identifiability.md says why these scales.
 */
import type { SparseCodes } from '../compute/backend.ts';
import { rowProducts } from '../sae/rowProducts.ts';

export type Verdict = 'met' | 'strained' | 'violated';

export interface ConditionReading {
  name: 'H1 row sparsity' | 'H2 non-degeneracy' | 'H3 co-occurrence' | 'V1 incoherence';
  /** The figure, and what it is. */
  measured: number;
  figure: string;
  /** What it is compared with, and what that is. */
  scale: number;
  against: string;
  verdict: Verdict;
  /** What else was seen: chance levels, means, how much of the data was looked at. */
  note: string;
}

/** Pairs (i, j) that are counted at most: beyond, only evenly spaced features i are looked at, against all j. */
const mostPairs = 2 ** 24;

/**
 * @param coefficients a sample of rows of H
 * @param features V, unit rows, shape [n, dIn]
 */
export async function measureConditions(
  coefficients: SparseCodes,
  features: Float32Array,
  dIn: number,
): Promise<ConditionReading[]> {
  const n = features.length / dIn;
  const counts = new Float64Array(n);
  for (const feature of coefficients.features) counts[feature] = (counts[feature] ?? 0) + 1;
  return [
    rowSparsity(coefficients, dIn),
    nonDegeneracy(coefficients, counts),
    coOccurrence(coefficients, counts),
    await incoherence(features, dIn),
  ];
}

export function verdictOf(ratio: number): Verdict {
  if (ratio <= 1 / 3) return 'met';
  return ratio <= 1 ? 'strained' : 'violated';
}

/** s = O(1). The other s - 1 features of a row add a component of about sqrt((s - 1) / d) along any direction: the crosstalk. */
function rowSparsity({ rows, rowPointers }: SparseCodes, dIn: number): ConditionReading {
  let [largest, total] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const active = (rowPointers[row + 1] ?? 0) - (rowPointers[row] ?? 0);
    largest = Math.max(largest, active);
    total += active;
  }
  const crosstalk = Math.sqrt(Math.max(0, largest - 1) / dIn);
  return {
    name: 'H1 row sparsity',
    measured: crosstalk,
    figure: `crosstalk sqrt((s - 1) / d) at the largest s = ${largest}`,
    scale: 1,
    against: 'one feature',
    verdict: verdictOf(crosstalk),
    note: `mean s ${(total / Math.max(1, rows)).toFixed(2)} over ${rows} rows`,
  };
}

/** The mean nonzero of each column of H is Theta(1): the strongest and the weakest feature differ by a constant. */
function nonDegeneracy({ features, values }: SparseCodes, counts: Float64Array): ConditionReading {
  const sums = new Float64Array(counts.length);
  features.forEach((feature, pair) => {
    sums[feature] = (sums[feature] ?? 0) + (values[pair] ?? 0);
  });
  const means = sums.map((sum, i) => sum / (counts[i] ?? 0)).filter((_, i) => (counts[i] ?? 0) > 0);
  const never = counts.length - means.length;
  const spread = means.length === 0 ? Number.MAX_VALUE : Math.max(...means) / Math.min(...means);
  const scale = 10;
  return {
    name: 'H2 non-degeneracy',
    measured: spread,
    figure: 'largest over smallest mean nonzero of a feature',
    scale,
    against: 'a factor of ten',
    verdict: never > 0 ? 'violated' : verdictOf(spread / scale),
    note:
      never > 0
        ? `${never} features never active in the sample`
        : `least active feature: ${Math.min(...counts)} rows`,
  };
}

/** rho_2 = max over pairs of P(j active | i active), well below n^(-1/2). */
function coOccurrence({ rows, rowPointers, features }: SparseCodes, counts: Float64Array): ConditionReading {
  const n = counts.length;
  const stride = Math.max(1, Math.ceil((n * n) / mostPairs));
  const looked = Math.ceil(n / stride);
  const together = new Uint32Array(looked * n);
  for (let row = 0; row < rows; row++) {
    const active = features.subarray(rowPointers[row], rowPointers[row + 1]);
    for (const i of active) {
      if (i % stride !== 0) continue;
      for (const j of active)
        if (i !== j) together[(i / stride) * n + j] = (together[(i / stride) * n + j] ?? 0) + 1;
    }
  }
  let rho = 0;
  let least = Infinity;
  for (let at = 0; at < looked; at++) {
    const occurrences = counts[at * stride] ?? 0;
    if (occurrences === 0) continue;
    least = Math.min(least, occurrences);
    for (let j = 0; j < n; j++) rho = Math.max(rho, (together[at * n + j] ?? 0) / occurrences);
  }
  const independent = counts.reduce((most, count) => Math.max(most, count), 0) / Math.max(1, rows);
  const part = looked < n ? `, ${looked} of ${n} features looked at` : '';
  return {
    name: 'H3 co-occurrence',
    measured: rho,
    figure: 'rho_2, the largest P(j active | i active)',
    scale: n ** -0.5,
    against: 'n^(-1/2)',
    verdict: verdictOf(rho * Math.sqrt(n)),
    note: `P(j) of the most frequent feature ${independent.toFixed(4)}; rarest feature i in ${least} rows${part}`,
  };
}

/** Cosines between features are o(1). */
async function incoherence(features: Float32Array, dIn: number): Promise<ConditionReading> {
  const n = features.length / dIn;
  const stride = Math.max(1, Math.ceil((n * n) / (4 * mostPairs)));
  const looked = new Float32Array(Math.ceil(n / stride) * dIn);
  for (let at = 0; at * stride < n; at++)
    looked.set(features.subarray(at * stride * dIn, (at * stride + 1) * dIn), at * dIn);
  let [largest, squares] = [0, 0];
  await rowProducts(looked, features, dIn, (at, cosines) => {
    for (let j = 0; j < n; j++) {
      if (j === at * stride) continue;
      const cosine = Math.abs(cosines[j] ?? 0);
      largest = Math.max(largest, cosine);
      squares += cosine ** 2;
    }
  });
  const pairs = (looked.length / dIn) * (n - 1);
  const chance = chanceCosine(n, dIn);
  const welch = n > dIn ? Math.sqrt((n - dIn) / (dIn * (n - 1))) : 0;
  return {
    name: 'V1 incoherence',
    measured: largest,
    figure: 'largest |cosine| between two features',
    scale: 1,
    against: 'the same feature',
    verdict: verdictOf(largest),
    note:
      `chance level of Gaussian features about ${chance.toFixed(2)}, no dictionary is below ${welch.toFixed(2)} (Welch); ` +
      `root mean square ${Math.sqrt(squares / Math.max(1, pairs)).toFixed(3)}`,
  };
}

/**
 * The |cosine| that one of the n (n - 1) / 2 pairs of random unit rows is expected to pass: the tail of a cosine in d dimensions is about
 * 2 (1 - t^2)^((d - 1) / 2) / (t sqrt(2 pi (d - 1))).
 */
export function chanceCosine(n: number, dIn: number): number {
  const pairs = (n * (n - 1)) / 2;
  const expected = (t: number): number =>
    (pairs * 2 * (1 - t * t) ** ((dIn - 1) / 2)) / (t * Math.sqrt(2 * Math.PI * (dIn - 1)));
  let [low, high] = [1e-6, 1];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (expected(middle) > 1) low = middle;
    else high = middle;
  }
  return low;
}

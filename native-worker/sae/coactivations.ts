/** The sparse symmetric matrix (Z'Z / N) o (W W'): an entry for each pair of features that fire on a common row. */
import type { SparseCodes } from '../compute/backend.ts';

export interface SymmetricMatrix {
  /** mean z^2 ||w||^2, shape [dSae]; 0 for features that never fired. */
  diagonal: Float64Array;
  times(vector: Float64Array): Promise<Float64Array>;
}

/** @param weights rows of any length, shape [dSae, dIn]. Memory: 12 bytes a pair of co-firing features. */
export function coactivations(codes: SparseCodes, weights: Float32Array, dSae: number): SymmetricMatrix {
  const dIn = weights.length / dSae;
  const diagonal = new Float64Array(dSae);
  const rows: { partners: Uint32Array; values: Float64Array }[] = [];
  const rowsOf = postings(codes, dSae);
  const sums = new Float64Array(dSae);
  for (let m = 0; m < dSae; m++) {
    const touched = addPartners(m, rowsOf, codes, sums);
    diagonal[m] = ((sums[m] ?? 0) / codes.rows) * dot(weights, m * dIn, m * dIn, dIn);
    sums[m] = 0;
    const partners = Uint32Array.from(touched.filter((partner) => partner !== m)).sort();
    const values = Float64Array.from(partners, (partner) => {
      const value = ((sums[partner] ?? 0) / codes.rows) * dot(weights, m * dIn, partner * dIn, dIn);
      sums[partner] = 0;
      return value;
    });
    rows.push({ partners, values });
  }
  return { diagonal, times: (vector) => Promise.resolve(multiply(diagonal, rows, vector)) };
}

/** Adds z_m z_n over the rows where m fires, for n >= m; returns the n that were touched. */
function addPartners(m: number, rowsOf: Postings, codes: SparseCodes, sums: Float64Array): number[] {
  const touched: number[] = [];
  for (let at = rowsOf.starts[m] ?? 0; at < (rowsOf.starts[m + 1] ?? 0); at++) {
    const own = rowsOf.pairs[at] ?? 0;
    const end = codes.rowPointers[(rowsOf.rows[at] ?? 0) + 1] ?? 0;
    const value = codes.values[own] ?? 0;
    for (let pair = own; pair < end; pair++) {
      const partner = codes.features[pair] ?? 0;
      if (sums[partner] === 0) touched.push(partner);
      sums[partner] = (sums[partner] ?? 0) + value * (codes.values[pair] ?? 0);
    }
  }
  return touched;
}

function multiply(
  diagonal: Float64Array,
  rows: readonly { partners: Uint32Array; values: Float64Array }[],
  vector: Float64Array,
): Float64Array {
  const product = diagonal.map((value, m) => value * (vector[m] ?? 0));
  rows.forEach(({ partners, values }, m) => {
    const own = vector[m] ?? 0;
    let sum = 0;
    for (let i = 0; i < partners.length; i++) {
      const partner = partners[i] ?? 0;
      const value = values[i] ?? 0;
      sum += value * (vector[partner] ?? 0);
      product[partner] = (product[partner] ?? 0) + value * own;
    }
    product[m] = (product[m] ?? 0) + sum;
  });
  return product;
}

/** For each feature its active pairs and their rows, in row order (CSC). */
interface Postings {
  starts: Uint32Array;
  pairs: Uint32Array;
  rows: Uint32Array;
}

function postings(codes: SparseCodes, dSae: number): Postings {
  const starts = new Uint32Array(dSae + 1);
  for (const feature of codes.features) starts[feature + 1] = (starts[feature + 1] ?? 0) + 1;
  for (let m = 0; m < dSae; m++) starts[m + 1] = (starts[m + 1] ?? 0) + (starts[m] ?? 0);
  const next = starts.slice();
  const pairs = new Uint32Array(codes.features.length);
  const rows = new Uint32Array(codes.features.length);
  for (let row = 0; row < codes.rows; row++) {
    for (let pair = codes.rowPointers[row] ?? 0; pair < (codes.rowPointers[row + 1] ?? 0); pair++) {
      const feature = codes.features[pair] ?? 0;
      const at = next[feature] ?? 0;
      next[feature] = at + 1;
      pairs[at] = pair;
      rows[at] = row;
    }
  }
  return { starts, pairs, rows };
}

function dot(values: Float32Array, first: number, second: number, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += (values[first + i] ?? 0) * (values[second + i] ?? 0);
  return sum;
}

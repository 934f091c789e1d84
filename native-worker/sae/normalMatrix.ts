/**
 * The refit's normal matrix, stored or as a product. Stored it has an entry for each pair of features that fire on a common row: few where
 * there are few features or few fire, but billions at 65,536 features of which hundreds fire. As a product it costs 4 d operations a code
 * and iteration, and is solved less closely. The choice goes by counts alone, so a run repeated makes it again.
 */
import type { SparseCodes } from '../compute/backend.ts';
import { joinCodes } from '../compute/joinCodes.ts';
import { CodeProducts } from './codeProducts.ts';
import { coactivations, type SymmetricMatrix } from './coactivations.ts';

/** Of 12 bytes each, 100 MB: every matrix of up to 4,096 features is stored. */
const mostEntries = 2 ** 23;

/** Codes that the refit keeps: 100 MB of them, and no more than 35 GFLOP a product, which one thread does in some seconds. */
export function mostCodes(dIn: number): number {
  return Math.min(12_500_000, Math.floor(2 ** 33 / dIn));
}

export interface NormalMatrix {
  matrix: SymmetricMatrix;
  /** Of the solver. As a product a closer one would move the error by a hundred-millionth, for more products of some seconds. */
  tolerance: number;
  iterations: number;
}

/** @param weights rows of any length, shape [dSae, dIn] */
export function normalMatrix(
  codes: readonly SparseCodes[],
  weights: Float32Array,
  dSae: number,
): NormalMatrix {
  if (mostEntriesOf(codes, dSae) <= mostEntries) {
    const matrix = coactivations(joinCodes(codes), weights, dSae);
    return { matrix, tolerance: 1e-6, iterations: 200 };
  }
  return { matrix: new CodeProducts(codes, weights, dSae), tolerance: 1e-5, iterations: 60 };
}

/** No matrix of these codes has more entries above its diagonal. */
function mostEntriesOf(codes: readonly SparseCodes[], dSae: number): number {
  let pairs = 0;
  for (const { rows, rowPointers } of codes) {
    for (let row = 0; row < rows; row++) {
      const active = (rowPointers[row + 1] ?? 0) - (rowPointers[row] ?? 0);
      pairs += (active * (active - 1)) / 2;
    }
  }
  return Math.min(pairs, (dSae * (dSae - 1)) / 2);
}

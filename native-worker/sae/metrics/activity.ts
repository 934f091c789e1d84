/** How often and how strongly features fire. Counts are whole numbers, so batches may be cut anywhere. */
import type { SparseCodes } from '../../compute/backend.ts';
import { wholeRows } from '../../compute/checkBatch.ts';
import { NoRowsError } from './errors.ts';

export interface ActivityMetrics {
  rows: number;
  /** L0: mean number of active features a row. */
  l0: number;
  /** L0 / dSae: the paper's "fraction of activated neurons". */
  activeFraction: number;
  /**
   * Share of pairs (row, feature) with y > 0 before any selection among them: what the paper calls TopK's pre-activation version, since
   * `activeFraction` is k / dSae by construction there. Null unless every batch came with its positive pairs; equals `activeFraction`
   * where the selection is y > 0 itself (GBA, L1).
   */
  activeFractionBeforeSelection: number | null;
  /** Rows on which each feature is active, shape [dSae]. */
  counts: Float64Array;
  /** density: `counts` / rows, of unmasked tokens of a named corpus, shape [dSae]. */
  densities: Float32Array;
  /** Largest z of each feature, 0 where it never fired, shape [dSae]; in the units of the codes. */
  maxActivations: Float32Array;
}

export class ActivityMeter {
  private readonly dSae: number;
  private readonly counts: Float64Array;
  private readonly maxima: Float32Array;
  private rows = 0;
  private pairs = 0;
  private positivePairs = 0;
  private knowsPositive = true;

  constructor(dSae: number) {
    this.dSae = dSae;
    this.counts = new Float64Array(dSae);
    this.maxima = new Float32Array(dSae);
  }

  /** @param positivePairs pairs of the same rows with y > 0 before selection (`countPositivePairs`) */
  add(codes: SparseCodes, positivePairs?: number): void {
    this.rows += codes.rows;
    this.pairs += codes.features.length;
    if (positivePairs === undefined) this.knowsPositive = false;
    else this.positivePairs += positivePairs;
    for (let pair = 0; pair < codes.features.length; pair++) {
      const feature = codes.features[pair] ?? 0;
      this.counts[feature] = (this.counts[feature] ?? 0) + 1;
      this.maxima[feature] = Math.max(this.maxima[feature] ?? 0, codes.values[pair] ?? 0);
    }
  }

  /** @throws NoRowsError */
  result(): ActivityMetrics {
    const { rows, dSae, pairs, counts } = this;
    if (rows === 0) throw new NoRowsError('Activity');
    return {
      rows,
      l0: pairs / rows,
      activeFraction: pairs / rows / dSae,
      activeFractionBeforeSelection: this.knowsPositive ? this.positivePairs / rows / dSae : null,
      counts: counts.slice(),
      densities: Float32Array.from(counts, (count) => count / rows),
      maxActivations: this.maxima.slice(),
    };
  }
}

/**
 * Pairs (row, feature) with y = u + b > 0, whatever is selected among them: for `ActivityMeter.add`.
 * @param u shape [rows, dSae]
 * @param biases b, shape [dSae]
 * @throws ShapeError
 */
export function countPositivePairs(u: Float32Array, biases: Float32Array): number {
  const end = wholeRows(u, biases.length) * biases.length;
  let count = 0;
  for (let start = 0; start < end; start += biases.length) {
    for (let m = 0; m < biases.length; m++) if ((u[start + m] ?? 0) + (biases[m] ?? 0) > 0) count++;
  }
  return count;
}

/** L0: mean number of active features a row. */
export function meanActive(codes: SparseCodes): number {
  return codes.rows === 0 ? 0 : codes.values.length / codes.rows;
}

/** density: active rows / rows, per feature, shape [dSae]. */
export function densities(codes: SparseCodes, dSae: number): Float32Array {
  const counts = new Float64Array(dSae);
  for (const feature of codes.features) counts[feature] = (counts[feature] ?? 0) + 1;
  return Float32Array.from(counts, (count) => count / Math.max(1, codes.rows));
}

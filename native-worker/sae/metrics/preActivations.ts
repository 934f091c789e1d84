/**
 * Z = (max u - mean u) / std u over all tokens, u = w . (x - bPre) before bias and selection: our definition. The paper plots a Z without
 * defining it; its figure 6 (Z about 2 to 10 times the max activation, up to 15) fits a spread of pre-activations, not of sparse activations.
 */
import { wholeRows } from '../../compute/checkBatch.ts';
import { NoRowsError } from './errors.ts';

export interface PreActivationMetrics {
  rows: number;
  /** Mean, standard deviation (divided by the number of rows) and maximum of u, each of shape [dSae]. */
  means: Float32Array;
  deviations: Float32Array;
  maxima: Float32Array;
  /** Z, shape [dSae]; 0 where u never varies, for such a feature has no peak. */
  zScores: Float32Array;
}

/** Rows are absorbed one by one (Welford), so batches may be cut anywhere, to the last bit. */
export class PreActivationMeter {
  private readonly dSae: number;
  private readonly mean: Float64Array;
  private readonly squares: Float64Array;
  private readonly maxima: Float32Array;
  private rows = 0;

  constructor(dSae: number) {
    this.dSae = dSae;
    this.mean = new Float64Array(dSae);
    this.squares = new Float64Array(dSae);
    this.maxima = new Float32Array(dSae).fill(-Infinity);
  }

  /**
   * @param u shape [rows, dSae]
   * @throws ShapeError
   */
  add(u: Float32Array): void {
    const { dSae, mean, squares, maxima } = this;
    const end = wholeRows(u, dSae) * dSae;
    for (let start = 0; start < end; start += dSae) {
      const share = 1 / ++this.rows;
      for (let m = 0; m < dSae; m++) {
        const value = u[start + m] ?? 0;
        const before = value - (mean[m] ?? 0);
        const moved = (mean[m] ?? 0) + before * share;
        mean[m] = moved;
        squares[m] = (squares[m] ?? 0) + before * (value - moved);
        if (value > (maxima[m] ?? 0)) maxima[m] = value;
      }
    }
  }

  /** @throws NoRowsError */
  result(): PreActivationMetrics {
    const { rows, mean, squares, maxima } = this;
    if (rows === 0) throw new NoRowsError('Z');
    const deviations = squares.map((sum) => Math.sqrt(sum / rows));
    return {
      rows,
      means: Float32Array.from(mean),
      deviations: Float32Array.from(deviations),
      maxima: maxima.slice(),
      zScores: Float32Array.from(deviations, (deviation, m) =>
        deviation > 0 ? ((maxima[m] ?? 0) - (mean[m] ?? 0)) / deviation : 0,
      ),
    };
  }
}

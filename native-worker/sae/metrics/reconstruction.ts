/**
 * How well rows are reconstructed: sums over all rows before any ratio, in float64, in raw units. Rows are absorbed one by one, in
 * order, so the result does not depend on how they were cut into batches, to the last bit.
 */
import { ShapeError } from '../../compute/errors.ts';
import { wholeRows } from '../../compute/checkBatch.ts';
import { NoRowsError, NoVarianceError } from './errors.ts';

export interface ReconstructionMetrics {
  rows: number;
  /** 1 - sum ||x - xhat||^2 / sum ||x - mean||^2, the mean over the same (held-out) rows; perfect 1, the mean predictor 0. */
  explainedVariance: number;
  /** sum ||x - xhat||^2 / sum ||x||^2: the paper's loss (arXiv 2506.14002), where rows have unit length; predicting zero gives 1. */
  nmse: number;
  /** Mean over rows of ||x - xhat||^2, squared raw units. */
  squaredError: number;
  /** Mean over rows of cos(x, xhat); 0 for a row whose xhat is zero. */
  cosine: number;
  /** Mean over rows of ||xhat|| / ||x|| (SAEBench, core): below 1 is shrinkage. */
  l2Ratio: number;
  /**
   * mean ||xhat||^2 / mean (x . xhat): the gamma for which xhat / gamma has the least error; below 1 is shrinkage, 1 is unbiased
   * (arXiv 2404.16014, equation 10; SAEBench, Gemma Scope). Null when x . xhat sums to zero, as it does when nothing is reconstructed.
   */
  relativeReconstructionBias: number | null;
  /** Rows with x = 0: they count in the sums but have no direction, so `cosine` and `l2Ratio` leave them out. */
  zeroRows: number;
}

/** Sums over rows added so far; the variance by Welford's recurrence (1962), which a mean far from zero does not spoil. */
export class ReconstructionMeter {
  private readonly dIn: number;
  private readonly mean: Float64Array;
  private rows = 0;
  private zeroRows = 0;
  private error = 0;
  private variance = 0;
  private energy = 0;
  private decodedEnergy = 0;
  private product = 0;
  private cosines = 0;
  private ratios = 0;

  constructor(dIn: number) {
    this.dIn = dIn;
    this.mean = new Float64Array(dIn);
  }

  /**
   * @param x raw rows and `reconstruction` of the same shape, [rows, dIn]
   * @throws ShapeError
   */
  add(x: Float32Array, reconstruction: Float32Array): void {
    const rows = wholeRows(x, this.dIn);
    if (reconstruction.length !== x.length) {
      throw new ShapeError('The reconstruction', x.length, reconstruction.length);
    }
    for (let row = 0; row < rows; row++) this.addRow(x, reconstruction, row * this.dIn);
  }

  /** @throws NoRowsError, NoVarianceError */
  result(): ReconstructionMetrics {
    const { rows, error, variance, energy, product, zeroRows } = this;
    if (rows === 0) throw new NoRowsError('Reconstruction');
    if (variance === 0) throw new NoVarianceError(rows);
    const directed = rows - zeroRows;
    return {
      rows,
      explainedVariance: 1 - error / variance,
      nmse: error / energy,
      squaredError: error / rows,
      cosine: this.cosines / directed,
      l2Ratio: this.ratios / directed,
      relativeReconstructionBias: product === 0 ? null : this.decodedEnergy / product,
      zeroRows,
    };
  }

  private addRow(x: Float32Array, reconstruction: Float32Array, start: number): void {
    const { dIn, mean } = this;
    const share = 1 / ++this.rows;
    let [error, variance, energy, decodedEnergy, product] = [0, 0, 0, 0, 0];
    for (let i = 0; i < dIn; i++) {
      const value = x[start + i] ?? 0;
      const decoded = reconstruction[start + i] ?? 0;
      const before = value - (mean[i] ?? 0);
      mean[i] = (mean[i] ?? 0) + before * share;
      variance += before * (value - (mean[i] ?? 0));
      error += (value - decoded) ** 2;
      energy += value * value;
      decodedEnergy += decoded * decoded;
      product += value * decoded;
    }
    this.error += error;
    this.variance += variance;
    this.energy += energy;
    this.decodedEnergy += decodedEnergy;
    this.product += product;
    if (energy === 0) this.zeroRows++;
    else {
      this.ratios += Math.sqrt(decodedEnergy / energy);
      if (decodedEnergy > 0) this.cosines += product / Math.sqrt(energy * decodedEnergy);
    }
  }
}

/**
 * All at once.
 * @param x raw rows and `reconstruction` of the same shape, [rows, dIn]
 * @throws ShapeError, NoRowsError, NoVarianceError
 */
export function reconstructionMetrics(
  x: Float32Array,
  reconstruction: Float32Array,
  dIn: number,
): ReconstructionMetrics {
  const meter = new ReconstructionMeter(dIn);
  meter.add(x, reconstruction);
  return meter.result();
}

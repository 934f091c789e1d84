import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError } from '../../../../native-worker/compute/errors.ts';
import { NoRowsError, NoVarianceError } from '../../../../native-worker/sae/metrics/errors.ts';
import {
  ReconstructionMeter,
  reconstructionMetrics,
} from '../../../../native-worker/sae/metrics/reconstruction.ts';
import { Random } from '../../../../native-worker/sae/random.ts';

function gaussian(length: number, seed: number, mean = 0): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length }, () => mean + random.normal());
}

describe('Reconstruction', () => {
  it('explains 0.8 of the variance in the example worked by hand in the design', () => {
    const found = reconstructionMetrics(Float32Array.of(2, 0, 0, 4), Float32Array.of(2, 1, 0, 3), 2);
    expect(found.explainedVariance).toBeCloseTo(0.8, 12);
    expect(found.nmse).toBeCloseTo(2 / 20, 12);
    expect(found.squaredError).toBe(1);
    expect(found.cosine).toBeCloseTo((2 / Math.sqrt(5) + 1) / 2, 12);
    expect(found.l2Ratio).toBeCloseTo((Math.sqrt(5) / 2 + 3 / 4) / 2, 12);
    // mean ||xhat||^2 = (5 + 9) / 2, mean x . xhat = (4 + 12) / 2.
    expect(found.relativeReconstructionBias).toBeCloseTo(14 / 16, 12);
  });

  it('that is perfect scores one everywhere and has no error', () => {
    const x = Float32Array.of(1, 2, 3, 6);
    expect(reconstructionMetrics(x, x, 2)).toEqual({
      rows: 2,
      explainedVariance: 1,
      nmse: 0,
      squaredError: 0,
      cosine: expect.closeTo(1, 12) as number,
      l2Ratio: 1,
      relativeReconstructionBias: 1,
      zeroRows: 0,
    });
  });

  it('by the mean row explains nothing and is unbiased', () => {
    const found = reconstructionMetrics(Float32Array.of(1, 2, 3, 6), Float32Array.of(2, 4, 2, 4), 2);
    expect(found.explainedVariance).toBeCloseTo(0, 12);
    // mean ||mean||^2 = ||mean||^2 = mean x . mean.
    expect(found.relativeReconstructionBias).toBeCloseTo(1, 12);
  });

  it('by zeros has an nmse of one, no cosine, no length and no bias to speak of', () => {
    const found = reconstructionMetrics(Float32Array.of(1, 2, 3, 6), new Float32Array(4), 2);
    expect(found).toMatchObject({ nmse: 1, cosine: 0, l2Ratio: 0, relativeReconstructionBias: null });
  });

  it('shrunk by half shows it in length and bias, not in direction', () => {
    const x = gaussian(60, 1);
    const found = reconstructionMetrics(
      x,
      x.map((value) => value / 2),
      6,
    );
    expect(found.l2Ratio).toBeCloseTo(0.5, 12);
    expect(found.relativeReconstructionBias).toBeCloseTo(0.5, 12);
    expect(found.cosine).toBeCloseTo(1, 12);
  });

  it('leaves rows without a direction out of cosine and ratio, and counts them', () => {
    const found = reconstructionMetrics(Float32Array.of(0, 0, 3, 4), Float32Array.of(1, 0, 3, 4), 2);
    expect(found).toMatchObject({ zeroRows: 1, l2Ratio: 1, rows: 2 });
    expect(found.cosine).toBeCloseTo(1, 12);
    expect(found.nmse).toBeCloseTo(1 / 25, 12);
  });

  it('is the same to the last bit however the rows are cut into batches', () => {
    const [dIn, rows] = [5, 40];
    const x = gaussian(rows * dIn, 2, 3);
    const reconstruction = gaussian(rows * dIn, 3, 3);
    const whole = reconstructionMetrics(x, reconstruction, dIn);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: rows - 1 })), (cuts) => {
        const bounds = [0, ...cuts.sort((p, q) => p - q), rows];
        const meter = new ReconstructionMeter(dIn);
        for (let part = 1; part < bounds.length; part++) {
          const [from, to] = [(bounds[part - 1] ?? 0) * dIn, (bounds[part] ?? 0) * dIn];
          meter.add(x.subarray(from, to), reconstruction.subarray(from, to));
        }
        expect(meter.result()).toEqual(whole);
      }),
    );
  });

  it('keeps the variance when the mean is a hundred thousand deviations away', () => {
    const [dIn, rows] = [4, 5000];
    const x = gaussian(rows * dIn, 4, 1e5);
    const reconstruction = x.map((value, i) => value + (i % 2 === 0 ? 0.5 : -0.5));
    const mean = Array.from({ length: dIn }, (_, i) => {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += (x[row * dIn + i] ?? 0) - 1e5;
      return 1e5 + sum / rows;
    });
    let [error, variance] = [0, 0];
    x.forEach((value, i) => {
      error += (value - (reconstruction[i] ?? 0)) ** 2;
      variance += (value - (mean[i % dIn] ?? 0)) ** 2;
    });
    const found = reconstructionMetrics(x, reconstruction, dIn);
    expect(found.explainedVariance).toBeCloseTo(1 - error / variance, 9);
  });

  it('does not change when data and reconstruction are turned together, and only its error with their scale', () => {
    const x = gaussian(80, 5);
    const reconstruction = gaussian(80, 6);
    const before = reconstructionMetrics(x, reconstruction, 2);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (angle, scale) => {
          const turn = (rows: Float32Array): Float32Array =>
            rows.map((value, i) => {
              const other = rows[i % 2 === 0 ? i + 1 : i - 1] ?? 0;
              const sine = i % 2 === 0 ? -Math.sin(angle) : Math.sin(angle);
              return scale * (Math.cos(angle) * value + sine * other);
            });
          const after = reconstructionMetrics(turn(x), turn(reconstruction), 2);
          expect(after.squaredError / scale ** 2).toBeCloseTo(before.squaredError, 4);
          for (const name of ['explainedVariance', 'nmse', 'cosine', 'l2Ratio'] as const) {
            expect(after[name]).toBeCloseTo(before[name], 4);
          }
        },
      ),
    );
  });

  it('of nothing, of equal rows and of another shape is refused', () => {
    const equal = Float32Array.of(1, 2, 1, 2);
    expect(() => new ReconstructionMeter(2).result()).toThrow(NoRowsError);
    expect(() => reconstructionMetrics(equal, equal, 2)).toThrow(NoVarianceError);
    expect(() => reconstructionMetrics(equal, equal.subarray(2), 2)).toThrow(ShapeError);
    expect(() => reconstructionMetrics(equal, equal, 3)).toThrow(ShapeError);
  });
});

import { describe, expect, it } from 'vitest';
import type { SparseCodes } from '../../../native-worker/compute/backend.ts';
import { normaliseRows } from '../../../native-worker/compute/reference/unitSphere.ts';
import { decodeCodes } from '../../../native-worker/sae/decode.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import { refit, refitOn } from '../../../native-worker/sae/refit.ts';
import { RefitRows } from '../../../native-worker/sae/refitRows.ts';

const [dIn, dSae, rows] = [6, 9, 400];

function problem(seed: number): { codes: SparseCodes; weights: Float32Array; random: Random } {
  const random = new Random(seed);
  const weights = Float32Array.from({ length: dSae * dIn }, () => random.normal());
  normaliseRows(weights, dIn);
  const active = Array.from({ length: rows }, () => random.sample(2, dSae - 1).sort((p, q) => p - q));
  const codes: SparseCodes = {
    rows,
    rowPointers: Uint32Array.from({ length: rows + 1 }, (_, row) => 2 * row),
    features: Uint32Array.from(active.flat()),
    values: Float32Array.from({ length: 2 * rows }, () => 0.2 + random.uniform()),
  };
  return { codes, weights, random };
}

describe('The refit', () => {
  it('finds the scales and the offset that made the data', async () => {
    const { codes, weights, random } = problem(1);
    const scales = Float32Array.from({ length: dSae }, () => 0.5 + random.uniform());
    const offset = Float32Array.from({ length: dIn }, () => random.normal());
    const x = decodeCodes(codes, { dIn, weights, scales, offset });
    const found = await refit(x, codes, weights, new Float32Array(dSae).fill(0.1));
    for (let m = 0; m < dSae - 1; m++) expect(found.scales[m]).toBeCloseTo(scales[m] ?? 0, 3);
    offset.forEach((value, i) => {
      expect(found.offset[i]).toBeCloseTo(value, 3);
    });
  });

  it('finds them where the decoder rows are of any length, too', async () => {
    const { codes, weights, random } = problem(4);
    const free = weights.map((value, i) => value * (0.2 + Math.floor(i / dIn)));
    const scales = Float32Array.from({ length: dSae }, () => 0.5 + random.uniform());
    const x = decodeCodes(codes, { dIn, weights: free, scales, offset: new Float32Array(dIn) });
    const found = await refit(x, codes, free, new Float32Array(dSae).fill(1));
    for (let m = 0; m < dSae - 1; m++) expect(found.scales[m]).toBeCloseTo(scales[m] ?? 0, 3);
    for (const value of found.offset) expect(value).toBeCloseTo(0, 3);
  });

  it('comes to the same bits where rows are added in batches and the decoder is shown in stretches', async () => {
    const { codes, weights, random } = problem(5);
    const x = Float32Array.from({ length: rows * dIn }, () => random.normal());
    const start = new Float32Array(dSae).fill(1);
    const added = new RefitRows(dIn, dSae);
    for (const [from, to] of [
      [0, 150],
      [150, 151],
      [151, rows],
    ] as const) {
      added.add(x.slice(from * dIn, to * dIn), {
        rows: to - from,
        rowPointers: codes.rowPointers.slice(from, to + 1).map((pointer) => pointer - 2 * from),
        features: codes.features.slice(2 * from, 2 * to),
        values: codes.values.slice(2 * from, 2 * to),
      });
      if (from === 150) continue;
      for (let m = 0; m < dSae; m += 4) added.show(m, weights.slice(m * dIn, (m + 4) * dIn));
    }
    expect(await refitOn(added, weights, start)).toEqual(await refit(x, codes, weights, start));
  });

  it('gives a feature that never fired the median of the others', async () => {
    const { codes, weights, random } = problem(2);
    const x = Float32Array.from({ length: rows * dIn }, () => random.normal());
    const { scales, unseen } = await refit(x, codes, weights, new Float32Array(dSae).fill(0.1));
    const others = [...scales.subarray(0, dSae - 1)].sort((p, q) => p - q);
    expect(unseen).toBe(1);
    expect(scales[dSae - 1]).toBe(others[4]);
  });

  it('cannot be bettered by moving any one scale or the offset', async () => {
    const { codes, weights, random } = problem(3);
    const x = Float32Array.from({ length: rows * dIn }, () => random.normal());
    const { scales, offset } = await refit(x, codes, weights, new Float32Array(dSae).fill(1));
    const error = (a: Float32Array, c: Float32Array): number =>
      decodeCodes(codes, { dIn, weights, scales: a, offset: c }).reduce(
        (sum, value, i) => sum + (value - (x[i] ?? 0)) ** 2,
        0,
      );
    const best = error(scales, offset);
    for (const change of [-0.01, 0.01]) {
      for (let m = 0; m < dSae - 1; m++) {
        expect(
          error(
            scales.map((a, i) => (i === m ? a + change : a)),
            offset,
          ),
        ).toBeGreaterThan(best);
      }
      for (let i = 0; i < dIn; i++) {
        expect(
          error(
            scales,
            offset.map((c, j) => (i === j ? c + change : c)),
          ),
        ).toBeGreaterThan(best);
      }
    }
  });
});

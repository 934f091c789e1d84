import { describe, expect, it } from 'vitest';
import { restoreRows, rowScaling, scaleRows } from '../../../native-worker/sae/inputNormalisation.ts';
import { unfoldSaelens } from '../../../native-worker/sae/formats/saelensUnfold.ts';

const rows = Float32Array.of(1, 2, 3, 6, 0, 0, 0, 0, -4, 4, -4, 4);

describe('rows in the units of an SAE', () => {
  it('have mean 0 and deviation 1 under layer_norm, and come back', () => {
    const scaling = rowScaling(rows, 4, 'layer_norm');
    if (scaling === null) throw new Error('nothing is scaled');
    const scaled = scaleRows(rows, 4, scaling);
    const first = scaled.subarray(0, 4);
    expect(first.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5);
    expect(first.reduce((sum, value) => sum + value ** 2, 0) / 3).toBeCloseTo(1, 4);
    expect([...scaled.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
    restoreRows(scaled, 4, scaling);
    for (const [i, value] of scaled.entries()) expect(value).toBeCloseTo(rows[i] ?? NaN, 3);
  });

  it('have the length sqrt(d) under constant_norm_rescale, and come back', () => {
    const scaling = rowScaling(rows, 4, 'constant_norm_rescale');
    if (scaling === null) throw new Error('nothing is scaled');
    const scaled = scaleRows(rows, 4, scaling);
    expect(Math.hypot(...scaled.subarray(8))).toBeCloseTo(2, 5);
    restoreRows(scaled, 4, scaling);
    for (const [i, value] of scaled.entries()) expect(value).toBeCloseTo(rows[i] ?? NaN, 5);
  });

  it('stay as they are without a normalisation', () => {
    expect(rowScaling(rows, 4, 'none')).toBeNull();
  });
});

it('no parameters of ours stand for layer_norm: merging twins says so', () => {
  expect(() =>
    unfoldSaelens({
      architecture: 'standard',
      dIn: 2,
      dSae: 1,
      normalizeActivations: 'layer_norm',
      applyBDecToInput: true,
      encoderBias: new Float32Array(1),
      decoderBias: new Float32Array(2),
      threshold: null,
      k: null,
      encoder: new Float32Array(2),
      decoder: new Float32Array(2),
    }),
  ).toThrow('cannot be merged');
});

import { expect, it } from 'vitest';
import { zeroState } from '../../../native-worker/compute/saeState.ts';
import { readerOf, stretches } from '../../../native-worker/compute/stateReader.ts';
import { decodeCodes, decodeFrom } from '../../../native-worker/sae/decode.ts';
import { Random } from '../../../native-worker/sae/random.ts';

it('Codes decode to the same bits from weights that come in several stretches', async () => {
  const [dIn, dSae, rows] = [64, 140_000, 7];
  const state = zeroState({ dIn, dSae, tied: true });
  const random = new Random(2);
  const features = Array.from({ length: rows }, () =>
    Uint32Array.from([0, dSae - 1, ...random.sample(30, dSae - 2).map((m) => m + 1)]).sort(),
  );
  for (const m of features.flatMap((own) => [...own])) {
    for (let i = 0; i < dIn; i++) state.weights[m * dIn + i] = random.normal();
  }
  const codes = {
    rows,
    rowPointers: Uint32Array.from({ length: rows + 1 }, (_, row) => 32 * row),
    features: Uint32Array.from(features.flatMap((own) => [...own])),
    values: Float32Array.from({ length: 32 * rows }, () => random.uniform()),
  };
  const scaling = {
    scales: Float32Array.from({ length: dSae }, () => random.uniform()),
    offset: Float32Array.from({ length: dIn }, () => random.normal()),
  };
  expect([...stretches('weights', { dIn, dSae, tied: true })]).toHaveLength(3);
  const whole = decodeCodes(codes, { dIn, weights: state.weights, ...scaling });
  expect(await decodeFrom(codes, readerOf(state), scaling)).toEqual(whole);
  const byHand = Array.from({ length: dIn }, (_, i) =>
    [...(features[1] ?? [])].reduce(
      (sum, feature, pair) =>
        sum +
        (scaling.scales[feature] ?? 0) *
          (codes.values[32 + pair] ?? 0) *
          (state.weights[feature * dIn + i] ?? 0),
      scaling.offset[i] ?? 0,
    ),
  );
  byHand.forEach((value, i) => {
    expect(whole[dIn + i]).toBeCloseTo(value, 4);
  });
});

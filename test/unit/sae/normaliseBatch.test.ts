/** Rows on a card are scaled there by factors from their norms; a card made of arrays stands in. */
import type { Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { DeviceRows } from '../../../native-worker/activations/device/deviceRows.ts';
import { DeviceBatch } from '../../../native-worker/compute/deviceBatch.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import { normalise, rowNorms } from '../../../native-worker/sae/normalisation.ts';
import type { Normaliser } from '../../../native-worker/sae/normalisation.ts';
import { normaliseBatch } from '../../../native-worker/sae/normaliseBatch.ts';

const raw = Float32Array.of(3, 4, 0, 0, -5, 12);

/** Rows whose tensors count what is disposed. */
function rowsOnCard(): { rows: DeviceRows; disposed: () => number } {
  let disposed = 0;
  const tensor = (values: Float32Array): Tensor =>
    Object.assign(new ort.Tensor('float32', values, [3, 2]), { dispose: () => (disposed += 1) });
  const graphs = {
    scale: (x: Tensor, factors: Float32Array) => {
      const values = x.data as Float32Array;
      return Promise.resolve(tensor(values.map((value, i) => value * (factors[i >> 1] ?? NaN))));
    },
    toHost: (x: Tensor) => Promise.resolve(x.data as Float32Array),
  };
  return { rows: new DeviceRows(graphs, tensor(raw), rowNorms(raw, 2)), disposed: () => disposed };
}

it.each([{ kind: 'token' }, { kind: 'dataset', factor: 0.25 }] satisfies Normaliser[])(
  'Rows on a card get the factors that rows on the host get, a zero row none: %j',
  async (normaliser) => {
    const expected = normalise(raw, 2, normaliser).x;
    const { rows, disposed } = rowsOnCard();
    const batch = await normaliseBatch(rows, 2, normaliser);
    expect(batch).toBeInstanceOf(DeviceBatch);
    if (!(batch instanceof DeviceBatch)) return;
    expect(batch.tensor.data).toEqual(expected);
    expect(batch.squaredNorm).toBeCloseTo(
      expected.reduce((sum, value) => sum + value ** 2, 0),
      6,
    );
    expect(disposed()).toBe(1);
    batch.dispose();
    expect(disposed()).toBe(2);
    expect(await normaliseBatch(raw, 2, normaliser)).toEqual(expected);
  },
);

it('Rows that are brought home leave nothing on the card', async () => {
  const { rows, disposed } = rowsOnCard();
  expect(await rows.toHost()).toEqual(raw);
  expect(disposed()).toBe(1);
});

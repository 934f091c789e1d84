/** A batch on a card in front of backends that work elsewhere. */
import { expect, it } from 'vitest';
import { DeviceBatch, DeviceBatchError } from '../../../native-worker/compute/deviceBatch.ts';
import { ort } from '../../../native-worker/onnx/ort.ts';
import { backends, open, smallOptions } from './backends.ts';
import { startOf } from './forms.ts';

it.each(backends)(
  'The %s backend off webgpu refuses a batch on a card by name, and takes rows after it',
  async (name) => {
    const backend = await open(name);
    const { dIn, batchTokens } = smallOptions;
    const { state, batch } = startOf(backend.options, 3);
    await backend.load(state);
    const rows = new ort.Tensor('float32', new Float32Array(batchTokens * dIn), [batchTokens, dIn]);
    let disposed = 0;
    Object.assign(rows, { dispose: () => (disposed += 1) });
    const onCard = new DeviceBatch(rows, 1);
    const settings = { learningRate: 1e-3 };
    await expect(backend.step(onCard, settings)).rejects.toThrow(DeviceBatchError);
    await expect(backend.step(onCard, settings)).rejects.toThrow(
      /Only a backend on webgpu takes such batches/u,
    );
    expect(disposed).toBe(2);
    expect((await backend.step(batch(batchTokens), settings)).squaredNorm).toBeGreaterThan(0);
    await backend.dispose();
  },
);

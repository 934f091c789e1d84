/** Which backend a device by name, or `auto`, gets, and what is told of it. Runs where there is no GPU and where there is one. */
import { expect, it } from 'vitest';
import { DenseBackend } from '../../../native-worker/compute/dense/denseBackend.ts';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import { SparseBackend } from '../../../native-worker/compute/sparse/sparseBackend.ts';
import { gpusOf } from '../../../native-worker/onnx/deviceOrder.ts';
import { DeviceUnavailableError } from '../../../native-worker/onnx/deviceUnavailableError.ts';
import { smallOptions } from './backends.ts';

it('auto takes the sparse CPU backend where no GPU is fast enough, and says why each was not', async () => {
  const backend = await openBackend('auto', smallOptions, 1);
  const { requested, chosen, reason, rejected } = backend.device;
  await backend.dispose();
  expect(requested).toBe('auto');
  expect([...rejected.map(({ device }) => device), chosen]).toEqual(
    [...gpusOf(), 'cpu'].slice(0, rejected.length + 1),
  );
  for (const refusal of rejected) expect(refusal.reason).toMatch(/\w.*\.$/u);
  expect(backend).toBeInstanceOf(chosen === 'cpu' ? SparseBackend : DenseBackend);
  expect(reason).toMatch(chosen === 'cpu' ? /active pairs only, .* no GPU here is faster/u : /GFLOP\/s/u);
});

it('cpu is the sparse backend, as it was asked for', async () => {
  const backend = await openBackend('cpu', smallOptions, 1);
  await backend.dispose();
  expect(backend).toBeInstanceOf(SparseBackend);
  expect(backend.device).toMatchObject({ requested: 'cpu', chosen: 'cpu', rejected: [] });
});

it.each(['webgpu', 'cuda', 'coreml', 'dml'] as const)(
  '%s by name is used or refused by name, never replaced',
  async (device) => {
    try {
      const backend = await openBackend(device, smallOptions, 1);
      await backend.dispose();
      expect(backend.device).toMatchObject({ requested: device, chosen: device, rejected: [] });
    } catch (error) {
      expect(error).toBeInstanceOf(DeviceUnavailableError);
      expect(error).toMatchObject({ device, message: expect.stringContaining(`'${device}'`) as string });
    }
  },
);

it('an SAE that no machine can hold is refused before anything is allocated', async () => {
  const [dIn, dSae, batchTokens] = [65_536, 1_048_576, 65_536];
  const opened = openBackend('cpu', { ...smallOptions, dIn, dSae, batchTokens, prefixes: [dSae] }, 1);
  await expect(opened).rejects.toThrow(
    /1048576 features with 65536 tokens a step needs .* GB.*Use \d+ features and \d+ tokens a step, or free some memory/u,
  );
});

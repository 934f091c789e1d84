import { expect, it } from 'vitest';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import { compareWithReference } from './agreement.ts';
import { smallOptions, trainsAll } from './backends.ts';

it.each([
  { activation: 'jumprelu' },
  { activation: 'jumprelu', trains: trainsAll },
  { activation: 'relu', trains: { ...trainsAll, preBias: 'fixed' } },
] as const)('The cpu backend stays with the reference over 200 steps: %o', async (form) => {
  const options = { ...smallOptions, ...form };
  const backend = await openBackend('cpu', options, 2);
  const agreement = await compareWithReference(backend, options, 200);
  await backend.dispose();
  expect(agreement.unexplained, `close pairs: ${agreement.closePairs.join('; ')}`).toEqual([]);
  expect(agreement.loss).toBeLessThan(1e-4);
  expect(agreement.biases).toBeLessThan(1e-4);
  expect(agreement.weights).toBeLessThan(1e-3);
});

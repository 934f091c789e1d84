import { expect, it } from 'vitest';
import { z } from 'zod';
import { runOnSoftwareVulkan } from './softwareVulkan.ts';

const schema = z.object({
  device: z.object({ chosen: z.string() }),
  agreement: z.object({
    loss: z.number(),
    biases: z.number(),
    weights: z.number(),
    unexplained: z.array(z.string()),
    closePairs: z.array(z.string()),
  }),
  resumeDifference: z.number(),
  stepAfterResume: z.number(),
  codeRows: z.number(),
  activePairs: z.number(),
});

it('The whole step runs on WebGPU, stays with the reference for 200 steps and resumes from a saved state', async () => {
  const result = schema.parse(await runOnSoftwareVulkan('test/gpu/denseOnWebgpu.ts'));
  expect(result.device.chosen).toBe('webgpu');
  const { agreement } = result;
  expect(agreement.unexplained, `close pairs: ${agreement.closePairs.join('; ')}`).toEqual([]);
  expect(agreement.loss).toBeLessThan(1e-4);
  expect(agreement.biases).toBeLessThan(1e-4);
  expect(agreement.weights).toBeLessThan(1e-3);
  expect(result.resumeDifference).toBeLessThan(1e-6);
  expect(result.stepAfterResume).toBe(6);
  expect(result.codeRows).toBe(5);
  expect(result.activePairs).toBeGreaterThan(5);
});

/** What is told of a software GPU: `auto` passes it over with the figures, and by name it is used. */
import { expect, it } from 'vitest';
import { runOnSoftwareVulkan } from './softwareVulkan.ts';

it('auto passes a software GPU over with what it measured, and by name it is used', async () => {
  const [auto, webgpu] = (await runOnSoftwareVulkan('test/gpu/openedOnWebgpu.ts')) as unknown[];
  expect(auto).toMatchObject({ requested: 'auto', chosen: 'cpu' });
  expect(auto).toMatchObject({
    rejected: [
      {
        device: 'webgpu',
        reason: expect.stringMatching(
          /^Measured .* GFLOP\/s of matrix products on webgpu against .* on the CPU: training on active pairs only/,
        ) as string,
      },
      { device: 'cuda' },
    ],
  });
  // Its state stays on the device, so nothing is gained by several steps in one run.
  expect(webgpu).toMatchObject({ requested: 'webgpu', chosen: 'webgpu', rejected: [], stepsAtOnce: 1 });
  expect(webgpu).toMatchObject({ reason: expect.stringMatching(/^It was asked for\./) as string });
});

/** Several steps in one run of a Loop, wholly on a (software) GPU, against the same steps one by one there. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { smallOptions } from '../engine/compute/backends.ts';
import { recipes } from '../engine/compute/forms.ts';
import { runOnSoftwareVulkan } from './softwareVulkan.ts';

const schema = z.object({
  device: z.object({ chosen: z.string() }),
  parting: z.object({
    statistics: z.number(),
    state: z.number(),
    peaks: z.number(),
    sameCounts: z.boolean(),
    steps: z.number(),
  }),
});

it.each(Object.keys(recipes(smallOptions)))(
  'Several steps of %s in one run do on WebGPU what they do one by one',
  async (form) => {
    const { device, parting } = schema.parse(await runOnSoftwareVulkan('test/gpu/manyOnWebgpu.ts', [form]));
    expect(device.chosen).toBe('webgpu');
    expect(parting).toMatchObject({ sameCounts: true, steps: 5 });
    for (const part of ['statistics', 'state', 'peaks'] as const) {
      expect(parting[part], part).toBeLessThan(1e-6);
    }
  },
);

import { expect, it } from 'vitest';
import { z } from 'zod';
import { smallOptions } from '../engine/compute/backends.ts';
import { recipes } from '../engine/compute/forms.ts';
import { runOnSoftwareVulkan } from './softwareVulkan.ts';

const schema = z.object({
  device: z.object({ chosen: z.string() }),
  agreement: z.object({
    loss: z.number(),
    penalty: z.number(),
    auxiliary: z.number(),
    biases: z.number(),
    parameters: z.number(),
    unexplained: z.array(z.string()),
    closePairs: z.array(z.string()),
  }),
  resumeDifference: z.number(),
  stepAfterResume: z.number(),
  codeRows: z.number(),
  activePairs: z.number(),
});

/** Fewer steps where the shaders are many. */
const usualSteps = 40;
const steps: Readonly<Record<string, number>> = {
  'gba, everything trained': 200,
  topk: 60,
  batchtopk: 60,
  'jumprelu, l0': 60,
};

// Every node of every form has a WebGPU kernel, TopK included: the child forbids nodes on the CPU.
it.each(Object.keys(recipes(smallOptions)).map((form) => [form, steps[form] ?? usualSteps] as const))(
  'A whole step of %s runs on WebGPU, stays with the reference for %i steps and resumes from a saved state',
  async (form, count) => {
    const result = schema.parse(
      await runOnSoftwareVulkan('test/gpu/denseOnWebgpu.ts', [form, String(count)]),
    );
    expect(result.device.chosen).toBe('webgpu');
    const { agreement } = result;
    expect(agreement.unexplained, `close pairs: ${agreement.closePairs.join('; ')}`).toEqual([]);
    for (const part of ['loss', 'penalty', 'auxiliary', 'biases', 'parameters'] as const) {
      expect(agreement[part], part).toBeLessThan(1e-4);
    }
    expect(result.resumeDifference).toBeLessThan(1e-6);
    expect(result.stepAfterResume).toBe(6);
    expect(result.codeRows).toBe(5);
    expect(result.activePairs).toBeGreaterThan(5);
  },
);

it('A graph with a node that WebGPU cannot run is refused by name, not run on the CPU in silence', async () => {
  const answer = await runOnSoftwareVulkan('test/gpu/refusedOnWebgpu.ts');
  expect(answer).toMatch(/'webgpu' cannot be used.*CPU/s);
});

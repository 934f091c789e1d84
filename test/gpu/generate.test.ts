/** Generation on a (software) GPU: keys and values stay on the card between tokens, and the tokens are PyTorch's. */
import { expect, it } from 'vitest';
import { goldenGenerations } from '../engine/llm/generate/goldenGenerations.ts';
import { runOnSoftwareVulkan } from './softwareVulkan.ts';

const names = ['tiny-llama', 'tiny-llama-genai'];

it('writes what PyTorch writes, steered and not, with the cache on the card', async () => {
  const written = await runOnSoftwareVulkan('test/gpu/generatedOnWebgpu.ts', names);
  const expected = goldenGenerations
    .filter(([name]) => names.includes(name))
    .map(([name, { tokens, steered }]) => ({
      name,
      device: 'webgpu',
      unsteered: tokens,
      steered: steered['blocks.0.hook_resid_post']?.tokens,
    }));
  expect(expected).toHaveLength(names.length);
  expect(written).toEqual(expected);
});

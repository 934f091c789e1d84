/** Generation on a (software) GPU: keys and values stay on the card between tokens, and the tokens are PyTorch's. */
import { expect, it } from 'vitest';
import { goldenGenerations } from '../engine/llm/generate/goldenGenerations.ts';
import { runOnSoftwareVulkan } from './softwareVulkan.ts';

/** Models by whose recorded texts they are judged: the merged decoder has the weights of tiny-gpt2, and a session for each branch. */
const judges = {
  'tiny-llama': 'tiny-llama',
  'tiny-llama-genai': 'tiny-llama-genai',
  'tiny-gpt2-merged': 'tiny-gpt2',
};

it('writes what PyTorch writes, steered and not, with the cache on the card', async () => {
  const args = Object.entries(judges).map((pair) => pair.join('='));
  const written = await runOnSoftwareVulkan('test/gpu/generatedOnWebgpu.ts', args);
  const golden = new Map(goldenGenerations);
  const expected = Object.entries(judges).map(([name, judge]) => ({
    name,
    device: 'webgpu',
    hasCache: true,
    unsteered: golden.get(judge)?.tokens,
    steered: golden.get(judge)?.steered['blocks.0.hook_resid_post']?.tokens,
  }));
  expect(written).toEqual(expected);
});

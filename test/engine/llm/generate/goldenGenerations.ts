/** Greedy continuations and steered logits of the fixture models as PyTorch gave them (tools/fixtures/models/make_generations.py). */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const ids = z.array(z.int());
const file = z.record(
  z.string(),
  z.object({
    prompt: ids,
    tokens: ids,
    steered: z.record(z.string(), z.object({ logits: z.array(z.number()), tokens: ids })),
  }),
);
export type GoldenGeneration = z.infer<typeof file>[string];

// From the repository's root, where tests run, also when bundled.
export const goldenGenerations = Object.entries(
  file.parse(JSON.parse(readFileSync('test/fixtures/generations.json', 'utf8'))),
);

/** The vector that the script added, shape [width]. */
export function goldenVector(width: number): Float32Array {
  return Float32Array.from({ length: width }, (_, i) => 0.5 * Math.sin(1 + i));
}

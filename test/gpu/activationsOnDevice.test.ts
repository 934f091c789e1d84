/** Activations that stay on the card between the language model's forward pass and the SAE's step, on a (software) GPU: no bit differs but by rounding. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { runOnSoftwareVulkan } from './softwareVulkan.ts';

const batches = z.object({
  batches: z.number(),
  blocks: z.number(),
  masked: z.record(z.string(), z.number()),
  differingOnCard: z.number(),
  differingThroughNext: z.number(),
  sameMasks: z.boolean(),
  resumed: z.number(),
  samePosition: z.boolean(),
  doubts: z.number(),
  wrongMasks: z.number(),
  badNorms: z.array(z.string()),
  refused: z.string(),
  givenUp: z.string(),
  nothing: z.object({ rows: z.null(), masked: z.record(z.string(), z.number()) }),
  leftBehind: z.number(),
  shape: z.array(z.number()),
  alive: z.number(),
});

const traffic = z.object({
  runs: z.number(),
  home: z.number(),
  largestHome: z.number(),
  away: z.number(),
  largestAway: z.number(),
  alive: z.number(),
});
const trained = z.object({
  parted: z.number(),
  resumed: z.number(),
  crossed: z.number(),
  sameEnd: z.boolean(),
  epoch: z.number(),
  explained: z.number(),
  traffic: z.array(traffic),
  batchBytes: z.number(),
  left: z.number(),
});

const wholeRun = z.object({
  outcomes: z.array(z.string()),
  devices: z.object({
    llm: z.object({ chosen: z.string() }),
    sae: z.object({ chosen: z.string() }),
    activations: z.object({ on: z.string(), reason: z.string() }),
  }),
  same: z.boolean(),
  alive: z.number(),
});

it('A source on the card serves the batches of one on the host bit for bit, over block borders and epochs, and masks alike', async () => {
  const found = batches.parse(await runOnSoftwareVulkan('test/gpu/batchesOnWebgpu.ts'));
  expect(found.batches).toBeGreaterThan(20);
  expect(found.blocks).toBeGreaterThan(2);
  expect(found.masked['kept']).toBeGreaterThan(250);
  expect(found.masked['outlier norm']).toBeGreaterThan(20);
  expect(found).toMatchObject({ differingOnCard: 0, differingThroughNext: 0, sameMasks: true });
  expect(found).toMatchObject({ resumed: 0, samePosition: true, shape: [1, 3, 32] });
  // Where a norm in float32 would have masked another position, the row itself decided.
  expect(found.doubts).toBeGreaterThan(0);
  expect(found.wrongMasks).toBe(0);
  expect(found.badNorms.slice(1)).toEqual(['NaN', 'Infinity']);
  expect(found.refused).toMatch(/^NonFiniteActivationError: .* position 1\) has the norm NaN/u);
  expect(found.givenUp).toBe('Error: paused');
  expect(found.nothing.masked).toMatchObject({ kept: 0, 'first position': 6 });
  expect(found.leftBehind).toBe(0);
  expect(found.alive).toBe(0);
});

it.each(['token', 'dataset'] as const)(
  'Training with %s normalisation on batches that stay on the card ends like training over the host, resumed from either or not at all',
  async (normalisation) => {
    const found = trained.parse(await runOnSoftwareVulkan('test/gpu/trainedOnWebgpu.ts', [normalisation]));
    expect(found.explained).toBeGreaterThan(0.2);
    expect(found.epoch).toBeGreaterThan(1);
    expect(found.sameEnd).toBe(true);
    expect(found.parted).toBeLessThan(1e-4);
    expect(found.crossed).toBeLessThan(1e-4);
    // Within one path nothing is rounded otherwise.
    expect(found.resumed).toBe(0);

    // Ten steps with an adaptation and no checkpoint: norms, statistics and counts come home, tokens and indices go there.
    const { traffic: lines, batchBytes } = found;
    expect(lines).toHaveLength(4);
    const [, quiet] = lines;
    expect(quiet?.home).toBeGreaterThan(0);
    expect(quiet?.largestHome).toBeLessThan(batchBytes / 8);
    expect(quiet?.largestAway).toBeLessThan(batchBytes / 8);
    expect(quiet?.home).toBeLessThan(batchBytes);
    // W with its moments and one block, however long it goes on.
    expect(lines.map(({ alive }) => alive)).toEqual([4, 4, 4, 4]);
    expect(found.left).toBe(0);
  },
);

it('A whole run with model and SAE on webgpu keeps its activations there, says so, and resumes bit for bit', async () => {
  const found = wholeRun.parse(await runOnSoftwareVulkan('test/gpu/runOnWebgpu.ts'));
  expect(found.outcomes).toEqual(['finished', 'stopped', 'finished']);
  expect(found.devices).toMatchObject({ llm: { chosen: 'webgpu' }, sae: { chosen: 'webgpu' } });
  expect(found.devices.activations.on).toBe('device');
  expect(found.devices.activations.reason).toMatch(
    /^They stay on the card, which needs about \d+ MB for them/u,
  );
  expect(found.same).toBe(true);
  expect(found.alive).toBe(0);
});

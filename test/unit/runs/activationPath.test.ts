/** Which way activations go, and that it is said why. */
import { describe, expect, it } from 'vitest';
import { gbaForm } from '../../../native-worker/compute/backend.ts';
import { planBackend, plannedBytes } from '../../../native-worker/compute/memoryPlan.ts';
import { planDeviceActivations } from '../../../native-worker/compute/memoryPlanActivations.ts';
import { choosePath } from '../../../native-worker/runs/activationPath.ts';
import type { PathQuestion } from '../../../native-worker/runs/activationPath.ts';

const options = { dIn: 576, dSae: 4096, batchTokens: 1024, ...gbaForm, prefixes: [4096] };
const sizes = { dIn: 576, blockTokens: 100_000, passTokens: 8192, epochTokens: 250_000 };
const unknown = { bytes: null, source: 'nothing tells how much memory webgpu has' };
const question: PathQuestion = {
  llm: 'webgpu',
  sae: 'webgpu',
  options,
  sizes,
  keptInMemory: 576e6,
  trainingTokens: 200_000,
  gpu: { bytes: 24e9, source: 'free on a card' },
  beganOnDevice: false,
};
const needed = plannedBytes(
  [...planBackend(options, 'webgpu', 1), ...planDeviceActivations(sizes, 0)],
  'device',
);

describe('The plan of activations on a card', () => {
  it('holds a block twice, for it is put together from pieces, and what a forward pass makes', () => {
    const plan = planDeviceActivations(sizes, 1000);
    expect(plan.every(({ where }) => where === 'device')).toBe(true);
    expect(plan.map(({ bytes }) => bytes)).toEqual([
      16 * 8192 * 576 * 4,
      100_000 * 576 * 4,
      100_000 * 576 * 4,
      1000,
    ]);
    const small = planDeviceActivations({ ...sizes, epochTokens: 10 }, 0);
    expect(small.slice(1).map(({ bytes }) => bytes)).toEqual([10 * 576 * 4, 10 * 576 * 4]);
  });
});

describe('Activations', () => {
  it('stay on the card where both compute on webgpu and there is room', () => {
    expect(choosePath(question)).toEqual({
      on: 'device',
      reason: 'They stay on the card, which needs about 763 MB for them, and up to 576 MB for later epochs.',
      keptBytes: 576e6,
    });
  });

  it('stay there where nothing tells how much room there is, but none are kept for later epochs', () => {
    const path = choosePath({ ...question, gpu: unknown });
    expect(path).toMatchObject({ on: 'device', keptBytes: 0 });
    expect(path?.reason).toMatch(/for them; nothing tells how much memory webgpu has\.$/u);
  });

  it('have one way only where all is computed in memory', () => {
    expect(choosePath({ ...question, llm: 'cpu', sae: 'cpu' })).toBeNull();
    expect(choosePath({ ...question, llm: 'cpu', sae: 'reference' })).toBeNull();
  });

  it.each([
    [{ llm: 'cpu' }, /because the language model computes on cpu and the SAE on webgpu\.$/u],
    [{ sae: 'cpu' }, /because the language model computes on webgpu and the SAE on cpu\.$/u],
    [{ llm: 'cuda', sae: 'cuda' }, /on webgpu only, and this is cuda\.$/u],
    [
      { gpu: { bytes: needed - 1, source: 'free on a card' } },
      /because with a block of them the SAE needs \S+ (MB|GB) on the card, but there are \S+ (MB|GB) \(free on a card\)\.$/u,
    ],
    [
      { trainingTokens: 500_000, gpu: unknown },
      /because the text is seen 2\.0 times and memory keeps 576 MB of them for later, while nothing tells/u,
    ],
    [
      { trainingTokens: 500_000, gpu: { bytes: needed + 400e6, source: 'free on a card' } },
      /while the card has room for 100 MB\.$/u,
    ],
  ] satisfies [Partial<PathQuestion>, RegExp][])(
    'pass through memory, and it is said why: %j',
    (change, why) => {
      const path = choosePath({ ...question, ...change });
      expect(path).toMatchObject({ on: 'host', keptBytes: 0 });
      expect(path?.reason).toMatch(/^They pass through memory, because /u);
      expect(path?.reason).toMatch(why);
    },
  );

  it('stay on the card over several epochs where it keeps as much as memory would', () => {
    expect(choosePath({ ...question, trainingTokens: 1e6 })).toMatchObject({
      on: 'device',
      keptBytes: 576e6,
    });
    const just = { bytes: needed, source: 'free on a card' };
    expect(choosePath({ ...question, gpu: just })).toMatchObject({ on: 'device', keptBytes: 0 });
  });

  it('of a run that began on the card stay there as long as they fit', () => {
    const again = { ...question, trainingTokens: 500_000, beganOnDevice: true };
    expect(choosePath({ ...again, gpu: unknown })).toMatchObject({ on: 'device' });
    expect(choosePath({ ...again, gpu: { bytes: 1e6, source: 'free' } })).toMatchObject({ on: 'host' });
  });
});

import { describe, expect, test } from 'vitest';
import { cacheBytes } from '../../../native-worker/activations/cache/writeCaches.ts';
import { estimateRun } from '../../../native-worker/runs/estimate.ts';
import { estimateTogether } from '../../../native-worker/runs/estimateTogether.ts';
import { runTokenLimit } from '../../../native-worker/runs/runTokenLimit.ts';
import { togetherRequests } from '../../../native-worker/runs/togetherRequests.ts';
import { InvalidRequestError, parseTrainRequest } from '../../../native-worker/runs/trainRequestSchema.ts';
import { exampleModel } from '../extension/examples.ts';
import type { TrainRequest } from '../../../protocol/training.ts';
import { someRequest } from './fixtures.ts';

const id = '3b241101-e2bb-4255-8caf-4136c566a962';
const at = (hookPoint: string, change: Partial<TrainRequest> = {}): TrainRequest =>
  someRequest({ hookPoint, ...change });

describe('requests for runs that are trained together', () => {
  test('know their group, its order, and bear their hook point in their names', () => {
    const [first, second] = togetherRequests([at('a', { name: 'both' }), at('tensor:b')], id);
    expect(first).toEqual(at('a', { name: 'both-a', together: { id, hookPoints: ['a', 'tensor:b'] } }));
    expect(second).toEqual(at('tensor:b', { together: { id, hookPoints: ['a', 'tensor:b'] } }));
    expect(parseTrainRequest(first)).toEqual(first);
  });

  test.each<[string, TrainRequest[], RegExp]>([
    ['only one', [at('a')], /two hook points or more, not 1/u],
    ['the same twice', [at('a'), at('b'), at('a')], /a was named twice/u],
    [
      'another model',
      [at('a'), at('b', { modelFolder: '/other' })],
      /the same modelFolder, not "\/models\/tiny"/u,
    ],
    ['another corpus', [at('a'), at('b', { corpus: { kind: 'folder', path: '/x' } })], /the same corpus/u],
    ['another context', [at('a'), at('b', { contextSize: 16 })], /the same contextSize, not 32 and 16/u],
    ['another device', [at('a'), at('b', { llmDevice: 'webgpu' })], /the same llmDevice/u],
    [
      'another seed',
      [at('a'), at('b', { sae: { ...at('b').sae, seed: 1 } })],
      /the same sae\.seed, not 7 and 1/u,
    ],
    [
      'more tokens',
      [at('a'), at('b', { sae: { ...at('b').sae, trainingTokens: 6400 } })],
      /the same sae\.trainingTokens/u,
    ],
  ])('are refused with %s, by name', (_, requests, message) => {
    expect(() => togetherRequests(requests, id)).toThrow(InvalidRequestError);
    expect(() => togetherRequests(requests, id)).toThrow(message);
  });

  test('are refused with an id that could be a path, and without the run itself', () => {
    const wrong =
      (together: unknown): (() => unknown) =>
      () =>
        parseTrainRequest({ ...at('a'), together });
    expect(wrong({ id: '../../x', hookPoints: ['a'] })).toThrow(/UUID/u);
    expect(wrong({ id, hookPoints: ['b'] })).toThrow(/must name a too/u);
  });
});

describe('the estimate of a group', () => {
  const model = exampleModel();
  const hooks = [
    { width: 192, cost: 0.25 },
    { width: 192, cost: 0.5 },
    { width: 64, cost: 0.5 },
  ];
  const runs = hooks.map((hook, i) => ({ request: at(`hook ${i}`), hook }));
  const free = { bytes: 64e9, source: 'a test' };
  const one = (width: number) => estimateRun(at('hook'), model, width, 1e6, null, free);

  test('takes the disk of all runs and of their activations, and the memory of the largest', () => {
    const estimate = estimateTogether(runs, model, 1e6, null, free);
    const stored = [192, 192, 64].map((width) => cacheBytes(runTokenLimit(at('hook')), width));
    const disk = [192, 192, 64].map((width) => one(width).diskBytes);
    const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
    expect(estimate.diskBytes).toBe(sum(stored) + sum(disk));
    expect(stored[2]).toBe(Math.ceil(runTokenLimit(at('hook')) * (2 * 64 + 2) * 1.02));
    expect(estimate.memory?.find(({ what }) => what === 'activations from the disk')?.bytes).toBe(stored[0]);
    expect(estimate.memoryBytes).toBe(estimateTogether(runs.slice(1), model, 1e6, null, free).memoryBytes);
    expect(estimate.seconds).toBeNull();
    expect(estimate.steps).toBe(300);
    expect(estimate.notes[0]).toMatch(/once for all 3 hook points.*MB of the disk.*monosema activations/u);
  });

  test('takes the time of one harvest, of all trainings, and of an index each', () => {
    // Corpus of 3,000 tokens, 3,200 to train on; the SAE that was measured is that of the first.
    const speed = { harvest: 1, train: 2, weights: 64 * 192 };
    const { seconds } = estimateTogether(runs, model, 3_000, speed, free);
    const ofWide = (harvest: number): number => 3_200 * 2 + 3_000 * (harvest + 0.5);
    const train = (2 * 64) / 192;
    expect(seconds).toBe(
      Math.ceil(3_000 + ofWide(0.5) + ofWide(1) + 3_200 * train + 3_000 * (1 + train / 4)),
    );
  });

  test('asks no more for text than there is', () => {
    const disk = (tokens: number | null): number =>
      estimateTogether(runs, model, tokens, null, free).diskBytes;
    expect(disk(100)).toBeLessThan(disk(1e6));
    expect(disk(null)).toBe(disk(1e9));
  });
});

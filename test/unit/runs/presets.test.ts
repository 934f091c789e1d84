import { expect, test } from 'vitest';
import { estimateRun } from '../../../native-worker/runs/estimate.ts';
import { presetRequest } from '../../../native-worker/runs/presets.ts';
import { parseTrainRequest } from '../../../native-worker/runs/trainRequestSchema.ts';
import type { Device } from '../../../protocol/device.ts';
import type { ModelSummary } from '../../../protocol/model.ts';
import type { AlgorithmConfig, TrainRequest } from '../../../protocol/training.ts';

const hook = {
  name: 'blocks.2.hook_resid_post',
  kind: 'hook_resid_post' as const,
  layer: 2,
  tensor: 't',
  op: 'Add',
  width: 192,
  shape: ['batch', 'position', 192],
  cost: 0.6,
  weightShare: 0.8,
};
const model: ModelSummary = {
  folder: '/models/starter',
  name: 'starter',
  architecture: 'LlamaForCausalLM',
  layers: 4,
  width: 192,
  vocabularySize: 4096,
  maxContext: 256,
  onnxFile: 'onnx/model.onnx',
  bytes: 10e6,
  hash: 'h',
  hookPoints: [hook],
  warnings: [],
};
const plenty = { bytes: 64e9, source: 'a test' };
const preset = (
  size: 'small' | 'medium' | 'large',
  corpusTokens: number | null = 1e6,
): ReturnType<typeof presetRequest> =>
  presetRequest({ model, hook, corpus: { kind: 'starter' }, corpusTokens, size });

test.each([
  ['small', 1024],
  ['medium', 2048],
  ['large', 8192],
] as const)('the %s preset has %d features at width 192, a power of two', (size, dSae) => {
  expect(preset(size).sae.dSae).toBe(dSae);
});

test.each(['small', 'medium', 'large'] as const)(
  'the %s preset is a request that passes its own schema',
  (size) => {
    expect(parseTrainRequest(preset(size))).toEqual(preset(size));
  },
);

test('a small corpus is seen five times at most, and never for fewer than a hundred steps', () => {
  expect(preset('large', 1e6).sae.trainingTokens).toBeCloseTo(5e6, -4);
  expect(preset('large', 1_000).sae.trainingTokens).toBe(100 * 1024);
});

test("the paper's preset has its settings, and thousands of steps however small the size", () => {
  const request = presetRequest({
    model,
    hook,
    corpus: { kind: 'starter' },
    corpusTokens: 1e6,
    size: 'small',
    preset: 'paper',
  });
  expect(parseTrainRequest(request)).toEqual(request);
  expect(request.sae.batchTokens).toBe(512);
  expect(request.sae.trainingTokens).toBe(3_000 * 512);
  expect(request.sae.algorithm).toMatchObject({
    preset: 'paper',
    outputScale: 1,
    trainOutputScale: true,
    initialBias: 'zero',
    preBias: 'trained',
    adaptEverySteps: 50,
    highestTargetFrequency: 0.5,
    lowestTargetFrequency: 0.001,
  });
  expect(estimateRun(request, model, 192, 1e6, null).notes.join()).toContain('thousands of steps');
});

test.each(['ba', 'topk', 'batchtopk', 'matryoshka', 'l1', 'jumprelu'] as const)(
  'the preset of %s is a request that passes its own schema, with at least five hundred steps unless it adapts biases',
  (algorithm) => {
    const request = presetRequest({
      ...{ model, hook, corpus: { kind: 'starter' }, corpusTokens: 1_000, size: 'small', algorithm },
    });
    expect(parseTrainRequest(request)).toEqual(request);
    expect(request.sae.algorithm.algorithm).toBe(algorithm === 'ba' ? 'gba' : algorithm);
    expect(request.sae.trainingTokens).toBe((algorithm === 'ba' ? 100 : 500) * 1024);
  },
);

test('sizes that were asked for are what warm-ups and windows follow from', () => {
  const { sae, checkpointEverySteps } = presetRequest({
    ...{ model, hook, corpus: { kind: 'starter' }, corpusTokens: 1e6, size: 'small', algorithm: 'topk' },
    ...{ dSae: 300, trainingTokens: 64_000, batchTokens: 64 },
  });
  expect(sae).toMatchObject({ dSae: 300, trainingTokens: 64_000, batchTokens: 64 });
  expect(sae.algorithm).toMatchObject({ warmUpSteps: 50, deadAfterTokens: 6_400 });
  expect(checkpointEverySteps).toBe(50);
});

test('an untied SAE has twice the state on disk, and a kept sample counts as memory', () => {
  const of = (algorithm: 'gba' | 'topk'): TrainRequest =>
    presetRequest({ model, hook, corpus: { kind: 'starter' }, corpusTokens: 1e6, size: 'small', algorithm });
  const tied = estimateRun(of('gba'), model, 192, 1e6, null, plenty);
  const untied = estimateRun(of('topk'), model, 192, 1e6, null, plenty);
  // Four checkpoints of three arrays of [dSae, dIn] more.
  expect(untied.diskBytes - tied.diskBytes).toBe(4 * 3 * 1024 * 192 * 4);
  const kept = of('gba');
  const algorithm = { ...kept.sae.algorithm, adaptation: 'requantile' } as AlgorithmConfig;
  const keeping = estimateRun({ ...kept, sae: { ...kept.sae, algorithm } }, model, 192, 1e6, null, plenty);
  expect(keeping.memoryBytes - tied.memoryBytes).toBe(65_536 * 192 * 4);
});

test('the plan of memory has a line for activations; where little is free less is kept, and a note says why', () => {
  const request = preset('large', 3e6);
  const of = (bytes: number): ReturnType<typeof estimateRun> =>
    estimateRun(request, model, 192, 3e6, { harvest: 1e-5, train: 1e-5 }, { bytes, source: 'a test' });
  const kept = (bytes: number): number =>
    of(bytes).memory?.find(({ what }) => what === 'activations kept for later epochs')?.bytes ?? 0;
  expect(kept(64e9)).toBeGreaterThan(0.5e9);
  expect(kept(2e9)).toBeLessThan(0.5e9);
  expect(kept(1e6)).toBe(0);
  expect(of(64e9).memory?.map(({ what }) => what)).toContain('two shuffle blocks of activations');
  expect(of(1e6).notes.join()).toMatch(/No activations are kept .* runs again in each epoch/u);
});

test('the estimate of time harvests each epoch again where memory cannot hold one', () => {
  const request = preset('large', 1e6);
  const seconds = (bytes: number): number | null => {
    const free = { bytes, source: 'a test' };
    return estimateRun(request, model, 192, 1e6, { harvest: 1e-5, train: 1e-5 }, free).seconds;
  };
  const repeated = request.sae.trainingTokens - 1e6;
  expect(repeated).toBeGreaterThan(1e6);
  expect(seconds(1e6)).toBeCloseTo((seconds(64e9) ?? NaN) + 1e-5 * repeated, -0.5);
});

test('activations are planned on the card where model and SAE are both asked for there', () => {
  const request = presetRequest({
    ...{ model, hook, corpus: { kind: 'starter' }, corpusTokens: 1e6, size: 'small' },
  });
  const onCard = (llmDevice: Device, saeDevice: Device): number =>
    (estimateRun({ ...request, llmDevice, saeDevice }, model, 192, 1e6, null).memory ?? [])
      .filter(({ what, where }) => /block of activations/u.test(what) && where === 'device')
      .reduce((sum, { bytes }) => sum + bytes, 0);
  expect(onCard('webgpu', 'webgpu')).toBe(262_144 * 192 * 4);
  expect(onCard('cpu', 'webgpu') + onCard('webgpu', 'cpu') + onCard('auto', 'auto')).toBe(0);
});

test('rows fit the context of the model', () => {
  const short = presetRequest({
    model: { ...model, maxContext: 64 },
    hook,
    corpus: { kind: 'starter' },
    corpusTokens: 1e6,
    size: 'small',
  });
  expect(short.contextSize).toBe(64);
});

test('the estimate of time adds harvest, training and index from measured speeds', () => {
  const request = preset('medium', 1e6);
  const speed = { harvest: 1e-5, train: 4e-5 };
  const { seconds, steps } = estimateRun(request, model, 192, 1e6, speed, plenty);
  expect(steps).toBe(Math.floor(request.sae.trainingTokens / 1024));
  // One harvest of a million tokens, each token of training, and the index' pass at harvest plus a quarter of a step.
  expect(seconds).toBe(Math.ceil(10 + request.sae.trainingTokens * 4e-5 + 10 + 10));
  expect(estimateRun(request, model, 192, 1e6, null).seconds).toBeNull();
});

test('the estimate grows with the features, and says when a corpus is read more than once', () => {
  const small = estimateRun(preset('small'), model, 192, 1e6, null);
  const large = estimateRun(preset('large'), model, 192, 1e6, null);
  expect(large.memoryBytes).toBeGreaterThan(small.memoryBytes);
  expect(large.diskBytes).toBeGreaterThan(small.diskBytes);
  expect(small.notes).toEqual([]);
  expect(large.notes).toEqual(['The corpus has about 1.0 M tokens: each is seen about 5.0 times.']);
});

import { describe, expect, it } from 'vitest';
import { corpusLabel, needsTextColumn } from '../../../extension/commands/train/corpusLabel.ts';
import { autoencoderChoices, deviceChoices } from '../../../extension/commands/train/deviceChoices.ts';
import { int8Choices, offersInt8, withInt8 } from '../../../extension/commands/train/int8Choice.ts';
import {
  runFlow,
  type FlowStep,
  type Place,
  type StepOutcome,
} from '../../../extension/commands/train/quickFlow.ts';
import {
  chooseModel,
  PresetCache,
  type TrainChoices,
} from '../../../extension/commands/train/trainChoices.ts';
import { applyOverrides } from '../../../extension/commands/train/trainOverrides.ts';
import { parseTrainRequest } from '../../../native-worker/runs/trainRequestSchema.ts';
import { algorithmPreset } from '../../../native-worker/sae/algorithms/presets.ts';
import { backendOptions } from '../../../native-worker/sae/trainer.ts';
import type { CorpusSpec } from '../../../protocol/corpus.ts';
import { exampleHook, exampleModel, exampleRequest } from './examples.ts';

/** Steps that give the scripted outcomes and write down which of them ran. */
function scripted(script: Record<number, StepOutcome[]>, count: number): { steps: FlowStep[]; ran: Place[] } {
  const ran: Place[] = [];
  const answered = new Set<number>();
  const steps = Array.from({ length: count }, (_, i): FlowStep => ({
    run: (place) => {
      ran.push(place);
      const outcome = script[i]?.shift() ?? 'next';
      if (outcome === 'next') answered.add(i);
      return Promise.resolve(outcome);
    },
    isAnswered: () => i < count - 1 && answered.has(i),
  }));
  return { steps, ran };
}

const order = (ran: Place[]): number[] => ran.map(({ step }) => step);

describe('a flow of steps', () => {
  it('goes from the first to the last', async () => {
    const { steps, ran } = scripted({}, 3);
    expect(await runFlow(steps)).toBe(true);
    expect(ran).toEqual([
      { step: 1, total: 3, canGoBack: false },
      { step: 2, total: 3, canGoBack: true },
      { step: 3, total: 3, canGoBack: true },
    ]);
  });

  it('goes back a step', async () => {
    const { steps, ran } = scripted({ 1: ['back'] }, 3);
    expect(await runFlow(steps)).toBe(true);
    expect(order(ran)).toEqual([1, 2, 1, 2, 3]);
  });

  it('ends where the user leaves it', async () => {
    const { steps, ran } = scripted({ 1: ['cancel'] }, 3);
    expect(await runFlow(steps)).toBe(false);
    expect(order(ran)).toEqual([1, 2]);
  });

  it('returns to the summary after a change made from there', async () => {
    const { steps, ran } = scripted({ 3: [{ goTo: 0 }] }, 4);
    expect(await runFlow(steps)).toBe(true);
    expect(order(ran)).toEqual([1, 2, 3, 4, 1, 4]);
  });

  it('asks again what a change made invalid', async () => {
    const choices: TrainChoices = {};
    const small = exampleModel({ hookPoints: [exampleHook(0, 'hook_resid_post')] });
    const models = [exampleModel(), small];
    const ran: number[] = [];
    const step = (n: number, act: () => StepOutcome, isAnswered: () => boolean): FlowStep => ({
      run: () => {
        ran.push(n);
        return Promise.resolve(act());
      },
      isAnswered,
    });
    const outcomes: StepOutcome[] = [{ goTo: 0 }, 'next'];
    const steps = [
      step(
        1,
        () => (chooseModel(choices, models.shift() ?? small), 'next'),
        () => choices.model !== undefined,
      ),
      step(
        2,
        () => ((choices.hookPoints = [choices.model?.hookPoints[0]?.name ?? '']), 'next'),
        () => choices.hookPoints !== undefined,
      ),
      step(
        3,
        () => outcomes.shift() ?? 'cancel',
        () => false,
      ),
    ];
    expect(await runFlow(steps)).toBe(true);
    expect(ran).toEqual([1, 2, 3, 1, 2, 3]);
    expect(choices.hookPoints).toEqual(['blocks.0.hook_resid_post']);
  });

  it('returns to the summary by Back after a jump', async () => {
    const { steps, ran } = scripted({ 1: ['next', 'back'], 2: [{ goTo: 1 }] }, 3);
    expect(await runFlow(steps)).toBe(true);
    expect(order(ran)).toEqual([1, 2, 3, 2, 3]);
  });

  it('passes over steps answered beforehand', async () => {
    const { steps, ran } = scripted({}, 3);
    expect(await runFlow(steps, 2)).toBe(true);
    expect(order(ran)).toEqual([3]);
  });
});

describe('training overrides', () => {
  it('replace single numbers and say which', () => {
    const { request, replaced } = applyOverrides(exampleRequest, { dSae: 4096, groups: 4, contextSize: 128 });
    expect(request.sae.dSae).toBe(4096);
    expect(request.sae.algorithm).toMatchObject({ algorithm: 'gba', groups: 4 });
    expect(request.contextSize).toBe(128);
    expect(request.sae.learningRate).toBe(exampleRequest.sae.learningRate);
    expect(replaced.toSorted()).toEqual(['contextSize = 128', 'dSae = 4096', 'groups = 4']);
  });

  it('leave the request as it is when the setting is empty', () => {
    expect(applyOverrides(exampleRequest, {})).toEqual({ request: exampleRequest, replaced: [] });
    expect(applyOverrides(exampleRequest, undefined).replaced).toEqual([]);
  });

  it.each([
    [{ dSae: 0 }, 'monosema.training.overrides.dSae'],
    [{ highestTargetFrequency: 2 }, 'monosema.training.overrides.highestTargetFrequency'],
    [{ dsae: 1 }, 'monosema.training.overrides'],
    ['big', 'monosema.training.overrides'],
  ])('are refused by name when wrong: %j', (setting, name) => {
    expect(() => applyOverrides(exampleRequest, setting)).toThrow(`The setting ${name} is wrong`);
  });
});

describe('the devices offered', () => {
  const reports = [
    {
      requested: 'auto',
      chosen: 'cpu',
      reason: 'No GPU answered.',
      rejected: [{ device: 'webgpu', reason: 'No adapter.' }],
    },
    {
      requested: 'webgpu',
      chosen: 'cpu',
      reason: 'x',
      rejected: [{ device: 'webgpu', reason: 'No adapter.' }],
    },
    { requested: 'cpu', chosen: 'cpu', reason: '8 cores.', rejected: [] },
  ] as const;

  it('say what was found', () => {
    const found = reports.map((report) => ({ ...report, rejected: [...report.rejected] }));
    expect(deviceChoices(found, 'linux-x64')).toEqual([
      { device: 'auto', label: 'Automatic', detail: 'cpu: No GPU answered.', usable: true },
      { device: 'webgpu', label: 'WebGPU', detail: 'Not available: No adapter.', usable: false },
      { device: 'cuda', label: 'CUDA', detail: '', usable: true },
      { device: 'cpu', label: 'CPU', detail: '8 cores.', usable: true },
    ]);
  });

  it.each([
    ['darwin-arm64', ['Automatic', 'WebGPU', 'Core ML', 'CPU']],
    ['win32-x64', ['Automatic', 'WebGPU', 'DirectML', 'CPU']],
    ['linux-arm64', ['Automatic', 'CPU']],
  ])('are those of the platform: %s', (platform, labels) => {
    expect(deviceChoices(null, platform).map(({ label }) => label)).toEqual(labels);
  });

  it('say of the autoencoder what automatic weighs there', () => {
    const found = reports.map((report) => ({ ...report, rejected: [...report.rejected] }));
    const [auto, ...others] = autoencoderChoices(found, 'linux-x64');
    expect(auto).toMatchObject({ device: 'auto', usable: true });
    expect(auto?.detail).toMatch(/more than five times .* otherwise the CPU/u);
    expect(others).toEqual(deviceChoices(found, 'linux-x64').slice(1));
  });

  it('can all be chosen while the engine still looks', () => {
    expect(deviceChoices(null).every(({ usable }) => usable)).toBe(true);
  });
});

describe('screening by int8', () => {
  it('offers what the engine takes, each with what it means', () => {
    const choices = int8Choices();
    expect(choices.map(({ int8, label }) => [int8, label])).toEqual([
      ['auto', 'Automatic'],
      ['on', 'On'],
      ['off', 'Off'],
    ]);
    for (const { int8, detail } of choices) {
      expect(detail).not.toBe('');
      expect(parseTrainRequest(withInt8(exampleRequest, int8)).int8).toBe(int8);
    }
  });

  it.each([
    ['cpu', { int8: 'on' }],
    ['auto', { int8: 'on' }],
    ['webgpu', {}],
  ] as const)('is asked for on the device %s only where that may be the CPU', (saeDevice, expected) => {
    const request = { ...exampleRequest, saeDevice };
    expect(withInt8({ ...request, int8: 'auto' }, 'on')).toEqual({ ...request, ...expected });
  });

  it('is not asked for where pairs are selected by rank or by learned thresholds', () => {
    const offered = (['gba', 'l1', 'topk', 'batchtopk', 'matryoshka', 'jumprelu'] as const).filter((name) => {
      const sae =
        name === 'gba' ? exampleRequest.sae : algorithmPreset(name, { ...exampleRequest.sae, dIn: 192 });
      const { kind } = backendOptions(sae, 192).selection;
      expect(offersInt8('cpu', name)).toBe(kind === 'threshold');
      return kind === 'threshold';
    });
    expect(offered).toEqual(['gba', 'l1']);
  });
});

describe('a corpus', () => {
  it.each<[CorpusSpec, string]>([
    [{ kind: 'starter' }, 'Starter corpus'],
    [{ kind: 'folder', path: '/code' }, '/code'],
    [{ kind: 'files', paths: ['/a.txt'] }, '/a.txt'],
    [{ kind: 'files', paths: ['/a.txt', '/b.txt'] }, '2 files'],
  ])('%j is called %s', (corpus, label) => {
    expect(corpusLabel(corpus)).toBe(label);
  });

  it('of tables needs the name of the text column', () => {
    expect(needsTextColumn(['/a.txt', '/b.PARQUET'])).toBe(true);
    expect(needsTextColumn(['/a.txt', '/csv'])).toBe(false);
  });
});

describe('presets', () => {
  const preset = {
    request: exampleRequest,
    estimate: { memoryBytes: 1, diskBytes: 1, seconds: 1, steps: 1, notes: [] },
  };
  const choices: TrainChoices = { model: exampleModel(), hookPoints: ['h'], corpus: { kind: 'starter' } };

  it('are asked for once each, and again after a failure', async () => {
    const asked: unknown[] = [];
    let fails = true;
    const cache = new PresetCache({
      request: (_method, params) => {
        asked.push(params);
        return fails ? Promise.reject(new Error('busy')) : Promise.resolve(preset as never);
      },
    });
    await expect(cache.get(choices, 'small')).rejects.toThrow('busy');
    fails = false;
    const got = await cache.get(choices, 'small');
    expect(got).toEqual({ requests: [preset.request], estimate: preset.estimate });
    expect(await cache.get(choices, 'small')).toBe(got);
    expect(asked).toHaveLength(2);
    await cache.get(choices, 'large');
    expect(asked).toHaveLength(3);
    await cache.get({ ...choices, algorithm: { algorithm: 'gba', preset: 'paper' } }, 'large');
    expect(asked.map((params) => (params as { preset?: string }).preset)).toEqual([
      undefined,
      undefined,
      undefined,
      'paper',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import {
  knobKinds,
  knobSummary,
  knobText,
  parseKnob,
  targetL0,
  withKnob,
  type Knob,
  type KnobKind,
} from '../../../extension/commands/train/sparsityKnob.ts';
import {
  chooseAlgorithm,
  PresetCache,
  type TrainChoices,
} from '../../../extension/commands/train/trainChoices.ts';
import { presetSizes } from '../../../extension/commands/train/trainOverrides.ts';
import {
  ALGORITHM_CHOICES,
  algorithmDetail,
  algorithmLabel,
} from '../../../extension/text/algorithmWords.ts';
import { parseTrainRequest } from '../../../native-worker/runs/trainRequestSchema.ts';
import { targetL0 as engineTargetL0, withTargetL0 } from '../../../native-worker/sae/algorithms/targetL0.ts';
import type { PresetAlgorithm, TrainRequest } from '../../../protocol/training.ts';
import { exampleModel, exampleRequest, exampleSae } from './examples.ts';

const requestOf = (algorithm: PresetAlgorithm): TrainRequest => ({
  ...exampleRequest,
  sae: exampleSae(algorithm),
});

describe('the algorithms on offer', () => {
  it('have each a name and a line of their own', () => {
    expect(ALGORITHM_CHOICES).toHaveLength(8);
    expect(new Set(ALGORITHM_CHOICES.map(algorithmLabel)).size).toBe(8);
    expect(new Set(ALGORITHM_CHOICES.map(algorithmDetail)).size).toBe(8);
  });

  it('are asked of the engine by name, with the sizes of the settings', async () => {
    const asked: unknown[] = [];
    const cache = new PresetCache(
      {
        request: (_method, params) => {
          asked.push(params);
          return Promise.resolve({} as never);
        },
      },
      () => presetSizes({ dSae: 512, seed: 3 }),
    );
    const choices: TrainChoices = { model: exampleModel(), hookPoints: ['h'], corpus: { kind: 'starter' } };
    await cache.get({ ...choices, algorithm: { algorithm: 'topk' } }, 'small');
    expect(asked).toEqual([
      {
        modelFolder: '/models/starter',
        hookPoint: 'h',
        corpus: { kind: 'starter' },
        size: 'small',
        algorithm: 'topk',
        dSae: 512,
      },
    ]);
  });

  it('lose the sparsity chosen for another one, and keep it when chosen again', () => {
    const choices: TrainChoices = { algorithm: { algorithm: 'topk' }, knob: { kind: 'k', k: 9 } };
    chooseAlgorithm(choices, { algorithm: 'topk' });
    expect(choices.knob).toEqual({ kind: 'k', k: 9 });
    chooseAlgorithm(choices, { algorithm: 'l1' });
    expect(choices).toEqual({ algorithm: { algorithm: 'l1' } });
  });
});

describe('the sparsity of an algorithm', () => {
  it.each<[PresetAlgorithm, KnobKind[], string]>([
    ['gba', ['targetL0', 'frequencies'], 'target L0 6.22, frequencies 0.01, 0.0003'],
    ['ba', ['targetL0', 'frequencies'], 'target L0 6.14, frequencies 0.003'],
    ['topk', ['k'], 'k = 32'],
    ['batchtopk', ['k'], 'k = 32'],
    ['matryoshka', ['k'], 'k = 32'],
    ['l1', ['coefficient'], 'λ = 0.03'],
    ['jumprelu', ['coefficient'], 'λ = 0.001'],
  ])('of %s is set by %j', (algorithm, kinds, summary) => {
    const sae = exampleSae(algorithm);
    expect(knobKinds(sae.algorithm)).toEqual(kinds);
    expect(knobSummary(sae)).toBe(summary);
    // What is shown can be typed again, up to its three digits.
    for (const kind of kinds) expect(parseKnob(kind, knobText(kind, sae), sae)).toHaveProperty('value');
  });

  it.each<[PresetAlgorithm, KnobKind, string, Knob]>([
    ['topk', 'k', '64', { kind: 'k', k: 64 }],
    ['topk', 'k', '2048', { kind: 'k', k: 2048 }],
    ['l1', 'coefficient', '5e-2', { kind: 'coefficient', coefficient: 0.05 }],
    ['jumprelu', 'coefficient', '0.002', { kind: 'coefficient', coefficient: 0.002 }],
    ['gba', 'frequencies', '0.05, 0.001', { kind: 'frequencies', highest: 0.05, lowest: 0.001 }],
    ['gba', 'targetL0', '40', { kind: 'targetL0', l0: 40 }],
    ['ba', 'frequencies', '0.004', { kind: 'frequencies', highest: 0.004, lowest: 0.004 }],
  ])('of %s by %s takes %s, and the engine takes the request', (algorithm, kind, text, knob) => {
    const request = requestOf(algorithm);
    expect(parseKnob(kind, text, request.sae)).toEqual({ value: knob });
    const turned = withKnob(request, knob);
    expect(turned.sae.algorithm).not.toEqual(request.sae.algorithm);
    expect(parseTrainRequest(turned)).toEqual(turned);
  });

  it.each<[PresetAlgorithm, KnobKind, string]>([
    ['topk', 'k', '0'],
    ['topk', 'k', '2049'],
    ['topk', 'k', '3.5'],
    ['topk', 'k', 'many'],
    ['l1', 'coefficient', '0'],
    ['l1', 'coefficient', '-1'],
    ['l1', 'coefficient', '1 2'],
    ['gba', 'frequencies', '0.001, 0.05'],
    ['gba', 'frequencies', '0.1'],
    ['gba', 'frequencies', '1.5, 0.1'],
    ['gba', 'frequencies', '0.1, 0'],
    ['gba', 'targetL0', '0'],
    ['gba', 'targetL0', '100000'],
    ['ba', 'frequencies', '0.1, 0.01'],
    ['ba', 'targetL0', ''],
  ])('of %s by %s refuses %j with an example or a range', (algorithm, kind, text) => {
    expect(parseKnob(kind, text, exampleSae(algorithm))).toEqual({
      problem: expect.stringMatching(/^Write .+\d/) as string,
    });
  });

  it.each<PresetAlgorithm>(['gba', 'ba'])('as a target L0 of %s is what the engine makes of it', (name) => {
    const { algorithm, dSae } = exampleSae(name);
    if (algorithm.algorithm !== 'gba') throw new Error('not GBA');
    expect(targetL0(algorithm, dSae)).toBeCloseTo(engineTargetL0(algorithm, dSae), 10);
    const turned = withKnob(requestOf(name), { kind: 'targetL0', l0: 25 });
    expect(turned.sae.algorithm).toEqual(withTargetL0(algorithm, 25, dSae));
  });

  it('that the sizes do not bear is refused in words', () => {
    const request = requestOf('topk');
    const few: TrainRequest = { ...request, sae: { ...request.sae, dSae: 16 } };
    expect(() => withKnob(few, { kind: 'k', k: 20 })).toThrow('more than the 16 features');
    expect(() => withKnob(requestOf('gba'), { kind: 'targetL0', l0: 2000 })).toThrow('out of reach');
  });
});

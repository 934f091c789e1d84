import { describe, expect, it } from 'vitest';
import { algorithmFlag, withAlgorithmFlags } from '../../../native-worker/cli/algorithmFlags.ts';
import { algorithmLabel, algorithmWords } from '../../../native-worker/cli/algorithmWords.ts';
import { UsageError } from '../../../native-worker/cli/exitCodes.ts';
import { algorithmPreset } from '../../../native-worker/sae/algorithms/presets.ts';
import { targetL0 } from '../../../native-worker/sae/algorithms/targetL0.ts';
import type { AlgorithmConfig, GbaConfig, PresetAlgorithm } from '../../../protocol/training.ts';

const dSae = 2048;
const preset = (algorithm: PresetAlgorithm): AlgorithmConfig =>
  algorithmPreset(algorithm, { dIn: 192, dSae, trainingTokens: 1e6 }).algorithm;
const gba = preset('gba') as GbaConfig;

describe('The flags of an algorithm', () => {
  it.each<[PresetAlgorithm, Record<string, string>, object]>([
    ['gba', { groups: '5', htf: '0.2', ltf: '0.002' }, { groups: 5, highestTargetFrequency: 0.2 }],
    ['ba', { htf: '0.02' }, { groups: 1, highestTargetFrequency: 0.02, lowestTargetFrequency: 0.02 }],
    ['topk', { k: '24' }, { algorithm: 'topk', k: 24 }],
    ['batchtopk', { k: '24' }, { algorithm: 'batchtopk', k: 24 }],
    ['matryoshka', { k: '24' }, { algorithm: 'matryoshka', k: 24 }],
    ['l1', { l1: '0.2' }, { algorithm: 'l1', l1Coefficient: 0.2 }],
    ['jumprelu', { sparsity: '0.01' }, { algorithm: 'jumprelu', sparsityCoefficient: 0.01 }],
  ])('%s takes %j', (algorithm, flags, expected) => {
    expect(algorithmFlag({ ...flags, algorithm })).toBe(algorithm);
    expect(withAlgorithmFlags(preset(algorithm), flags, dSae)).toMatchObject(expected);
  });

  it.each([
    [{ algorithm: 'topk', htf: '0.1' }, '--htf belongs to gba, ba, not to topk: its L0 is --k.'],
    [{ k: '5' }, '--k belongs to topk, batchtopk, matryoshka, not to gba'],
    [{ algorithm: 'ba', groups: '4' }, '--groups belongs to gba, not to ba'],
    [{ algorithm: 'topk', targetL0: '20' }, '--target-l0 belongs to gba, ba, not to topk: its L0 is --k.'],
    [{ algorithm: 'l1', targetL0: '20' }, 'its penalty decides how sparse it gets: --l1.'],
    [{ algorithm: 'jumprelu', targetL0: '20' }, 'its penalty decides how sparse it gets: --sparsity.'],
    [{ algorithm: 'gated' }, '--algorithm must be one of gba, ba, topk'],
  ])('%j is refused with what to use instead', (flags, message) => {
    const parse = () => algorithmFlag(flags);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
  });
});

describe('--target-l0', () => {
  it('scales all target frequencies by one factor, so that they sum to the L0', () => {
    const config = withAlgorithmFlags(gba, { targetL0: '40' }, dSae) as GbaConfig;
    expect(targetL0(config, dSae)).toBeCloseTo(40, 9);
    expect(config.highestTargetFrequency / config.lowestTargetFrequency).toBeCloseTo(0.01 / 0.0003, 9);
  });

  it('says what can be reached when that is too much', () => {
    expect(() => withAlgorithmFlags(gba, { targetL0: '2000' }, dSae)).toThrow(/--target-l0: An L0 of 2000/u);
    expect(() => withAlgorithmFlags(gba, { targetL0: '0' }, dSae)).toThrow(UsageError);
  });
});

describe('--set', () => {
  it.each<[PresetAlgorithm, string, object]>([
    ['gba', 'adaptation=requantile', { adaptation: 'requantile' }],
    ['gba', 'biasStepDown=0', { biasStepDown: 0 }],
    ['gba', 'refit=false', { refit: false }],
    ['matryoshka', 'prefixShares=0.25,1', { prefixShares: [0.25, 1] }],
    ['jumprelu', 'penalty=tanh', { penalty: 'tanh' }],
  ])('of %s: %s', (algorithm, set, expected) => {
    expect(withAlgorithmFlags(preset(algorithm), { set }, dSae)).toMatchObject(expected);
  });

  it('may be repeated', () => {
    const flags = { set: ['auxK=7', 'auxCoefficient=0'] };
    expect(withAlgorithmFlags(preset('topk'), flags, dSae)).toMatchObject({ auxK: 7, auxCoefficient: 0 });
  });

  it.each([
    ['k=5', '--set k: gba has no such field. It has groups, highestTargetFrequency'],
    ['groups', '--set groups needs a name and a value'],
    ['outputScale=small', '--set outputScale needs a number, not "small"'],
    ['outputScale=', '--set outputScale needs a number'],
    ['refit=yes', '--set refit must be true or false'],
    ['algorithm=l1', 'use --algorithm'],
    ['preset=paper', 'use --preset'],
  ])('%s is refused by name', (set, message) => {
    expect(() => withAlgorithmFlags(gba, { set }, dSae)).toThrow(message);
  });
});

it('An algorithm is told with what decides how sparse it gets', () => {
  const sae = algorithmPreset('gba', { dIn: 192, dSae, trainingTokens: 1e6 });
  expect(algorithmWords(sae)).toBe('gba, recommended settings, 10 groups with targets for an L0 of 6.22');
  const ba = { ...sae, algorithm: { ...gba, groups: 1, highestTargetFrequency: 0.01 } };
  expect(algorithmWords(ba)).toBe('ba, recommended settings, one target for an L0 of 20.5');
  expect(
    (['topk', 'batchtopk', 'l1', 'jumprelu'] as const).map((name) => algorithmLabel(preset(name))),
  ).toEqual(['topk, k 32', 'batchtopk, k 32', 'l1, 0.15', 'jumprelu, l0 0.003']);
});

import { describe, expect, test } from 'vitest';
import {
  algorithmsFrom,
  commandOf,
  kindFrom,
  positiveFlag,
  settingsFrom,
} from '../../../native-worker/cli/compareFlags.ts';
import { UsageError } from '../../../native-worker/cli/exitCodes.ts';
import { checkSettings } from '../../../native-worker/comparison/compareSettings.ts';
import type { ModelSummary } from '../../../protocol/model.ts';

const model: ModelSummary = {
  ...{ folder: '/model', name: 'model', architecture: 'Fake', layers: 6, width: 192, vocabularySize: 100 },
  ...{ maxContext: 512, onnxFile: 'model.onnx', bytes: 1, hash: 'h', warnings: [] },
  hookPoints: ['blocks.3.hook_mlp_out', 'blocks.4.hook_resid_post'].map((name) => ({
    ...{ name, kind: 'tensor' as const, layer: 4, tensor: 't', op: 'Add', width: 192 },
    ...{ shape: ['batch', 'position', 192], cost: 0.5, weightShare: 0.5 },
  })),
};

describe('flags of monosema compare', () => {
  test('are none at all: six algorithms, three seeds, five points, two thirds up the model', () => {
    const settings = settingsFrom('frontier', {}, model);
    expect(settings).toMatchObject({
      ...{ algorithms: ['gba', 'topk', 'batchtopk', 'l1', 'jumprelu', 'matryoshka'], seeds: 3, points: 5 },
      ...{
        hookPoint: 'blocks.4.hook_resid_post',
        dSae: 2048,
        lowestL0: 10,
        highestL0: 200,
        contextSize: 128,
      },
      ...{ trainingTokens: 1_024_000, tuningTokens: 256_000, corpus: { kind: 'starter' } },
    });
    expect(() => {
      checkSettings(settings);
    }).not.toThrow();
  });

  test('replace one default each, and tuning follows the length of a run', () => {
    const flags = {
      ...{ algorithms: 'topk, gba,topk', seeds: '2', l0: '5:50', features: '512', steps: '300' },
      batch: '512',
    };
    expect(settingsFrom('frontier', flags, model)).toMatchObject({
      ...{ algorithms: ['topk', 'gba'], seeds: 2, lowestL0: 5, highestL0: 50, dSae: 512 },
      ...{ trainingTokens: 153_600, tuningTokens: 38_400 },
    });
  });

  test('choose the kind of comparison', () => {
    expect([kindFrom({}), kindFrom({ ladder: true }), kindFrom({ chooseScale: true })]).toEqual([
      ...['frontier', 'ladder', 'scale'],
    ]);
    expect(settingsFrom('ladder', {}, model)).toMatchObject({
      seeds: 5,
      targetL0: 25,
      longTokens: 10_240_000,
    });
  });

  test.each([
    [
      'unknown algorithms',
      () => algorithmsFrom({ algorithms: 'gba,sparse' }),
      'no algorithm "sparse"; there are gba, topk',
    ],
    [
      'no seeds',
      () => positiveFlag({ seeds: '0' }, 'seeds'),
      '--seeds needs a whole number from 1 up, not 0',
    ],
    ['half a seed', () => positiveFlag({ seeds: '1.5' }, 'seeds'), '--seeds needs a whole number'],
    ['a range without an end', () => settingsFrom('frontier', { l0: '10' }, model), '--l0 10:200, not "10"'],
    ['two kinds', () => kindFrom({ ladder: true, chooseScale: true }), 'give one of them'],
    ['algorithms on the ladder', () => kindFrom({ ladder: true, algorithms: 'gba' }), 'not to --ladder'],
    ['length said twice', () => settingsFrom('frontier', { steps: '9', tokens: '9' }, model), 'say the same'],
  ])('are refused where they are %s', (_, parse, words) => {
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(words);
  });

  test('are told back as the command that gives the same again', () => {
    expect(commandOf('ladder', { seeds: '5', targetL0: '20', out: 'x', jobs: '2', fresh: true })).toBe(
      'monosema compare --ladder --seeds 5 --target-l0 20',
    );
  });
});

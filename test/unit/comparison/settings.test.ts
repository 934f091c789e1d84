import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { armKey } from '../../../native-worker/comparison/arm.ts';
import { ArmStore } from '../../../native-worker/comparison/armStore.ts';
import { checkSettings, defaultL0Range } from '../../../native-worker/comparison/compareSettings.ts';
import type { CompareSettings } from '../../../native-worker/comparison/compareSettings.ts';
import { openComparisonFolder } from '../../../native-worker/comparison/comparisonFolder.ts';
import { finishedArm, someSettings } from './finishedArm.ts';

describe('settings of a comparison', () => {
  test('that are good pass', () => {
    expect(() => {
      checkSettings(someSettings());
    }).not.toThrow();
  });

  test.each([
    [{ seeds: 0 }, '--seeds 0'],
    [{ points: 1 }, '--points 1'],
    [{ dSae: 3 }, '--features 3'],
    [{ lowestL0: 50, highestL0: 20 }, '--l0 50:20: the first must be the smaller'],
    [{ highestL0: 1500 }, 'half of the 2048 features'],
    [{ trainingTokens: 100 }, '--tokens 100: must be at least one batch of 1024'],
    [{ tuningTokens: 100 }, '--tuning-tokens 100'],
    [{ mostHeldOut: 0 }, '--held-out 0'],
  ] as [Partial<CompareSettings>, string][])(
    '%j is refused in the words of the command line',
    (change, words) => {
      expect(() => {
        checkSettings(someSettings(change));
      }).toThrow(words);
    },
  );

  test('keep the default range of L0 within a tenth of the features', () => {
    expect(defaultL0Range(2048)).toEqual({ lowestL0: 10, highestL0: 200 });
    expect(defaultL0Range(64)).toEqual({ lowestL0: 1.6, highestL0: 6.4 });
  });
});

describe('results of arms', () => {
  const { arm, result } = finishedArm({ l0: 10, explainedVariance: 0.5 });
  const data = { cacheKey: 'c', heldOutRows: 100 };
  const weights = {
    ...{ dIn: 2, decoder: Float32Array.of(1, 0, 0, 1), maxActivations: Float32Array.of(3, 4) },
    ...{ zScores: Float32Array.of(5, 6), fired: Float32Array.of(1, 0) },
  };

  test('have a key of what decides them, not of their names', () => {
    const key = armKey(arm, data);
    expect(armKey({ ...arm, label: 'other', purpose: 'tuning' } as typeof arm, data)).toBe(key);
    expect(armKey({ sae: { ...arm.sae, seed: 2 } }, data)).not.toBe(key);
    expect(armKey(arm, { ...data, cacheKey: 'd' })).not.toBe(key);
    expect(armKey(arm, { ...data, heldOutRows: 99 })).not.toBe(key);
  });

  test('come back as they were written, weights too', () => {
    const store = new ArmStore(mkdtempSync(path.join(tmpdir(), 'monosema-arms-')));
    expect(store.read(result.key)).toBeNull();
    store.write(result, weights);
    expect(store.read(result.key)).toEqual(result);
    expect(store.weights(result.key)).toEqual(weights);
  });

  test('that are cut, foreign or of another key count as not finished', () => {
    const out = mkdtempSync(path.join(tmpdir(), 'monosema-arms-'));
    const store = new ArmStore(out);
    store.write(result, weights);
    const file = path.join(out, 'arms', `${result.key}.json`);
    for (const content of ['{', '{}', JSON.stringify({ ...result, key: 'other' })]) {
      writeFileSync(file, content);
      expect(store.read(result.key)).toBeNull();
    }
  });

  test('without their weights say what to delete', () => {
    const store = new ArmStore(mkdtempSync(path.join(tmpdir(), 'monosema-arms-')));
    expect(() => store.weights('gone')).toThrow(/gone\.safetensors.*Delete it.*trains it again/u);
  });

  test('go into a new folder or that of an earlier comparison, into no other', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'monosema-out-'));
    openComparisonFolder(path.join(folder, 'new'));
    openComparisonFolder(path.join(folder, 'new'));
    expect(readdirSync(path.join(folder, 'new'))).toEqual(['arms']);
    expect(() => {
      openComparisonFolder(folder);
    }).toThrow('--out');
  });
});

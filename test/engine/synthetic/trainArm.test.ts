import { describe, expect, it } from 'vitest';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import {
  gbaArm,
  l1Arm,
  matchedLowest,
  ownTopKArm,
  paperArm,
  tiedTopKArm,
} from '../../../native-worker/synthetic/arms.ts';
import { targetFrequencies } from '../../../native-worker/sae/algorithms/gba.ts';
import type { ArmInput } from '../../../native-worker/synthetic/armResult.ts';
import { baTheory, baTheoryBackend } from '../../../native-worker/synthetic/baTheory.ts';
import type { BaTheoryConfig } from '../../../native-worker/synthetic/baTheory.ts';
import { scoreDictionary } from '../../../native-worker/synthetic/score.ts';
import { SyntheticData } from '../../../native-worker/synthetic/syntheticSource.ts';
import type { SyntheticSpec } from '../../../native-worker/synthetic/syntheticSpec.ts';
import { trainArm } from '../../../native-worker/synthetic/trainArm.ts';

const easy: SyntheticSpec = {
  features: 24,
  dIn: 16,
  sparsity: { kind: 'exact', active: 2 },
  magnitudes: 'constant',
  zipfExponent: 0,
  dictionary: 'low-coherence',
  noise: 0,
  seed: 3,
};
const sizes = { data: easy, dSae: 96, steps: 150, batchTokens: 256, learningRate: 3e-2 };
const context = { threads: 1, signal: new AbortController().signal, progress: () => undefined };

function input(config: ArmInput['config'], changes: Partial<ArmInput> = {}): ArmInput {
  return { data: easy, config, heldOutRows: 2048, merge: false, keepRows: false, ...changes };
}

describe('trainArm', () => {
  it('recovers all features of an easy set by GBA, says what stands behind it and merges without loss', async () => {
    const sae = { ...gbaArm(sizes, { lowestTargetFrequency: 0.01 }), seed: 1 };
    const told: number[] = [];
    const result = await trainArm(input({ algorithm: 'sae', sae }, { merge: true, keepRows: true }), {
      ...context,
      progress: (done) => told.push(done),
    });
    expect(result.recovered.slice(0, 2)).toEqual([1, 1]);
    expect(result.matched).toBe(1);
    expect(result.merged?.recovered).toBe(1);
    expect(result.merged?.features).toBeLessThan(96);
    expect(result.rows).toHaveLength(96 * 16);
    expect(result.nmse).toBeLessThan(0.5);
    expect(result.targets?.groups).toBe(10);
    expect(result.trainingRows).toBe(150 * 256);
    expect(told.length).toBeGreaterThan(5);
    expect(Math.max(...told)).toBeLessThanOrEqual(1);
    const again = await trainArm(input({ algorithm: 'sae', sae }, { merge: true, keepRows: true }), context);
    expect({ ...again, seconds: 0 }).toEqual({ ...result, seconds: 0 });
  });

  it.each([
    ['the paper’s preset', paperArm({ ...sizes, steps: 20 })],
    ['tied TopK', tiedTopKArm({ ...sizes, steps: 20 }, 4)],
    ['TopK’s own recipe', ownTopKArm({ ...sizes, steps: 20 }, 4)],
    ['L1', l1Arm({ ...sizes, steps: 20 })],
  ])('trains %s to finite figures', async (_, sae) => {
    const result = await trainArm(input({ algorithm: 'sae', sae }), context);
    for (const value of Object.values(result).flat())
      if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
    expect(result.targets === null).toBe(sae.algorithm.algorithm !== 'gba');
    if (sae.algorithm.algorithm === 'topk') expect(result.l0).toBeLessThanOrEqual(4);
  });
});

describe('baTheory', () => {
  const theory: BaTheoryConfig = {
    algorithm: 'ba-theory',
    dSae: 96,
    targetFrequency: 2 / 24,
    steps: 6,
    rowsPerStep: 2048,
    seed: 1,
  };

  it('finds all features of an easy set in six steps at p = f, and none at p near 1/2', async () => {
    const found = await trainArm(input(theory), context);
    expect(found.recovered[1]).toBe(1);
    expect(found).toMatchObject({ nmse: null, l0: null, targets: null, trainingRows: 6 * 2048 });
    const blurred = await trainArm(input({ ...theory, targetFrequency: 0.45 }), context);
    expect(blurred.recovered[1]).toBeLessThan(0.5);
  });

  it('equals its plain twin: quantile, threshold, sum, normalise', async () => {
    const config = { ...theory, dSae: 3, steps: 1, rowsPerStep: 600 };
    const data = await SyntheticData.open(easy);
    const backend = await openBackend('reference', baTheoryBackend(config, 16));
    const start = await baTheory({ ...config, steps: 0 }, data.source(), backend);
    const stepped = await baTheory(config, data.source(), backend);
    const raw = (await data.source().next(600)) ?? new Float32Array(0);
    const rows = Array.from({ length: 600 }, (_, i) => unit([...raw.subarray(i * 16, (i + 1) * 16)]));
    for (let m = 0; m < 3; m++) {
      const w = [...start.subarray(m * 16, (m + 1) * 16)];
      const u = rows.map((x) => dot(w, x));
      const threshold = Math.max(0, [...u].sort((p, q) => q - p)[50] ?? 0);
      const active = rows.flatMap((x, i) =>
        (u[i] ?? 0) > threshold ? [x.map((value) => value * (u[i] ?? 0))] : [],
      );
      expect(active).toHaveLength(50);
      const sum = unit(w.map((_, i) => active.reduce((total, x) => total + (x[i] ?? 0), 0)));
      sum.forEach((value, i) => {
        expect(stepped[m * 16 + i]).toBeCloseTo(value, 4);
      });
    }
    await backend.dispose();
  });
});

describe('scoreDictionary', () => {
  it('has a closed form on axes: half found once, twins counted, one-to-one', async () => {
    const truth = Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
    // Feature 0 twice (any length), feature 1 at cosine 0.6 twice, features 2 and 3 not at all.
    const neurons = Float32Array.of(5, 0, 0, 0, 1, 0, 0, 0, 0.8, 0.6, 0, 0, 0.8, 0.6, 0, 0);
    const score = await scoreDictionary(truth, neurons, 4);
    expect(score.recovered).toEqual([0.25, 0.25, 0.25]);
    expect(score.meanMaxCosine).toBeCloseTo((1 + 0.6) / 4);
    expect(score.matched).toBe(0.25);
    expect(score.monosemantic).toBe(0.5);
    expect(score.distinct).toBe(2);
    expect(score.twinShare).toBe(1);
  });
});

describe('matchedLowest', () => {
  it('finds the LTF of a mean target, and says when there is none', () => {
    const meanOf = (highestTargetFrequency: number, lowestTargetFrequency: number): number =>
      targetFrequencies({ groups: 10, highestTargetFrequency, lowestTargetFrequency }).reduce(
        (sum, p) => sum + p / 10,
        0,
      );
    const { lowest, reached } = matchedLowest(0.05, 10, 0.0248);
    expect(reached).toBe(true);
    expect(meanOf(0.05, lowest)).toBeCloseTo(0.0248, 5);
    expect(matchedLowest(0.5, 10, 0.0248)).toEqual({ lowest: 1e-5, reached: false });
  });
});

function dot(p: readonly number[], q: readonly number[]): number {
  return p.reduce((sum, value, i) => sum + value * (q[i] ?? 0), 0);
}

function unit(row: number[]): number[] {
  const norm = Math.sqrt(dot(row, row));
  return row.map((value) => value / norm);
}

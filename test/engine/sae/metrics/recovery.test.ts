import { describe, expect, it } from 'vitest';
import { oneToOneRecovery, recovery } from '../../../../native-worker/sae/metrics/recovery.ts';
import { shareAbove } from '../../../../native-worker/sae/metrics/summaries.ts';
import { Random } from '../../../../native-worker/sae/random.ts';
import { atAngles, expectClose, gaussianRows, permuted, reflected, rescaled } from './dictionaries.ts';

const cos = (degrees: number): number => Math.cos((degrees * Math.PI) / 180);

describe('Recovery of known features', () => {
  it('counts features found and neurons that stand for one, at any cosine', async () => {
    // cos 20 degrees = 0.940, cos 30 = 0.866; the neuron at 200 stands for nothing.
    const found = await recovery(atAngles(0, 90), atAngles(20, 5, 60, 200), 2);
    expectClose(found.truth.cosines, [cos(5), cos(30)]);
    expect(shareAbove(found.truth.cosines, 0.8)).toBe(1);
    expect(shareAbove(found.truth.cosines, 0.9)).toBe(0.5);
    expect(shareAbove(found.neurons.cosines, 0.9)).toBe(0.5);
    expect(found.meanMaxCosine).toBeCloseTo((cos(5) + cos(30)) / 2, 6);
  });

  it('one to one lets a neuron stand for one feature only', async () => {
    // One neuron halfway between two features 40 degrees apart: both have it at 20 degrees.
    const truth = atAngles(0, 40);
    const neurons = atAngles(20, 200);
    expect(shareAbove((await recovery(truth, neurons, 2)).truth.cosines, 0.9)).toBe(1);
    const { cosines, method } = await oneToOneRecovery(truth, neurons, 2);
    expect(method).toBe('assignment');
    expect(shareAbove(cosines, 0.9)).toBe(0.5);
  });

  it('is whole for the true features themselves, turned with the data, reordered, at any length', async () => {
    const [n, dIn] = [50, 8];
    const truth = gaussianRows(n, dIn, 1);
    const order = new Random(2).sample(n, n);
    const neurons = reflected(rescaled(permuted(truth, dIn, order), dIn, 3), dIn, 4);
    const found = await recovery(reflected(truth, dIn, 4), neurons, dIn);
    expect(found.meanMaxCosine).toBeCloseTo(1, 5);
    expect(order.map((_, feature) => order[found.truth.partners[feature] ?? -1])).toEqual([...order.keys()]);
  });
});

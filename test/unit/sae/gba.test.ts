import { describe, expect, it } from 'vitest';
import { BiasAdaptation } from '../../../native-worker/sae/algorithms/biasAdaptation.ts';
import { groupOfNeuron, targetFrequencies, windowRows } from '../../../native-worker/sae/algorithms/gba.ts';
import { paperGba, presetSae, recommendedGba } from '../../../native-worker/sae/algorithms/gbaPresets.ts';

describe('Target frequencies', () => {
  it('fall geometrically from HTF to LTF, as in the paper', () => {
    const targets = targetFrequencies({
      groups: 10,
      highestTargetFrequency: 0.1,
      lowestTargetFrequency: 0.001,
    });
    const paper = [0.1, 0.0599, 0.0359, 0.0215, 0.0129, 0.00774, 0.00464, 0.00278, 0.00167, 0.001];
    targets.forEach((target, k) => {
      expect(target / (paper[k] ?? 0)).toBeCloseTo(1, 2);
    });
  });

  it('are HTF alone where there is one group', () => {
    expect(
      targetFrequencies({ groups: 1, highestTargetFrequency: 0.1, lowestTargetFrequency: 0.001 }),
    ).toEqual([0.1]);
  });
});

it('Groups are contiguous and equal up to one neuron', () => {
  expect([...groupOfNeuron(3, 8)]).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
});

it('The presets differ where the paper differs', () => {
  expect(paperGba()).toMatchObject({
    outputScale: 1,
    trainOutputScale: true,
    initialBias: 'zero',
    adaptEverySteps: 50,
  });
  expect(recommendedGba({ groups: 3 })).toMatchObject({
    groups: 3,
    initialBias: 'quantile',
    preBias: 'mean',
    refit: true,
  });
  expect(presetSae('recommended', { dIn: 512, dSae: 64, trainingTokens: 1e6 }).learningRate).toBeCloseTo(
    0.01,
    12,
  );
});

describe('Bias adaptation', () => {
  const algorithm = recommendedGba({
    groups: 2,
    highestTargetFrequency: 0.5,
    lowestTargetFrequency: 0.1,
    biasStepDown: 0.01,
    biasStepUp: 0.02,
  });
  const config = { algorithm, dSae: 4, batchTokens: 20 };
  const stats = (rows: number, counts: number[], peaks: number[]) => ({
    rows,
    counts: Uint32Array.from(counts),
    peaks: Float32Array.from(peaks),
  });

  it('lowers what fires too often, raises what never fired, leaves the rest', () => {
    const adaptation = new BiasAdaptation(config, -1);
    const biases = Float32Array.of(-0.5, -0.5, -0.5, -0.5);
    adaptation.absorb(stats(200, [150, 100, 0, 15], [0.5, 0.25, -0.25, 1]));
    expect(adaptation.adapt(biases)).toEqual([0, 1]);
    // 150/200 > 0.5; 100/200 is at the cap; none fired, so it gains 0.02 of the group's mean positive peak 1; 15/200 < 0.1.
    expect([...biases]).toEqual([-0.505, -0.5, -0.48, -0.5].map(Math.fround));
    expect(adaptation.reports()).toEqual([
      { realised: 125 / 200, aboveCap: 0.5 },
      { realised: 7.5 / 200, aboveCap: 0 },
    ]);
  });

  it('keeps biases between the clamp and zero', () => {
    const adaptation = new BiasAdaptation(config, -1);
    const biases = Float32Array.of(-0.999, -0.001, -0.5, 0);
    adaptation.absorb(stats(200, [200, 0, 200, 0], [0.9, -1, 0.9, -1]));
    adaptation.adapt(biases);
    expect([...biases]).toEqual([-1, 0, -0.509, 0].map(Math.fround));
  });

  it('waits in each group for twenty expected firings, and adds up what it is given in parts', () => {
    expect([windowRows(0.5), windowRows(0.1), windowRows(0.0005)]).toEqual([40, 200, 40_000]);
    const adaptation = new BiasAdaptation(config, -1);
    const biases = new Float32Array(4).fill(-0.5);
    adaptation.absorb(stats(30, [30, 0, 30, 0], [1, -1, 1, -1]));
    expect(adaptation.adapt(biases)).toEqual([]);
    adaptation.absorb(stats(30, [30, 30, 0, 0], [0.5, 0.5, 2, -1]));
    expect(adaptation.adapt(biases)).toEqual([0]);
    expect([...biases]).toEqual([-0.51, -0.5, -0.5, -0.5].map(Math.fround));
    expect(adaptation.state()).toMatchObject({ rows: [0, 60], counts: Uint32Array.of(0, 0, 30, 0) });
    expect([...adaptation.state().peaks]).toEqual([-Infinity, -Infinity, 2, -1]);
  });

  it('moves a group once for each adaptation point that its window spans, ten times at most', () => {
    const often = { algorithm: { ...algorithm, adaptEverySteps: 5 }, dSae: 4, batchTokens: 10 };
    const biases = new Float32Array(4).fill(-0.5);
    const adaptation = new BiasAdaptation(often, -1);
    adaptation.absorb(stats(200, [200, 0, 0, 200], [0.5, 0.5, 1, 0.5]));
    adaptation.adapt(biases);
    // Four points of 50 rows: 0.04 of the peak 0.5 down; 0.08 of the mean positive peak up.
    expect([...biases]).toEqual([-0.52, -0.46, -0.44, -0.52].map(Math.fround));
    adaptation.absorb(stats(5_000, [5_000, 100, 100, 5_000], [0.5, 0.5, 1, 0.5]));
    adaptation.adapt(biases);
    expect(biases[0]).toBeCloseTo(-0.57, 6);
  });

  it('goes on from a saved window as if nothing had happened', () => {
    const biases = [new Float32Array(4).fill(-0.5), new Float32Array(4).fill(-0.5)] as const;
    const undisturbed = new BiasAdaptation(config, -1);
    undisturbed.absorb(stats(150, [90, 10, 15, 0], [1, 0.5, 1, -1]));
    const resumed = new BiasAdaptation(config, -1, undisturbed.state());
    for (const [i, adaptation] of [undisturbed, resumed].entries()) {
      adaptation.absorb(stats(50, [50, 0, 10, 0], [1, 0.5, 1, -1]));
      adaptation.adapt(biases[i === 0 ? 0 : 1]);
    }
    expect(biases[1]).toEqual(biases[0]);
    expect(resumed.state()).toEqual(undisturbed.state());
  });

  it('does nothing to a group of which no neuron has a positive peak', () => {
    const adaptation = new BiasAdaptation(config, -1);
    const biases = new Float32Array(4).fill(-0.5);
    adaptation.absorb(stats(200, [0, 0, 0, 0], [-0.1, -0.2, -0.3, -0.4]));
    adaptation.adapt(biases);
    expect([...biases]).toEqual([-0.5, -0.5, -0.5, -0.5]);
  });
});

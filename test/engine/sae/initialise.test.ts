import { describe, expect, it } from 'vitest';
import type { GbaConfig, SaeConfig } from '../../../protocol/training.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';
import { recommendedGba } from '../../../native-worker/sae/algorithms/gbaPresets.ts';
import { initialise, lowestBias, sampleRows } from '../../../native-worker/sae/initialise.ts';
import { densities } from '../../../native-worker/sae/metrics/activity.ts';
import { meanRow } from '../../../native-worker/sae/normalisation.ts';
import { Random } from '../../../native-worker/sae/random.ts';
import { backendOptions } from '../../../native-worker/sae/trainer.ts';
import { backends, open } from '../compute/backends.ts';
import { toyData } from './toyData.ts';

const { dIn, rows } = toyData(4, 2_000);

function config(algorithm: Partial<GbaConfig>): SaeConfig<GbaConfig> {
  return {
    dSae: 40,
    batchTokens: 100,
    trainingTokens: 1_000,
    learningRate: 1e-2,
    finalLearningRateShare: 0.1,
    seed: 3,
    algorithm: recommendedGba({
      groups: 4,
      highestTargetFrequency: 0.2,
      lowestTargetFrequency: 0.025,
      ...algorithm,
    }),
  };
}

describe.each(backends)('On the %s backend, the first state', (device) => {
  it('makes each neuron fire at the target of its group', async () => {
    const run = config({});
    const backend = await open(device, backendOptions(run, dIn));
    await initialise(run, backend, rows, new Random(3));
    const state = await backend.readState();
    const rule = { ...state, activation: 'jumprelu', cuts: new Float32Array(run.dSae), k: null } as const;
    // The quantile is taken over the first 100 / p_k rows, where all but the row at the quantile itself lie above it.
    for (const [group, target] of [0.2, 0.1, 0.05, 0.025].entries()) {
      const used = Math.min(2_000, Math.ceil(100 / target));
      const frequencies = densities(await backend.encode(rows.subarray(0, used * dIn), rule), run.dSae);
      for (const frequency of frequencies.subarray(group * 10, group * 10 + 10)) {
        expect(Math.abs(frequency * used - (Math.round(target * used) - 1))).toBeLessThanOrEqual(1);
      }
    }
    expect(Math.max(...state.biases)).toBeLessThan(0);
    expect([...state.preBias]).toEqual([...meanRow(rows, dIn)]);
    for (let m = 0; m < run.dSae; m++) {
      expect(Math.hypot(...state.weights.subarray(m * dIn, (m + 1) * dIn))).toBeCloseTo(1, 6);
    }
    await backend.dispose();
  });

  it('has zero biases and a zero b_pre where the configuration says so, and depends on the seed alone', async () => {
    const run = config({ initialBias: 'zero', preBias: 'zero', outputScale: 1 });
    const backend = await open(device, backendOptions(run, dIn));
    const firstOf = async (seed: number): Promise<SaeState> => {
      await initialise(run, backend, rows, new Random(seed));
      return backend.readState();
    };
    const [first, again, other] = [await firstOf(3), await firstOf(3), await firstOf(4)];
    expect(again).toEqual(first);
    expect(other.weights).not.toEqual(first.weights);
    expect(Math.max(...first.biases.map(Math.abs), ...first.preBias.map(Math.abs))).toBe(0);
    expect(new Set(first.scales)).toEqual(new Set([1]));
    await backend.dispose();
  });
});

it('The sample holds twenty expected firings at the lowest target, within bounds', () => {
  const at = (lowestTargetFrequency: number): number => sampleRows(recommendedGba({ lowestTargetFrequency }));
  expect([at(0.1), at(0.001), at(1e-6)]).toEqual([4_096, 20_000, 65_536]);
});

it('Biases are clamped at -1 for unit rows, else at minus the largest norm', () => {
  const sample = Float32Array.of(3, 4, 0, 1);
  expect(lowestBias(recommendedGba(), sample, 2)).toBe(-1);
  expect(lowestBias(recommendedGba({ normalisation: 'dataset' }), sample, 2)).toBe(-5);
});

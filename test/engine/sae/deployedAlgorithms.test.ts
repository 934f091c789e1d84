import { expect, it } from 'vitest';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import { algorithmPreset } from '../../../native-worker/sae/algorithms/presets.ts';
import { evaluate, evaluateDeployed } from '../../../native-worker/sae/evaluate.ts';
import { finishSae } from '../../../native-worker/sae/finish.ts';
import { foldForSaelens } from '../../../native-worker/sae/formats/saelensFold.ts';
import { backendOptions, trainSae } from '../../../native-worker/sae/trainer.ts';
import type { PresetAlgorithm, SaeConfig } from '../../../protocol/training.ts';
import { MemorySource } from './memorySource.ts';
import { toyData } from './toyData.ts';

const [trainingRows, batchTokens] = [20_480, 256];

/** Rows of uneven length, so that normalisation matters. */
function toyRows(): { dIn: number; training: Float32Array; heldOut: Float32Array } {
  const { dIn, rows } = toyData(3, trainingRows + 2_048);
  const raw = rows.map((value, i) => value * (1 + (Math.floor(i / dIn) % 7)));
  return { dIn, training: raw.subarray(0, trainingRows * dIn), heldOut: raw.subarray(trainingRows * dIn) };
}

const algorithms = [
  ['gba', 'jumprelu'],
  ['ba', 'jumprelu'],
  ['topk', 'topk'],
  ['batchtopk', 'jumprelu'],
  ['matryoshka', 'jumprelu'],
  ['l1', 'standard'],
  ['jumprelu', 'jumprelu'],
] as const satisfies readonly (readonly [PresetAlgorithm, string])[];

it.each(
  algorithms.flatMap(([name, architecture]) =>
    (['token', 'dataset'] as const).map((normalisation) => ({ name, architecture, normalisation })),
  ),
)(
  'What $name trained under $normalisation normalisation is what its export computes, refitted or not',
  async ({ name, architecture, normalisation }) => {
    const { dIn, training, heldOut } = toyRows();
    const source = new MemorySource(training, dIn);
    const preset = algorithmPreset(name, {
      dIn,
      dSae: 96,
      trainingTokens: trainingRows,
      batchTokens,
      seed: 5,
    });
    const config: SaeConfig = { ...preset, algorithm: { ...preset.algorithm, normalisation } };
    const backend = await openBackend('cpu', backendOptions(config, dIn), 1);
    const { snapshot } = await trainSae({ config, source, backend, heldOut, checkpointEverySteps: 1000 });
    const errors: number[] = [];
    for (const refit of [false, true]) {
      const asked: SaeConfig = { ...config, algorithm: { ...config.algorithm, refit } };
      const { parameters, frequencies } = await finishSae(asked, snapshot, backend, source);
      expect(foldForSaelens(parameters).architecture).toBe(architecture);
      const trained = await evaluate(backend, heldOut, parameters);
      const deployed = await evaluateDeployed(parameters, heldOut);
      expect(trained.l0).toBeGreaterThan(0.05);
      expect(Math.abs(deployed.l0 - trained.l0)).toBeLessThan(0.01);
      expect(deployed.nmse).toBeCloseTo(trained.nmse, 3);
      expect(deployed.explainedVariance).toBeCloseTo(trained.explainedVariance, 3);
      expect(Math.max(...frequencies)).toBeGreaterThan(0);
      errors.push(deployed.nmse);
    }
    expect(errors[1]).toBeLessThan(errors[0] ?? 0);
    await backend.dispose();
  },
);

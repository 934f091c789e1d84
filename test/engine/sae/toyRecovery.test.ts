import { expect, it } from 'vitest';
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import { readArray } from '../../../native-worker/compute/stateReader.ts';
import { evaluate } from '../../../native-worker/sae/evaluate.ts';
import { finishSae } from '../../../native-worker/sae/finish.ts';
import { backendOptions, trainSae } from '../../../native-worker/sae/trainer.ts';
import { MemorySource } from './memorySource.ts';
import { toyConfig } from './toyConfig.ts';
import { recoveryRate, toyData } from './toyData.ts';

it.each([60, 61])(
  'The recommended recipe recovers all but two of the 128 toy features at cosine 0.9, data seed %i',
  async (seed) => {
    const { dIn, rows, features } = toyData(seed, 204_800 + 4_096);
    const source = new MemorySource(rows.subarray(0, 204_800 * dIn), dIn);
    const heldOut = rows.subarray(204_800 * dIn);
    const config = toyConfig({ seed });
    const backend = await openBackend('cpu', backendOptions(config, dIn), 2);
    const { snapshot, status } = await trainSae({
      config,
      source,
      backend,
      heldOut,
      checkpointEverySteps: 1000,
    });
    expect(status).toBe('finished');
    const weights = await readArray(snapshot.state, 'weights');
    expect(recoveryRate(features, weights, dIn, 0.9)).toBeGreaterThanOrEqual(0.984);
    const { parameters } = await finishSae(config, snapshot, backend, source);
    const { explainedVariance, l0 } = await evaluate(backend, heldOut, parameters);
    expect(explainedVariance).toBeGreaterThan(0.65);
    expect(l0).toBeLessThan(25);
    await backend.dispose();
  },
);

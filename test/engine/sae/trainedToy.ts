/** The toy, trained by the recommended recipe: a few seconds, so that a test file trains it once. */
import { openBackend } from '../../../native-worker/compute/openBackend.ts';
import type { Backend } from '../../../native-worker/compute/backend.ts';
import { backendOptions, trainSae } from '../../../native-worker/sae/trainer.ts';
import type { TrainerSnapshot } from '../../../native-worker/sae/trainer.ts';
import type { GbaConfig, SaeConfig } from '../../../protocol/training.ts';
import { MemorySource } from './memorySource.ts';
import { toyConfig } from './toyConfig.ts';
import { toyData } from './toyData.ts';

const trainingRows = 204_800;

export interface TrainedToy {
  config: SaeConfig;
  snapshot: TrainerSnapshot;
  backend: Backend;
  source: MemorySource;
  dIn: number;
  /** The true features, shape [128, dIn]. */
  features: Float32Array;
  /** Shape [rows, dIn]. */
  training: Float32Array;
  heldOut: Float32Array;
}

export async function trainedToy(
  seed: number,
  overrides: Partial<SaeConfig> = {},
  algorithm: Partial<GbaConfig> = {},
): Promise<TrainedToy> {
  const { dIn, rows, features } = toyData(seed, trainingRows + 4_096);
  const training = rows.subarray(0, trainingRows * dIn);
  const heldOut = rows.subarray(trainingRows * dIn);
  const source = new MemorySource(training, dIn);
  const config = toyConfig({ seed, ...overrides }, algorithm);
  const backend = await openBackend('cpu', backendOptions(config, dIn), 2);
  const { snapshot } = await trainSae({ config, source, backend, heldOut, checkpointEverySteps: 1000 });
  return { config, snapshot, backend, source, dIn, features, training, heldOut };
}

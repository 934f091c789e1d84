/**
 * Child of activationsOnDevice.test.ts: trains on webgpu with batches that stay there, beside the same training over the host, and prints how far
 * they part, what crossed and what stayed behind. Its argument is the normalisation.
 */
import type { ActivationSource } from '../../native-worker/activations/activationBatch.ts';
import { DenseBackend } from '../../native-worker/compute/dense/denseBackend.ts';
import { stateArrays } from '../../native-worker/compute/saeState.ts';
import { recommendedGba } from '../../native-worker/sae/algorithms/gbaPresets.ts';
import { backendOptions, trainSae } from '../../native-worker/sae/trainer.ts';
import type { TrainerOptions } from '../../native-worker/sae/trainer.ts';
import type { MetricsLine } from '../../protocol/run.ts';
import type { SaeConfig } from '../../protocol/training.ts';
import { resumable, wholeSnapshot, type WholeSnapshot } from '../engine/sae/wholeSnapshot.ts';
import { watchTraffic } from './deviceTraffic.ts';
import type { Traffic } from './deviceTraffic.ts';
import { openDeviceReader, openSources } from './tinyActivations.ts';

const batchTokens = 32;
const steps = 40;
const normalisation = process.argv[2] === 'dataset' ? 'dataset' : 'token';
const config: SaeConfig = {
  dSae: 48,
  batchTokens,
  trainingTokens: steps * batchTokens,
  learningRate: 1e-2,
  finalLearningRateShare: 0.1,
  seed: 5,
  algorithm: recommendedGba({
    groups: 4,
    highestTargetFrequency: 0.2,
    lowestTargetFrequency: 0.02,
    adaptEverySteps: 10,
    normalisation,
  }),
};

const sinceLast = watchTraffic();
const reader = await openDeviceReader();
const dIn = reader.hookPoint.width;
const form = backendOptions(config, dIn);
const { host, device } = await openSources(reader);
const heldOut = (await host.next(64)) ?? new Float32Array();
const start = { epoch: 0, block: 0, offset: 0 };

async function train(
  source: ActivationSource,
  extra: Partial<TrainerOptions> = {},
): Promise<{ snapshot: WholeSnapshot; halfway: WholeSnapshot | null; lines: MetricsLine[] }> {
  const backend = await DenseBackend.open(form, { device: 'webgpu', forbidCpuFallback: true });
  const lines: MetricsLine[] = [];
  let halfway: WholeSnapshot | null = null;
  await source.seek(start);
  const outcome = await trainSae({
    config,
    source,
    backend,
    heldOut,
    checkpointEverySteps: steps / 2,
    evaluateEverySteps: steps,
    saveCheckpoint: async (saved) => {
      if (saved.state.step === steps / 2) halfway = await wholeSnapshot(saved);
    },
    onMetrics: (line) => void lines.push(line),
    ...extra,
  });
  const snapshot = await wholeSnapshot(outcome.snapshot);
  await backend.dispose();
  return { snapshot, halfway, lines };
}

/** Largest difference of two states, each array's relative to its largest value. */
function apart(a: WholeSnapshot, b: WholeSnapshot): number {
  return Math.max(
    ...stateArrays.map((name) => {
      const [own, other] = [a.state[name], b.state[name]];
      const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
      return own.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] ?? NaN)) / largest), 0);
    }),
  );
}

const overHost = await train(host);
/** Between the metrics of steps 20 and 30: ten steps, an adaptation, and the blocks harvested meanwhile. */
const traffic: Traffic[] = [];
const onCard = await train(device, {
  onMetrics: () => void traffic.push(sinceLast()),
});
const resumeFrom = onCard.halfway;
const resumed = resumeFrom && (await train(device, { resumeFrom: resumable(resumeFrom) }));
const crossed = overHost.halfway && (await train(device, { resumeFrom: resumable(overHost.halfway) }));
device.dispose();
await host.seek(start);
await reader.dispose();
process.stdout.write(
  JSON.stringify({
    parted: apart(overHost.snapshot, onCard.snapshot),
    resumed: resumed && apart(onCard.snapshot, resumed.snapshot),
    crossed: crossed && apart(overHost.snapshot, crossed.snapshot),
    sameEnd: JSON.stringify(onCard.snapshot.position) === JSON.stringify(overHost.snapshot.position),
    epoch: onCard.snapshot.position.epoch,
    explained: overHost.lines.at(-1)?.explainedVariance ?? null,
    traffic,
    batchBytes: 4 * batchTokens * dIn,
    left: sinceLast().alive,
  }),
);

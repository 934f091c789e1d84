/** Trains one SAE of a comparison on the stored activations, brings it into its deployed form, measures it and keeps the result. */
import { ActivationCache } from '../activations/cache/activationCache.ts';
import { CachedSource } from '../activations/cache/cachedSource.ts';
import { CacheDamagedError } from '../activations/cache/cacheErrors.ts';
import type { Device } from '../../protocol/device.ts';
import { openBackend } from '../compute/openBackend.ts';
import { stretches, type StateReader } from '../compute/stateReader.ts';
import type { TaskContext } from '../experiments/task.ts';
import { algorithmOf, totalSteps } from '../sae/algorithms/algorithmOf.ts';
import { finishSae } from '../sae/finish.ts';
import { trainSae } from '../sae/trainer.ts';
import type { Arm } from './arm.ts';
import { ArmStore } from './armStore.ts';
import { measureArm } from './measureArm.ts';

export interface ArmTask {
  key: string;
  arm: Arm;
  /** The cache's folder. */
  activations: string;
  /** The comparison's folder. */
  out: string;
  device: Device | 'reference';
}

/** Rows of the check that the trainer makes at its end; what is reported is measured on all held-out rows. */
const GLIMPSE_ROWS = 512;

export async function trainArm(task: ArmTask, { threads, signal, progress }: TaskContext): Promise<null> {
  const { key, arm, out } = task;
  const { sae } = arm;
  const cache = ActivationCache.open(task.activations);
  if (cache === null) throw new CacheDamagedError(task.activations, 'it has no manifest any more');
  const heldOut = await cache.firstRows('heldOut');
  const source = new CachedSource(cache, sae.seed);
  const backend = await openBackend(task.device, algorithmOf(sae).backendOptions(cache.dIn), threads);
  const steps = totalSteps(sae);
  const seconds = stopwatch();
  try {
    const { snapshot, status } = await trainSae({
      config: sae,
      source,
      backend,
      heldOut: heldOut.subarray(0, GLIMPSE_ROWS * cache.dIn),
      checkpointEverySteps: steps,
      evaluateEverySteps: steps,
      signal,
      onMetrics: ({ step }) => {
        progress((0.9 * step) / steps);
      },
    });
    if (status === 'stopped') throw signal.reason;
    const train = seconds();
    const device = backend.device.chosen;
    const store = new ArmStore(out);
    if (!(await allFinite(snapshot.state))) {
      store.writeDiverged({
        key,
        sae,
        steps,
        measured: null,
        device,
        seconds: { train, finish: 0, evaluate: 0 },
      });
      return null;
    }
    const finished = await finishSae(sae, snapshot, backend, source);
    const finish = seconds();
    const { measured, weights } = await measureArm(sae, finished, backend, heldOut, threads);
    store.write(
      { key, sae, steps, measured, device, seconds: { train, finish, evaluate: seconds() } },
      weights,
    );
  } finally {
    await backend.dispose();
  }
  return null;
}

/** Whether every weight is. */
async function allFinite(state: StateReader): Promise<boolean> {
  for (const { from, to } of stretches('weights', state)) {
    if (!(await state.read('weights', from, to)).every(Number.isFinite)) return false;
  }
  return true;
}

/** Seconds since the last call. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const passed = (now - last) / 1000;
    last = now;
    return passed;
  };
}

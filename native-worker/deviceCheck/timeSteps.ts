/** How long a training step of GBA takes on a device, at everyday sizes and about one feature in a hundred active. */
import type { StepSpeed } from '../../protocol/deviceCheck.ts';
import { gbaForm } from '../compute/backend.ts';
import type { Backend, BackendOptions, BatchStep } from '../compute/backend.ts';
import { openBackend } from '../compute/openBackend.ts';
import { normaliseRows } from '../compute/reference/unitSphere.ts';
import { zeroState } from '../compute/saeState.ts';
import type { SaeState } from '../compute/saeState.ts';
import type { NamedDevice } from '../onnx/deviceOrder.ts';
import { Random } from '../sae/random.ts';

export const timedSizes = [
  { dIn: 576, dSae: 4_096, batchTokens: 1_024 },
  { dIn: 576, dSae: 16_384, batchTokens: 1_024 },
] as const;

type Sizes = Pick<BackendOptions, 'dIn' | 'dSae' | 'batchTokens'>;

const timedRuns = 5;
/** A step that would take longer, by the speed of products, is not run. */
const mostSeconds = 10;

/** @param products GFLOP/s of the device; null where the step is not the dense one */
export async function timeSteps(
  device: NamedDevice,
  sizes: Sizes,
  { products, threads }: { products: number | null; threads?: number | undefined },
): Promise<StepSpeed> {
  const seconds =
    products === null ? 0 : (10 * sizes.batchTokens * sizes.dIn * sizes.dSae) / (products * 1e9);
  if (seconds > mostSeconds) {
    const note = `not run: its products alone would take about ${Math.round(seconds)} s a step`;
    return { ...sizes, milliseconds: null, note };
  }
  try {
    const backend = await openBackend(device, { ...gbaForm, ...sizes, prefixes: [sizes.dSae] }, threads);
    try {
      return { ...sizes, ...(await medianOf(backend)) };
    } finally {
      await backend.dispose();
    }
  } catch (error) {
    return { ...sizes, milliseconds: null, note: error instanceof Error ? error.message : String(error) };
  }
}

async function medianOf(backend: Backend): Promise<Pick<StepSpeed, 'milliseconds' | 'note'>> {
  const { dIn, batchTokens } = backend.options;
  const random = new Random(1);
  await backend.load(randomState(backend.options, random));
  const x = Float32Array.from({ length: batchTokens * dIn }, () => random.normal());
  normaliseRows(x, dIn);
  const together = backend.stepMany ? (backend.stepsAtOnce ?? 1) : 1;
  const steps = Array.from({ length: together }, (): BatchStep => ({ x, settings: { learningRate: 1e-6 } }));
  const run = async (): Promise<number> => {
    const start = performance.now();
    if (backend.stepMany && together > 1) await backend.stepMany(steps);
    else await backend.step(x, { learningRate: 1e-6 });
    return (performance.now() - start) / together;
  };
  await run();
  const times: number[] = [];
  for (let i = 0; i < timedRuns; i++) times.push(await run());
  const milliseconds = times.toSorted((p, q) => p - q)[Math.floor(timedRuns / 2)] ?? null;
  const what = backend.device.chosen === 'cpu' ? 'on active pairs only' : 'dense';
  return { milliseconds, note: together > 1 ? `${what}, ${together} steps a run` : what };
}

/** Directions of random rows have cosines of variance 1 / dIn: one in a hundred is above 2.33 standard deviations. */
function randomState({ dIn, dSae }: Sizes, random: Random): SaeState {
  const state = zeroState({ dIn, dSae, tied: true });
  for (let i = 0; i < state.weights.length; i++) state.weights[i] = random.normal();
  normaliseRows(state.weights, dIn);
  state.scales.fill(0.2);
  state.biases.fill(-2.33 / Math.sqrt(dIn));
  return state;
}

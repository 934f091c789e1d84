/** Trains one form twice on dense backends, step by step and several steps a run, and tells how far they part. */
import type {
  Backend,
  BackendOptions,
  BatchStep,
  StepStats,
} from '../../../native-worker/compute/backend.ts';
import type { DenseBackend } from '../../../native-worker/compute/dense/denseBackend.ts';
import { stateArrays } from '../../../native-worker/compute/saeState.ts';
import type { SaeState } from '../../../native-worker/compute/saeState.ts';
import { startOf } from './forms.ts';

interface Outcome {
  stats: StepStats[];
  state: SaeState;
  counts: Uint32Array;
  peaks: Float32Array;
}

export interface Parting {
  /** Largest relative differences of a statistic, and of any array of the state to its largest entry. */
  statistics: number;
  state: number;
  peaks: number;
  sameCounts: boolean;
  steps: number;
}

/** What changes from step to step does: learning rate, scale where it is set, penalty weight; the dead as adaptation would leave them. */
export function planned(options: BackendOptions, steps: number): { state: SaeState; steps: BatchStep[] } {
  const { state, batch } = startOf(options, 21);
  const dead = Float32Array.from({ length: options.dSae }, (_, m) => (m % 5 === 0 ? 1 : 0));
  const planned = Array.from({ length: steps }, (_, i): BatchStep => ({
    x: batch(options.batchTokens),
    settings: {
      learningRate: 3e-3 / (1 + i),
      penaltyWeight: 0.01 * (i + 1),
      // The first step leaves a as it is, and one in between keeps that of the step before.
      ...(options.trains.scales || i % 3 === 0 ? {} : { scale: 0.3 - 0.02 * i }),
      ...(options.auxiliary ? { dead } : {}),
    },
  }));
  return { state, steps: planned };
}

/** @param runs how many steps each run of the second way does, in order */
export async function compareWithSingles(backend: DenseBackend, runs: readonly number[]): Promise<Parting> {
  const { options } = backend;
  const total = runs.reduce((sum, steps) => sum + steps, 0);
  const { state, steps } = planned(options, total);
  const singly = await outcome(backend, state, async () => {
    const stats: StepStats[] = [];
    for (const { x, settings } of steps) stats.push(await backend.step(x, settings));
    return stats;
  });
  const together = await outcome(backend, state, async () => {
    const stats: StepStats[] = [];
    let from = 0;
    for (const length of runs) {
      stats.push(...(await backend.stepMany(steps.slice(from, from + length))));
      from += length;
    }
    return stats;
  });
  return parting(singly, together);
}

async function outcome(
  backend: Backend,
  state: SaeState,
  train: () => Promise<StepStats[]>,
): Promise<Outcome> {
  await backend.load(state);
  const stats = await train();
  const { counts, peaks } = await backend.takeFiringStats();
  return { stats, state: await backend.readState(), counts, peaks };
}

function parting(singly: Outcome, together: Outcome): Parting {
  const arrays = stateArrays.map((name) => difference(singly.state[name], together.state[name]));
  const ofStats = (stats: StepStats): number[] => Object.values(stats).map(Number);
  return {
    statistics: difference(singly.stats.flatMap(ofStats), together.stats.flatMap(ofStats)),
    state: Math.max(...arrays),
    peaks: difference(singly.peaks, together.peaks),
    sameCounts: singly.counts.every((count, m) => count === together.counts[m]),
    steps: together.state.step,
  };
}

/** Largest, relative to the largest entry; NaN only where both are. */
function difference(expected: ArrayLike<number>, got: ArrayLike<number>): number {
  let [most, largest] = [expected.length === got.length ? 0 : Infinity, 0];
  for (let i = 0; i < expected.length; i++) {
    const [a = 0, b = 0] = [expected[i], got[i]];
    if (Object.is(a, b)) continue;
    const apart = Math.abs(a - b);
    most = Math.max(most, Number.isNaN(apart) ? Infinity : apart);
    if (Number.isFinite(a)) largest = Math.max(largest, Math.abs(a));
  }
  return largest === 0 ? most : most / largest;
}

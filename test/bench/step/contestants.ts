/** Who takes part in a race of steps: the sparse backend in fp32 and screening by int8, the dense graph on the CPU, and the product alone as the limit. */
import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { gbaForm, type Backend, type BackendOptions } from '../../../native-worker/compute/backend.ts';
import { DenseBackend } from '../../../native-worker/compute/dense/denseBackend.ts';
import { openSparse } from '../../../native-worker/compute/sparse/openSparse.ts';
import type { PhaseTimes } from '../../../native-worker/compute/sparse/phaseClock.ts';
import { packageFolder } from '../../../native-worker/installation.ts';
import type { Contestant } from '../race.ts';
import { GemmOnly } from './gemmOnly.ts';
import { stateOf, type ProblemSizes, type SparseProblem } from './sparseProblem.ts';

export type BackendName = 'sparse' | 'int8' | 'dense' | 'gemm';

export interface StepContestant extends Contestant {
  backend: BackendName;
  threads: number;
  /** Milliseconds by phase of each timed step, mean over the workers; empty where the backend does not tell. */
  phases: PhaseTimes[];
  /** Active pairs over all pairs in the last step; NaN for the product alone. */
  activeShare: number;
  /** Share of the blocks screened by int8 products in the last step; null for others. */
  screened: number | null;
}

/** So small that the share of active pairs stays what it is. */
const settings = { learningRate: 1e-6 };

/** @throws Int8UnavailableError where this CPU cannot screen by int8 */
export async function openContestant(
  backend: BackendName,
  threads: number,
  problem: SparseProblem,
  share: number,
): Promise<StepContestant> {
  if (backend === 'gemm') return openGemm(threads, problem);
  const { dIn, dSae, batchTokens } = problem;
  const options: BackendOptions = { ...gbaForm, dIn, dSae, batchTokens, prefixes: [dSae] };
  if (backend === 'dense') {
    const dense = await DenseBackend.open(options, { device: 'cpu', threads });
    return stepper('dense', threads, dense, problem, share);
  }
  const sparse = await openSparse(options, { members: threads, int8: backend === 'int8' ? 'on' : 'off' });
  const contestant = await stepper(backend, threads, sparse, problem, share);
  await sparse.phaseTimes(true);
  contestant.afterRun = async () => {
    contestant.phases.push(meanOf(await sparse.phaseTimes(true)));
  };
  return contestant;
}

async function stepper(
  name: BackendName,
  threads: number,
  backend: Backend,
  problem: SparseProblem,
  share: number,
): Promise<StepContestant> {
  await backend.load(stateOf(problem, share));
  let steps = 0;
  const contestant: StepContestant = {
    ...{ name: nameOf(name, threads), backend: name, threads, phases: [], activeShare: NaN, screened: null },
    run: async () => {
      const x = problem.batches[steps++ % problem.batches.length];
      if (!x) throw new Error('The problem has no batches.');
      const { activePairs } = await backend.step(x, settings);
      contestant.activeShare = activePairs / (problem.dSae * problem.batchTokens);
      if (name === 'int8' && backend.ways) contestant.screened = backend.ways.screened / backend.ways.blocks;
    },
    dispose: () => backend.dispose(),
  };
  return contestant;
}

async function openGemm(threads: number, sizes: ProblemSizes): Promise<StepContestant> {
  const { dIn, dSae, batchTokens } = sizes;
  const share = { dIn, batchTokens, neurons: dSae / threads };
  const facts = { name: nameOf('gemm', threads), backend: 'gemm', threads } as const;
  const none = { phases: [], activeShare: NaN, screened: null };
  if (threads === 1) {
    const gemm = await GemmOnly.open(share);
    return { ...facts, ...none, run: () => gemm.run(), dispose: () => gemm.dispose() };
  }
  const file = path.join(packageFolder(), 'dist/bench/gemm.worker.js');
  const workers = Array.from({ length: threads }, () => new Worker(file, { workerData: share }));
  const all = async (message?: 'run' | 'close'): Promise<void> => {
    const answers = workers.map((worker) => once(worker, 'message'));
    if (message) for (const worker of workers) worker.postMessage(message);
    await Promise.all(answers);
  };
  await all();
  return { ...facts, ...none, run: () => all('run'), dispose: () => all('close') };
}

export function nameOf(backend: BackendName, threads: number): string {
  const name = { sparse: 'sparse', int8: 'sparse with int8', dense: 'dense', gemm: 'product alone' }[backend];
  return threads === 1 ? `${name}, 1 thread` : `${name}, ${threads} threads`;
}

/** Bytes that a contestant needs at its largest, roughly: while its state is loaded, or in its widest step. */
export function bytesNeeded(backend: BackendName, { dIn, dSae, batchTokens }: ProblemSizes): number {
  const rows = 4 * dIn * dSae;
  const batch = 4 * batchTokens * dIn;
  // Sparse: W, m, v and those of the state handed in; what shards add. Dense: W, m, v in and out, gradients, and five matrices of all pairs.
  if (backend === 'sparse') return 6 * rows + 20 * batch;
  if (backend === 'int8') return 6.25 * rows + 20 * batch;
  return backend === 'dense' ? 12 * rows + 20 * batchTokens * dSae : rows + batch;
}

function meanOf(all: readonly PhaseTimes[]): PhaseTimes {
  const [first] = all;
  if (!first) throw new Error('A team has no members.');
  const mean = { ...first };
  for (const phase of Object.keys(mean) as (keyof PhaseTimes)[]) {
    mean[phase] = all.reduce((sum, times) => sum + times[phase], 0) / all.length;
  }
  return mean;
}

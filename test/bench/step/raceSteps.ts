/** Races all contestants at one size and share, and says of each that takes no part why. */
import { freemem } from 'node:os';
import { Int8UnavailableError } from '../../../native-worker/compute/sparse/chooseInt8.ts';
import { race, type RaceOptions } from '../race.ts';
import { bytesNeeded, nameOf, openContestant, type BackendName, type StepContestant } from './contestants.ts';
import type { ProblemSizes, SparseProblem } from './sparseProblem.ts';
import { figuresOf, percent, type StepFigures } from './stepFigures.ts';

export interface RacePlan {
  /** Shares of active pairs. */
  shares: readonly number[];
  threads: readonly number[];
  backends: readonly BackendName[];
  /** Whether the dense graph takes part at any size. */
  denseAnywhere: boolean;
  rounds: RaceOptions;
}

interface Entry {
  backend: BackendName;
  threads: number;
}

/** Of the free memory; the rest is for the system and what a race leaves uncollected. */
const mostMemory = 0.8;

/** Operations of a dense step above which it is left out unless it was asked for by name: seconds a step on any CPU, minutes a race. */
const mostDenseOperations = 5e11;

/** @param skip is told who takes no part, and why */
export async function raceSteps(
  problem: SparseProblem,
  share: number,
  plan: RacePlan,
  skip: (line: string) => void,
): Promise<StepFigures[]> {
  const entries = plan.threads.flatMap((threads) =>
    (['gemm', ...plan.backends] as const).map((backend) => ({ backend, threads })),
  );
  const able: Entry[] = [];
  for (const entry of entries) {
    const reason = reasonAgainst(entry, problem, share, plan);
    if (reason === null) able.push(entry);
    else skip(`${nameOf(entry.backend, entry.threads)}: ${reason}`);
  }
  const found: StepFigures[] = [];
  for (const together of groupsOf(able, problem, skip)) {
    found.push(...(await raceOne(together, problem, share, plan.rounds, skip)));
  }
  return found;
}

/** Why there is no room for a contestant; null where there is. */
export function lacks(backend: BackendName, sizes: ProblemSizes): string | null {
  const [needed, free] = [bytesNeeded(backend, sizes), mostMemory * freemem()];
  const gibibytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(1);
  if (needed < free) return null;
  return `it needs about ${gibibytes(needed)} GiB, and ${gibibytes(free)} GiB may be used.`;
}

function reasonAgainst(
  { backend }: Entry,
  problem: ProblemSizes,
  share: number,
  { shares, denseAnywhere }: RacePlan,
): string | null {
  if (backend === 'dense') {
    const operations = 10 * problem.batchTokens * problem.dIn * problem.dSae;
    if (!denseAnywhere && operations > mostDenseOperations) {
      return `its step is ${Math.round(operations / 1e9)} GFLOP, which takes a CPU minutes to race; --backends=dense does it all the same.`;
    }
    const raced = shares.find((other) => other >= 0.01) ?? shares[0] ?? share;
    if (share !== raced) return `it does the same whatever is active: see ${percent(raced)}.`;
  }
  return lacks(backend, problem);
}

/** All at once, so that they alternate; or each number of threads for itself, where they do not fit together. */
function groupsOf(entries: readonly Entry[], problem: ProblemSizes, skip: (line: string) => void): Entry[][] {
  const needed = entries.reduce((sum, { backend }) => sum + bytesNeeded(backend, problem), 0);
  if (needed < mostMemory * freemem()) return [[...entries]];
  const groups = new Map<number, Entry[]>();
  for (const entry of entries) groups.set(entry.threads, [...(groups.get(entry.threads) ?? []), entry]);
  if (groups.size > 1)
    skip('memory is short, so each number of threads raced for itself: compare within one.');
  return [...groups.values()];
}

async function raceOne(
  entries: readonly Entry[],
  problem: SparseProblem,
  share: number,
  rounds: RaceOptions,
  skip: (line: string) => void,
): Promise<StepFigures[]> {
  const contestants: StepContestant[] = [];
  for (const { backend, threads } of entries) {
    // What the others have taken counts.
    const reason = lacks(backend, problem);
    if (reason !== null) {
      skip(`${nameOf(backend, threads)}: ${reason}`);
      continue;
    }
    try {
      contestants.push(await openContestant(backend, threads, problem, share));
    } catch (error) {
      if (!(error instanceof Int8UnavailableError)) throw error;
      skip(`${nameOf(backend, threads)}: ${error.message}`);
    }
  }
  const times = await race(contestants, rounds);
  for (const contestant of contestants) await contestant.dispose();
  return figuresOf(times, problem, share);
}

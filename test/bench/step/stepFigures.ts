/** From the times of a race to what can be said of each contestant. */
import { noTimes, type Phase } from '../../../native-worker/compute/sparse/phaseClock.ts';
import { median, summary, type Timing } from '../race.ts';
import type { BackendName, StepContestant } from './contestants.ts';
import type { ProblemSizes } from './sparseProblem.ts';

export type Parts = Record<Phase | 'waiting', number>;

export interface StepFigures extends ProblemSizes {
  who: string;
  backend: BackendName;
  threads: number;
  /** Share of active pairs that was asked for, and that of the last step. */
  asked: number;
  active: number;
  rounds: number;
  /** Milliseconds a step; `processor` is the median time of all threads together. */
  median: number;
  fastest: number;
  processor: number;
  tokensPerSecond: number;
  /** Of the operations that it really does: 2 B d M of the product; 8 d more a pair, active or, when dense, any. */
  gigaflops: number;
  /** Median over that of the product alone on as many threads; its inverse is the share of the limit. NaN where that did not race. */
  overProduct: number;
  /** Share of the blocks whose pairs int8 products found in the last step; null where none may be. */
  screened: number | null;
  /** Medians, milliseconds. */
  parts: Parts | null;
}

export function figuresOf(
  times: ReadonlyMap<StepContestant, readonly Timing[]>,
  { dIn, dSae, batchTokens }: ProblemSizes,
  asked: number,
): StepFigures[] {
  const products = new Map<number, number>();
  for (const [{ backend, threads }, own] of times)
    if (backend === 'gemm') products.set(threads, summary(own).median);
  return Array.from(times, ([contestant, own]) => {
    const { name, backend, threads, activeShare } = contestant;
    const { median: middle, fastest, processor } = summary(own);
    const pairs = batchTokens * dSae;
    const after = { gemm: 0, dense: pairs, sparse: activeShare * pairs, int8: activeShare * pairs }[backend];
    return {
      ...{
        dIn,
        dSae,
        batchTokens,
        who: name,
        backend,
        threads,
        asked,
        active: activeShare,
        rounds: own.length,
      },
      ...{ median: middle, fastest, processor },
      tokensPerSecond: (1000 * batchTokens) / middle,
      gigaflops: (2 * dIn * pairs + 8 * dIn * after) / (middle * 1e6),
      screened: contestant.screened,
      overProduct: middle / (products.get(threads) ?? NaN),
      parts: partsOfContestant(
        contestant,
        own.map(({ wall }) => wall),
      ),
    };
  });
}

/** Untimed rounds come first among the phases, so the last ones are those of the times. */
function partsOfContestant({ phases }: StepContestant, times: readonly number[]): Parts | null {
  if (phases.length < times.length || phases.length === 0) return null;
  const timed = phases.slice(phases.length - times.length);
  const names = Object.keys(noTimes()) as Phase[];
  const parts = { ...noTimes(), waiting: 0 };
  for (const name of names) parts[name] = median(timed.map((own) => own[name]));
  const waits = timed.map((own, i) => (times[i] ?? NaN) - names.reduce((sum, name) => sum + own[name], 0));
  parts.waiting = median(waits);
  return parts;
}

export function partsOf(parts: Parts | null): number[] {
  return Object.values(parts ?? {});
}

/** With two digits that tell. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${Number((100 * share).toPrecision(2))} %` : '';
}

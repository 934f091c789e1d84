/** Contestants take turns within one process, so that all meet the same machine; ratios of their medians are what can be read. */

export interface Contestant {
  name: string;
  /** One step. */
  run(): Promise<unknown>;
  /** Called after each of its timed runs. */
  afterRun?(): Promise<void>;
  dispose(): Promise<void>;
}

export interface RaceOptions {
  /** Untimed rounds at the start. */
  warmUp: number;
  leastRounds: number;
  mostRounds: number;
  /** No new round is begun after this long, once there are enough. */
  seconds: number;
}

/** Of one timed run, milliseconds. */
export interface Timing {
  wall: number;
  /** Of all threads of this process: about the same whoever else uses the machine, but for caches and memory. */
  processor: number;
}

/** The timed runs of each contestant. Disposes of nobody. */
export async function race<C extends Contestant>(
  contestants: readonly C[],
  { warmUp, leastRounds, mostRounds, seconds }: RaceOptions,
): Promise<Map<C, Timing[]>> {
  const times = new Map<C, Timing[]>(contestants.map((contestant) => [contestant, []]));
  const start = performance.now();
  for (let round = -warmUp; round < mostRounds; round++) {
    if (round >= leastRounds && performance.now() - start > 1000 * seconds) break;
    for (const [contestant, own] of times) {
      const used = process.cpuUsage();
      const began = performance.now();
      await contestant.run();
      const wall = performance.now() - began;
      const { user, system } = process.cpuUsage(used);
      await contestant.afterRun?.();
      if (round >= 0) own.push({ wall, processor: (user + system) / 1000 });
    }
  }
  return times;
}

/** Median and least wall time, median processor time. */
export function summary(timings: readonly Timing[]): { median: number; fastest: number; processor: number } {
  const walls = timings.map(({ wall }) => wall);
  const processor = median(timings.map((own) => own.processor));
  return { median: median(walls), fastest: Math.min(...walls), processor };
}

/** The middle one; the mean of the middle two. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((p, q) => p - q);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

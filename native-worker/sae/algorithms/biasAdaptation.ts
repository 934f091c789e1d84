/**
 * GBA's subroutine: moves each bias by how often its neuron fired and how high it peaked (arXiv 2506.14002, algorithm 2).
 * Running counts and peaks stand for the paper's buffer of pre-activations. Each group has a window of its own: it closes at the
 * first adaptation point (every `adaptEverySteps` steps) at which it holds at least 20 / p_k rows, so that q can be told from p_k;
 * for the rarest group that is 20 / LTF rows. A group's biases stand still within its window, so a longer window moves them further:
 * one gamma for each adaptation point it spans, ten at most. Otherwise the rare groups' biases would never arrive.
 */
import type { FiringStats } from '../../compute/backend.ts';
import type { FloatArray } from '../../compute/saeState.ts';
import type { GbaConfig, SaeConfig } from '../../../protocol/training.ts';
import { groupOfNeuron, targetFrequencies, windowRows } from './gba.ts';

/** Unfinished windows, as checkpoints keep them. */
export interface FiringWindows {
  /** Rows in each group's window, shape [K]. */
  rows: number[];
  /** Shape [dSae]. */
  counts: Uint32Array;
  /** Largest y, shape [dSae]; -Infinity where none was seen. */
  peaks: Float32Array;
  /** What each group's last closed window showed; null before the first. */
  reports: (GroupReport | null)[];
}

export interface GroupReport {
  /** Mean of q over the group. */
  realised: number;
  /** Share of its neurons with q > p_k. */
  aboveCap: number;
}

export type BiasAdaptationConfig = Pick<SaeConfig<GbaConfig>, 'algorithm' | 'dSae' | 'batchTokens'>;

/** Longest move at once, in gammas: a tenth of the peak at the usual gamma. */
const longestMove = 10;

export class BiasAdaptation {
  readonly targets: readonly number[];
  readonly groups: Uint16Array;
  private readonly config: GbaConfig;
  /** Biases never go below this: -1 for unit rows, else minus the largest norm. */
  private readonly lowest: number;
  /** Rows between two adaptation points. */
  private readonly periodRows: number;
  /** Peaks in float64, so that a float64 backend's are not rounded; float32 ones pass through unchanged. */
  private readonly windows: Omit<FiringWindows, 'peaks'> & { peaks: Float64Array };

  constructor(config: BiasAdaptationConfig, lowest: number, windows?: FiringWindows) {
    const { algorithm, dSae, batchTokens } = config;
    this.config = algorithm;
    this.lowest = lowest;
    this.periodRows = algorithm.adaptEverySteps * batchTokens;
    this.targets = targetFrequencies(algorithm);
    this.groups = groupOfNeuron(algorithm.groups, dSae);
    const { peaks, ...rest } = windows ? copyWindows(windows) : emptyWindows(algorithm.groups, dSae);
    this.windows = { ...rest, peaks: Float64Array.from(peaks) };
  }

  /** Adds what the backend counted since the last call; sums and maxima, so any partition gives the same windows. */
  absorb(stats: FiringStats<FloatArray>): void {
    const { rows, counts, peaks } = this.windows;
    this.windows.rows = rows.map((count) => count + stats.rows);
    for (let m = 0; m < counts.length; m++) {
      counts[m] = (counts[m] ?? 0) + (stats.counts[m] ?? 0);
      peaks[m] = Math.max(peaks[m] ?? -Infinity, stats.peaks[m] ?? -Infinity);
    }
  }

  /** Closes every window that is full and moves its group's biases in place. Returns the groups that were closed. */
  adapt(biases: FloatArray): number[] {
    const closed = this.targets.flatMap((target, group) =>
      (this.windows.rows[group] ?? 0) >= windowRows(target) ? [group] : [],
    );
    for (const group of closed) this.closeWindow(group, biases);
    return closed;
  }

  /** Per group: of its last closed window, or of the open one before the first closes. */
  reports(): GroupReport[] {
    return this.targets.map((_, group) => this.windows.reports[group] ?? this.report(group));
  }

  state(): FiringWindows {
    return copyWindows({ ...this.windows, peaks: Float32Array.from(this.windows.peaks) });
  }

  private closeWindow(group: number, biases: FloatArray): void {
    const { rows, counts, peaks, reports } = this.windows;
    reports[group] = this.report(group);
    const seen = rows[group] ?? 0;
    const target = this.targets[group] ?? 0;
    const members = this.members(group);
    const meanPeak = positiveMean(members.map((m) => peaks[m] ?? 0));
    const moves = Math.min(longestMove, Math.max(1, Math.round(seen / this.periodRows)));
    const [down, up] = [moves * this.config.biasStepDown, moves * this.config.biasStepUp];
    for (const m of members) {
      const bias = biases[m] ?? 0;
      const frequency = (counts[m] ?? 0) / seen;
      if (frequency > target) {
        biases[m] = Math.max(bias - down * Math.max(0, peaks[m] ?? 0), this.lowest);
      } else if (frequency === 0) {
        biases[m] = Math.min(bias + up * meanPeak, 0);
      }
      counts[m] = 0;
      peaks[m] = -Infinity;
    }
    rows[group] = 0;
  }

  private report(group: number): GroupReport {
    const { rows, counts } = this.windows;
    const members = this.members(group);
    const seen = Math.max(1, rows[group] ?? 0);
    const fired = members.reduce((sum, m) => sum + (counts[m] ?? 0), 0);
    const above = members.filter((m) => (counts[m] ?? 0) / seen > (this.targets[group] ?? 0));
    const size = Math.max(1, members.length);
    return { realised: fired / seen / size, aboveCap: above.length / size };
  }

  private members(group: number): number[] {
    const first = this.groups.indexOf(group);
    const last = this.groups.lastIndexOf(group);
    return first < 0 ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
  }
}

/** Mean over the positive peaks (the paper's rbar); 0 where there is none. */
function positiveMean(peaks: readonly number[]): number {
  const positive = peaks.filter((peak) => peak > 0);
  return positive.length === 0 ? 0 : positive.reduce((sum, peak) => sum + peak, 0) / positive.length;
}

function emptyWindows(groups: number, dSae: number): FiringWindows {
  return {
    rows: new Array<number>(groups).fill(0),
    counts: new Uint32Array(dSae),
    peaks: new Float32Array(dSae).fill(-Infinity),
    reports: new Array<null>(groups).fill(null),
  };
}

function copyWindows({ rows, counts, peaks, reports }: FiringWindows): FiringWindows {
  return { rows: [...rows], counts: counts.slice(), peaks: peaks.slice(), reports: [...reports] };
}

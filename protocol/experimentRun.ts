/** Experiments that the engine runs for a window, and the reports it keeps in `<storage>/experiments/<name>-<time>/`. */
import type { ExperimentName, ExperimentReport } from './experiment.ts';

export const SYNTHETIC_EXPERIMENTS = [
  'recovery',
  'resonance',
  'robustness',
  'consistency',
  'ladder',
] as const satisfies readonly ExperimentName[];
export type SyntheticExperimentName = (typeof SYNTHETIC_EXPERIMENTS)[number];

export interface SyntheticRequest {
  experiment: SyntheticExperimentName;
  /** The first seed. */
  seed: number;
  /** How many seeds, one after the other from `seed`. */
  seeds: number;
  /** Further flags of `monosema synthetic` without their dashes, `steps` or `true-features`, each replacing one default. */
  options?: Record<string, string | number>;
}

/** What an experiment does unless asked otherwise. */
export interface SyntheticOffer {
  request: SyntheticRequest;
  /** About how long it takes on this machine; null when unknown. */
  seconds: number | null;
}

export type ExperimentStatus = 'running' | 'finished' | 'failed' | 'cancelled';

/** One run of an experiment, known by the folder that its report goes to. */
export interface ExperimentRun {
  /** Absolute; exists once the report is written. */
  folder: string;
  request: SyntheticRequest;
  status: ExperimentStatus;
  /** Why it failed, and what to do next. */
  problem: string | null;
  /** ISO time. */
  startedAt: string;
  /** 0..1. */
  fraction: number;
  /** By the speed so far; null at the beginning. */
  secondsLeft: number | null;
}

/** A report on disk, as lists show it. */
export interface StoredReport {
  folder: string;
  experiment: ExperimentName;
  title: string;
  /** ISO time of its writing. */
  writtenAt: string;
}

/** Both are there once a run of this window has finished; one alone while it runs, or for a report of before. */
export interface ExperimentState {
  run: ExperimentRun | null;
  report: ExperimentReport | null;
}

/** What a job does, seen from its process: the composition in trainRun.ts, or a stand-in in tests. */
import type { CorpusSummary } from '../../protocol/corpus.ts';
import type { ImportedSae } from '../../protocol/foreignSae.ts';
import type { RunDevices } from '../../protocol/device.ts';
import type { MetricsLine, RunProgress } from '../../protocol/run.ts';
import type { TrainRequest } from '../../protocol/training.ts';
import type { RunControl } from './runControl.ts';
import type { RunChoices, RunFile } from './runFile.ts';
import type { RunPaths } from './runFolder.ts';

/** Where the work reports to. Nothing of it is awaited; the job writes run.json and tells the windows. */
export interface RunObserver {
  corpus(summary: CorpusSummary): void;
  devices(devices: RunDevices): void;
  choices(choices: RunChoices): void;
  masked(counts: Record<string, number>): void;
  /** What was found out about an SAE made elsewhere. */
  imported(imported: ImportedSae): void;
  progress(progress: RunProgress): void;
  metrics(line: MetricsLine): void;
  /** A complete index of this step can be read. */
  indexed(step: number): void;
  log(level: 'info' | 'warning', message: string): void;
}

export interface RunWorkOptions {
  paths: RunPaths;
  /** With the model folder as it is on this machine. */
  request: TrainRequest;
  /** run.json as it stood at the start: what an earlier job of this run recorded. */
  run: RunFile;
  control: RunControl;
  observer: RunObserver;
}

/** Resumes from the newest checkpoint when there is one. `stopped`: it was asked to end and can go on later. */
export type RunWork = (options: RunWorkOptions) => Promise<'finished' | 'stopped'>;

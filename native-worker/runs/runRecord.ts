/** run.json in the hands of its job: every change is on disk before anyone hears of it. */
import type { RunSummary } from '../../protocol/run.ts';
import { readRunFile, writeRunFile, type RunFile } from './runFile.ts';
import type { RunPaths } from './runFolder.ts';
import { summariseRun, type SummaryOptions } from './runSummary.ts';

export class RunRecord {
  readonly #paths: RunPaths;
  readonly #summaryOptions: SummaryOptions;
  readonly #onChanged: (summary: RunSummary) => void;
  #run: RunFile;

  /** @throws BadRunFileError */
  constructor(paths: RunPaths, summaryOptions: SummaryOptions, onChanged: (summary: RunSummary) => void) {
    this.#paths = paths;
    this.#summaryOptions = summaryOptions;
    this.#onChanged = onChanged;
    this.#run = readRunFile(paths.runFile);
  }

  get run(): RunFile {
    return this.#run;
  }

  summary(): RunSummary {
    return summariseRun(this.#paths.root, this.#summaryOptions);
  }

  /** @throws DiskFullError */
  update(change: Partial<RunFile>): void {
    this.#run = { ...this.#run, ...change };
    writeRunFile(this.#paths.runFile, this.#run);
    this.#onChanged(this.summary());
  }

  /** Progress changes often: kept here, written with the next update. */
  noteProgress(progress: RunFile['progress']): void {
    this.#run = { ...this.#run, progress };
  }
}

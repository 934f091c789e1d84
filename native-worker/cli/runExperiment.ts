/** What every command that makes an `ExperimentReport` does around it: folder, progress, interruption, output. */
import path from 'node:path';
import type { ExperimentName, ExperimentReport } from '../../protocol/experiment.ts';
import { EngineError } from '../../link/engineError.ts';
import { defaultJobs } from '../experiments/runTasks.ts';
import { reportLines } from '../experiments/reportText.ts';
import { checkReportFolder, writeReport } from '../experiments/writeReport.ts';
import { EXIT, UsageError, type ExitCode } from './exitCodes.ts';
import { ExperimentView } from './experimentView.ts';
import { numberFlag, textFlag, type Flags } from './flags.ts';
import type { Session } from './session.ts';

/** What `monosema <experiment>` hands to the experiment; none of it changes a figure. */
export interface ExperimentRun {
  command: string;
  jobs: number;
  signal: AbortSignal;
  onProgress: (done: number, total: number, name: string) => void;
}

/**
 * Runs it, prints the report (or its JSON) and writes its folder: `--out`, else `experiments/<name>` of the storage.
 * @throws what the experiment throws; EngineError `cancelled` on Ctrl+C
 */
export async function runExperiment(
  session: Session,
  flags: Flags,
  name: ExperimentName,
  command: string,
  experiment: (run: ExperimentRun) => Promise<ExperimentReport>,
): Promise<ExitCode> {
  const jobs = numberFlag(flags, 'jobs') ?? defaultJobs();
  if (!Number.isSafeInteger(jobs) || jobs < 1)
    throw new UsageError(`--jobs needs a whole number from 1 up, not ${jobs}.`);
  const folder = experimentFolder(session, flags, name);
  checkReportFolder(folder);
  const view = new ExperimentView(session.terminal);
  const interrupted = new AbortController();
  const stop = (): void => {
    interrupted.abort(new EngineError('cancelled', 'Interrupted; no report was written.'));
  };
  process.once('SIGINT', stop);
  try {
    const report = await experiment({ command, jobs, signal: interrupted.signal, onProgress: view.show });
    view.clear();
    writeReport(folder, report);
    if (session.json) session.printJson(report);
    else for (const line of reportLines(report)) session.terminal.print(line);
    session.terminal.say(`Written: ${folder}`);
    return EXIT.ok;
  } finally {
    view.clear();
    process.off('SIGINT', stop);
  }
}

/** `--out`, else `experiments/<name>` of the storage. */
export function experimentFolder({ setup }: Session, flags: Flags, name: ExperimentName): string {
  return path.resolve(textFlag(flags, 'out') ?? path.join(setup.storage.root, 'experiments', name));
}

/** The command line without what changes no figure, from the flags that were given. */
export function commandLine(words: string, flags: Flags, names: readonly string[]): string {
  const given = names.flatMap((name) => {
    const value = textFlag(flags, name);
    const flag = `--${name.replace(/[A-Z]/gu, (letter) => `-${letter.toLowerCase()}`)}`;
    return value === undefined
      ? []
      : [`${flag} ${/^[\w.,:-]+$/u.test(value) ? value : JSON.stringify(value)}`];
  });
  return ['monosema', words, ...given].join(' ');
}

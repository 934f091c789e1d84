/** Follows a run to its end. Ctrl-C asks it to stop with a checkpoint; a second Ctrl-C leaves at once (the run then stops by itself). */
import type { RunStatus, RunSummary } from '../../protocol/run.ts';
import { EngineError, messageOf } from '../../link/engineError.ts';
import { deviceLines } from './deviceLines.ts';
import { ProgressView } from './progressView.ts';
import type { Session } from './session.ts';

const ENDED: ReadonlySet<RunStatus> = new Set(['finished', 'stopped', 'failed', 'interrupted']);

export interface WatchedRun {
  run: RunSummary;
  /** The user pressed Ctrl-C. */
  interrupted: boolean;
}

/**
 * @param start starts or resumes the run; a Ctrl-C while it does stops the run as soon as there is one
 * @param others runs that wait for this one, and are stopped with it
 */
export async function watchRun(
  session: Session,
  start: () => Promise<RunSummary>,
  others: readonly string[] = [],
): Promise<WatchedRun> {
  const { terminal } = session;
  const view = new ProgressView(terminal);
  let interrupted = false;
  let runId: string | null = null;
  let toldDevices = false;
  const tellDevices = ({ devices }: RunSummary): void => {
    if (devices === null || toldDevices || session.json) return;
    toldDevices = true;
    for (const line of deviceLines(devices)) terminal.say(line);
  };
  let end: (run: RunSummary) => void = () => undefined;
  let fail: (error: EngineError) => void = () => undefined;
  const ended = new Promise<RunSummary>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  ended.catch(() => undefined);
  const subscription = session.listen((note) => {
    switch (note.name) {
      case 'runs/progress':
        if (note.params.runId === runId) view.show(note.params.progress);
        break;
      case 'runs/metricsAdded':
        if (note.params.runId === runId) view.metrics(note.params.line);
        break;
      case 'runs/changed':
        if (note.params.id !== runId) break;
        tellDevices(note.params);
        if (ENDED.has(note.params.status)) end(note.params);
        break;
      case 'runs/deleted':
        if (note.params.runId === runId) fail(new EngineError('notFound', `The run "${runId}" was deleted.`));
        break;
      case 'log':
        break;
    }
  });
  const stop = (id: string): void => {
    session.request('runs/stop', { runId: id }).catch((error: unknown) => {
      terminal.say(messageOf(error));
    });
  };
  const onInterrupt = (): void => {
    if (interrupted) process.exit(130);
    interrupted = true;
    terminal.say('Stopping: the run writes a checkpoint first (Ctrl-C again leaves at once).');
    // Those that wait first, or one of them would begin.
    for (const id of others) stop(id);
    if (runId !== null) stop(runId);
  };
  const wasInterrupted = (): boolean => interrupted;
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  try {
    runId = (await start()).id;
    if (wasInterrupted()) stop(runId);
    // It may have ended before anyone listened.
    const now = await session.request('runs/get', { runId });
    tellDevices(now);
    const run = ENDED.has(now.status) ? now : await ended;
    return { run, interrupted };
  } finally {
    view.end();
    subscription.dispose();
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
}

/** Follows a run to its end. Ctrl-C asks it to stop with a checkpoint; a second Ctrl-C leaves at once (the run then stops by itself). */
import type { RunStatus, RunSummary } from '../../protocol/run.ts';
import { messageOf } from '../../link/engineError.ts';
import { ProgressView } from './progressView.ts';
import type { Session } from './session.ts';

const ENDED: ReadonlySet<RunStatus> = new Set(['finished', 'stopped', 'failed', 'interrupted']);

export interface WatchedRun {
  run: RunSummary;
  /** The user pressed Ctrl-C. */
  interrupted: boolean;
}

export async function watchRun(session: Session, started: RunSummary): Promise<WatchedRun> {
  const { terminal } = session;
  const view = new ProgressView(terminal);
  let interrupted = false;
  let end: (run: RunSummary) => void = () => undefined;
  const ended = new Promise<RunSummary>((resolve) => {
    end = resolve;
  });
  const subscription = session.listen((note) => {
    switch (note.name) {
      case 'runs/progress':
        if (note.params.runId === started.id) view.show(note.params.progress);
        break;
      case 'runs/metricsAdded':
        if (note.params.runId === started.id) view.metrics(note.params.line);
        break;
      case 'runs/changed':
        if (note.params.id === started.id && ENDED.has(note.params.status)) end(note.params);
        break;
      case 'log':
        break;
    }
  });
  const onInterrupt = (): void => {
    if (interrupted) process.exit(130);
    interrupted = true;
    terminal.say('Stopping: the run writes a checkpoint first (Ctrl-C again leaves at once).');
    session.request('runs/stop', { runId: started.id }).catch((error: unknown) => {
      terminal.say(messageOf(error));
    });
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  try {
    // It may have ended before anyone listened.
    const now = await session.request('runs/get', { runId: started.id });
    const run = ENDED.has(now.status) ? now : await ended;
    return { run, interrupted };
  } finally {
    view.end();
    subscription.dispose();
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onInterrupt);
  }
}

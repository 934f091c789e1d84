/** Follows a run of this window: a progress notification whose Cancel stops it, and a word on how it ended. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunSummary } from '../../../protocol/run.ts';
import type { Services } from '../../services.ts';
import { isActive, longProgress } from '../../text/runProgress.ts';

export async function watchRun(services: Services, run: RunSummary): Promise<void> {
  const title = run.imported ? l10n.t('Importing {0}', run.name) : l10n.t('Training {0}', run.name);
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const ended = await vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => {
      services.engine.request('runs/stop', { runId: run.id }).catch(services.errors.show);
    });
    return untilEnded(services, run, progress);
  });
  if (ended) await report(services, ended);
}

/** Resolves with the run once no job is at work on it; undefined when it was deleted meanwhile. */
function untilEnded(
  { runs }: Services,
  run: RunSummary,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): Promise<RunSummary | undefined> {
  let shown = 0;
  return new Promise((resolve) => {
    const look = (): void => {
      const now = runs.get(run.id);
      if (!now || !isActive(now)) {
        subscription.dispose();
        resolve(now);
        return;
      }
      if (!now.progress) return;
      const percent = now.progress.fraction * 100;
      progress.report({ message: longProgress(now.progress), increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    };
    const subscription = runs.onChange(look);
    look();
  });
}

async function report(services: Services, run: RunSummary): Promise<void> {
  switch (run.status) {
    case 'finished':
      return offer(finished(run), l10n.t('Open Feature Explorer'), () => {
        services.panels.show({ view: 'explorer', runId: run.id, featureIndex: null, query: '' });
      });
    case 'failed':
      return services.errors.offerLog(l10n.t('{0} failed: {1}', run.name, run.problem ?? ''));
    case 'stopped':
    case 'interrupted':
      return offer(l10n.t('{0} was stopped. It can be resumed.', run.name), l10n.t('Resume'), () =>
        vscode.commands.executeCommand('monosema.resumeRun', run.id),
      );
    case 'paused':
    case 'starting':
    case 'running':
      return;
    default:
      run.status satisfies never;
  }
}

/** With what speaks against an imported one: its features would look like any others. */
function finished({ name, imported, warnings = [] }: RunSummary): string {
  if (imported === undefined) return l10n.t('{0} is trained.', name);
  return [l10n.t('{0} is imported.', name), ...warnings].join(' ');
}

async function offer(message: string, action: string, act: () => unknown): Promise<void> {
  if ((await vscode.window.showInformationMessage(message, action)) === action) await act();
}

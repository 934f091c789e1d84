/** Follows an experiment: a progress notification whose Cancel ends all its processes, and a word on how it ended. */
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ExperimentRun } from '../../../protocol/experimentRun.ts';
import type { Services } from '../../services.ts';
import { experimentLabel } from '../../text/experimentWords.ts';
import { formatDuration, formatPercent } from '../../text/format.ts';

export async function watchExperiment(services: Services, run: ExperimentRun): Promise<void> {
  const label = experimentLabel(run.request.experiment);
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: l10n.t('Synthetic experiment {0}', label),
    cancellable: true,
  };
  const ended = await vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => {
      services.engine.request('experiments/cancel', { folder: run.folder }).catch(services.errors.show);
    });
    return untilEnded(services, run, progress);
  });
  if (ended.status === 'failed')
    return services.errors.offerLog(l10n.t('{0} failed: {1}', label, ended.problem ?? ''));
  if (ended.status === 'finished') await offerReport(services, ended, label);
}

/** `43 % · 3 min left`. */
export function progressWords({ fraction, secondsLeft }: ExperimentRun): string {
  const parts = [formatPercent(fraction)];
  if (secondsLeft !== null) parts.push(l10n.t('{0} left', formatDuration(secondsLeft)));
  return parts.join(' · ');
}

function untilEnded(
  { engine }: Services,
  run: ExperimentRun,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): Promise<ExperimentRun> {
  let shown = 0;
  return new Promise((resolve) => {
    const end = (ended: ExperimentRun): void => {
      for (const one of subscriptions) one.dispose();
      resolve(ended);
    };
    const subscriptions = [
      engine.onNotification((notification) => {
        if (notification.method !== 'experiments/changed') return;
        const now = notification.params;
        if (now.folder !== run.folder) return;
        if (now.status !== 'running') {
          end(now);
          return;
        }
        const percent = now.fraction * 100;
        progress.report({ message: progressWords(now), increment: Math.max(0, percent - shown) });
        shown = Math.max(shown, percent);
      }),
      engine.onCrash(({ reason }) => {
        end({ ...run, status: 'failed', problem: reason });
      }),
    ];
  });
}

/** Where its panel was closed or hidden meanwhile. */
async function offerReport(services: Services, run: ExperimentRun, label: string): Promise<void> {
  const open = l10n.t('Show Report');
  const answer = await vscode.window.showInformationMessage(l10n.t('{0} is done.', label), open);
  if (answer === open) services.panels.show({ view: 'experiment', folder: run.folder, request: run.request });
}
